"""What administrators do with users goes into the log: changed roles, passwords they set."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import AuditEntry, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    user = make_user("admin", role="admin", region="")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def form_of(client: Client, url: str, field: str) -> dict[str, str]:
    tree = lxml.html.fromstring(client.get(url).content.decode())
    (form,) = tree.xpath(f"//form[.//*[@name='{field}']]")
    return dict(form.form_values())


def lines(user: User) -> list[AuditEntry]:
    return list(
        AuditEntry.objects.filter(object_type="user", object_id=str(user.pk), actor__username="admin")
    )


def test_a_changed_role_is_told_with_old_and_new(admin: Client) -> None:
    user = make_user("worker")
    url = reverse("admin:accounts_user_change", args=[user.pk])
    answer = admin.post(url, form_of(admin, url, "role") | {"role": "reviewer"})
    assert answer.status_code == 302, answer.content.decode()
    (line,) = lines(user)
    assert (line.action, line.detail["changes"]["role"]) == ("user", ["coordinator", "reviewer"])


def test_a_password_set_by_an_administrator_is_told_without_it(admin: Client) -> None:
    user = make_user("worker")
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    fields = {"password1": "新的口令-7391x", "password2": "新的口令-7391x"}
    answer = admin.post(url, form_of(admin, url, "password1") | fields)
    assert answer.status_code == 302, answer.content.decode()
    (line,) = lines(user)
    assert (line.action, line.summary) == ("user", "重设密码 worker")
    assert "7391" not in str(line.detail)
