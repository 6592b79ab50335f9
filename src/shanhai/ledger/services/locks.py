"""Locking and unlocking periods, and asking whether a row lies in a locked one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.errors import LedgerError, NotAllowed, Problem, one
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Pairing, PeriodLock, Record
from shanhai.ledger.wording import official_language


class Locks:
    """The standing locks of some pairings, read once and asked for many rows."""

    def __init__(self, pairings: Iterable[int]) -> None:
        begun = Q(from_day__isnull=True) | Q(from_day__lte=timezone.localdate())
        rows = PeriodLock.objects.filter(begun, pairing__in=set(pairings), lifted_at__isnull=True)
        standing = rows.unscoped("locks bind everybody, whoever may see them")
        self.found = set(standing.values_list("pairing", "kind", "year", "month"))

    def problem(self, record: Record) -> Problem | None:
        """Why the row may not be written as it stands now; None when its period is open."""
        field = record.Kind.date_field
        day = getattr(record, field) if field else None
        month = day.month if day is not None and day.year == record.year else 0
        for kind in ("", record.Kind.code):
            for part in {0, month}:
                if (record.pairing_id, kind, record.year, part) in self.found:
                    period = f"{record.year}年{part}月" if part else f"{record.year}年"
                    return Problem(
                        "locked", f"{period}已锁定，须由审核人解锁后才能修改", "year", str(record.year)
                    )
        return None


def refuse_locked(record: Record) -> None:
    """Raise when the row, as it stands, lies in a locked period; asked before and after a change."""
    problem = Locks([record.pairing_id]).problem(record)
    if problem is not None:
        raise LedgerError([problem])


@transaction.atomic
def lock_period(
    actor: User,
    pairing: Pairing,
    year: int,
    *,
    month: int = 0,
    kind: str = "",
    from_day: date | None = None,
    reason: str = "",
) -> PeriodLock:
    """Close a year (month 0) or a month of a pairing's books, of one kind or of all.

    With ``from_day`` the lock is announced: it binds from that day on. Raises when the period is closed or
    announced already, when the kind is unknown, or when the actor may not.
    """
    if not rights.may_lock(actor, pairing):
        raise NotAllowed("只有结对双方的审核人可以锁定期间")
    if not 1990 <= year <= 2100 or not 0 <= month <= 12:
        raise one("period", "年度或月份不对", "year", f"{year}-{month}")
    if kind and kind not in {model.Kind.code for model in all_kinds()}:
        raise one("kind", "没有这类台账", "kind", kind)
    if from_day is not None and from_day <= timezone.localdate():
        from_day = None
    period: dict[str, Any] = {"pairing": pairing, "kind": kind, "year": year, "month": month}
    if PeriodLock.objects.filter(**period, lifted_at__isnull=True).unscoped("locks bind everybody").exists():
        raise one("locked", "该期间已经锁定或预告锁定")
    lock: PeriodLock = PeriodLock.objects.create(
        **period, from_day=from_day, reason=hide_numbers(reason), locked_by=actor
    )
    _log(actor, lock, f"预告{from_day}锁定" if from_day else "锁定", reason)
    return lock


@transaction.atomic
def lift_lock(actor: User, lock: PeriodLock, *, reason: str) -> PeriodLock:
    """Open a closed period again, for a reason."""
    if not rights.may_lock(actor, lock.pairing):
        raise NotAllowed("只有结对双方的审核人可以解锁期间")
    if not reason.strip():
        raise one("reason", "解锁须写明原因", "reason")
    if lock.lifted_at is not None:
        raise one("lifted", "该期间已经解锁")
    lock.lifted_at, lock.lifted_by, lock.lift_reason = timezone.now(), actor, hide_numbers(reason.strip())
    lock.save()
    _log(actor, lock, "解锁", reason)
    return lock


def _log(actor: User, lock: PeriodLock, what: str, reason: str) -> None:
    with official_language():
        summary = f"{what}：{lock.pairing} {lock} {lock.kind_title}"
    audit(
        actor,
        AuditEntry.Action.LOCK,
        object_type="lock",
        object_id=lock.pk,
        pairing_id=lock.pairing_id,
        summary=summary,
        reason=reason,
    )
