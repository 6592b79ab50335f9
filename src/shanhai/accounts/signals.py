"""Log-ins go into the audit log. (Signals carry no business effect: Django offers no other hook here.)"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit


@receiver(user_logged_in)
def log_login(sender: Any, user: User, **kwargs: Any) -> None:
    audit(user, AuditEntry.Action.LOGIN, object_type="user", object_id=user.pk, summary=user.username)


@receiver(user_logged_out)
def log_logout(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit(user, AuditEntry.Action.LOGOUT, object_type="user", object_id=user.pk, summary=user.username)


@receiver(user_login_failed)
def log_failed_login(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    audit(
        None,
        AuditEntry.Action.LOGIN_FAILED,
        object_type="user",
        summary=str(credentials.get("username", ""))[:150],
    )
