"""Creating users: every problem is told at once, in Chinese; nothing half made is kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import create_user

pytestmark = pytest.mark.django_db
PASSWORD = "山海-2024-长密码"


def test_a_user_is_created_and_logged() -> None:
    user = create_user("wang", PASSWORD, role="coordinator", region_code="310113", display_name="王某")
    assert (user.is_staff, user.is_superuser, str(user)) == (True, False, "王某")
    assert AuditEntry.objects.get().summary == "新增用户 wang"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"role": "king", "region_code": "310113"}, "没有“king”这个角色"),
        ({"role": "leader"}, "须有所属地区代码"),
        ({"role": "leader", "region_code": "31"}, "6位、9位或12位"),
        ({"role": "leader", "region_code": "999999"}, "没有代码为“999999”"),
    ],
)
def test_wrong_input_is_refused_in_words(options: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        create_user("li", PASSWORD, **options)  # type: ignore[arg-type]
    assert not User.objects.exists()


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        create_user("li", "123", role="king", region_code="1")
    assert len(caught.value.messages) >= 3
    assert not [text for text in caught.value.messages if text.isascii()], caught.value.messages


def test_a_name_is_given_once() -> None:
    create_user("li", PASSWORD, role="leader", region_code="530326102")
    with pytest.raises(ValidationError):
        create_user("li", PASSWORD, role="leader", region_code="530326")
