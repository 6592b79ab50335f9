"""Writing accounts and the audit log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from shanhai.accounts.masking import hide_everywhere, hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.request import current_request_id
from shanhai.accounts.roles import Role
from shanhai.text.gazetteer import gazetteer


def audit(
    actor: User | None,
    action: str,
    *,
    object_type: str = "",
    object_id: object = "",
    pairing_id: int | None = None,
    summary: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
    source: str = "",
) -> AuditEntry:
    """Add one line to the audit log; ``actor`` is None only for a failed log-in or the system itself.

    Numbers of persons that somebody typed into a reason or a search are starred out before it is written.
    """
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        pairing_id=pairing_id,
        summary=hide_numbers(summary)[:300],
        reason=hide_numbers(reason)[:300],
        detail=hide_everywhere(detail or {}),
        source=source,
        request_id=current_request_id(),
    )


@transaction.atomic
def create_user(
    username: str,
    password: str,
    *,
    role: str = "",
    region_code: str = "",
    display_name: str = "",
    unit_name: str = "",
    kinds: list[str] | None = None,
    actor: User | None = None,
    check_password: bool = True,
) -> User:
    """Create a user and log it.

    Raises ``ValidationError`` (messages in Chinese) for an unknown role, a region code that is not 6, 9
    or 12 digits or not in the gazetteer, a role other than admin without a region, a name in use, or a
    weak password.
    """
    user = User(
        username=username,
        role=role,
        region_code=region_code,
        display_name=display_name,
        unit_name=unit_name,
        kinds=kinds or [],
        is_staff=bool(role),
        is_superuser=False,
    )
    problems: list[str] = []
    if role and role not in Role.values:
        problems.append(f"没有“{role}”这个角色，可用：{'、'.join(Role.values)}")
    if region_code and not (region_code.isdigit() and len(region_code) in (6, 9, 12)):
        problems.append(f"行政区划代码“{region_code}”应为6位、9位或12位数字")
    elif region_code and gazetteer().get(region_code[:6]) is None:
        problems.append(f"没有代码为“{region_code}”的行政区划，请核对")
    if role and role != Role.ADMIN and not region_code:
        problems.append("除系统管理员外，用户须有所属地区代码")
    if check_password:
        try:
            validate_password(password, user)
        except ValidationError as error:
            problems += error.messages
    if problems:
        raise ValidationError(problems)
    user.set_password(password)
    user.full_clean()
    user.save()
    audit(
        actor, AuditEntry.Action.USER, object_type="user", object_id=user.pk, summary=f"新增用户 {username}"
    )
    return user
