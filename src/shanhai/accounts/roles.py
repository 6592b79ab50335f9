"""Roles (角色) and what each may do. DOMAIN.md (a.2); the table is the only place that says it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a user is in the work of a pair; a user without a role sees nothing."""

    COORDINATOR = "coordinator", _("经办人")
    REVIEWER = "reviewer", _("审核人")
    DEPARTMENT = "department", _("行业部门")
    LEADER = "leader", _("领导")
    INSPECTOR = "inspector", _("督查")
    ADMIN = "admin", _("系统管理员")


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one role inside its scope.

    ``write``: enter and change rows of the own side. ``confirm``: confirm or return rows. ``own_side``:
    may also confirm rows of the own side (never those it filled itself). ``read_log``: read the audit log.
    ``manage``: users and settings. ``export``: take rows out as files. ``reveal``: see personal data
    of rows of the own side in full, with a reason that goes into the log. ``lock``: close and open periods.
    """

    read: bool = True
    write: bool = False
    confirm: bool = False
    own_side: bool = False
    read_log: bool = False
    manage: bool = False
    export: bool = True
    reveal: bool = False
    lock: bool = False


RIGHTS: dict[str, Rights] = {
    Role.COORDINATOR: Rights(write=True, confirm=True),
    Role.REVIEWER: Rights(confirm=True, own_side=True, lock=True),
    Role.DEPARTMENT: Rights(write=True, reveal=True),
    Role.LEADER: Rights(),
    Role.INSPECTOR: Rights(read_log=True),
    Role.ADMIN: Rights(read_log=True, manage=True),
}
NO_RIGHTS = Rights(read=False, export=False)


def rights_of(role: str) -> Rights:
    """The rights of a role; an unknown or empty role has none."""
    return RIGHTS.get(role, NO_RIGHTS)
