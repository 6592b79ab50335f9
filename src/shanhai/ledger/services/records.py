"""The write path of the ledger: form, import, review, API and commands all come through here.

Each call says who acts, by which way and why. It checks rights and values, saves, writes the history and
the audit log and refreshes the observations in one transaction; on any problem it raises
:class:`LedgerError` with all problems at once and nothing is saved.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.errors import Conflict, LedgerError, NotAllowed, Problem, one
from shanhai.ledger.models import Dispute, ImportBatch, Pairing, Record, Source, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.services.locks import refuse_locked
from shanhai.ledger.services.observe import refresh
from shanhai.ledger.services.sensitive import index_sensitive
from shanhai.ledger.services.validation import shown_text, validate
from shanhai.ledger.wording import official, official_language

COMMON_FIELDS = ("pairing", "year", "place_code", "precision", "is_summary", "since_year", "note")
"""Fields every kind shares that a user may fill; state, side and bookkeeping are set by the services."""


def writable_fields(model: type[Record]) -> tuple[str, ...]:
    """All fields a user may fill in a row of this kind: the common ones and its columns."""
    return COMMON_FIELDS + model.Kind.field_names()


def refuse_strangers(actor: User, model: type[Record], pairing: Pairing) -> None:
    """Raise :class:`NotAllowed` unless the actor may enter rows of this kind for this pairing."""
    if not rights.may_add(actor, model.Kind.code, pairing):
        raise NotAllowed(f"您没有在“{pairing}”填报{model.Kind.title}的权限")


@transaction.atomic
def create_record(
    actor: User,
    model: type[Record],
    data: Mapping[str, Any],
    *,
    source: str = Source.FORM,
    reason: str = "",
    batch: ImportBatch | None = None,
    report: bool = False,
) -> Record:
    """Enter a new row, owned by the actor's side of its pairing; with ``report`` hand it in at once."""
    record = model(record_source=source, created_by=actor, import_batch=batch)
    assign(record, data)
    if record.pairing_id is None:
        raise one("required", "请选择结对", "pairing")
    refuse_strangers(actor, model, record.pairing)
    record.owner_side = rights.side_in(actor, record.pairing)
    record.state = State.REPORTED if report else State.DRAFT
    _save(record, actor, source, reason or ("填报并上报" if report else "填报"), AuditEntry.Action.CREATE)
    return record


@transaction.atomic
def update_record(
    actor: User,
    record: Record,
    data: Mapping[str, Any],
    *,
    expected_version: int | None = None,
    source: str = Source.FORM,
    reason: str = "",
) -> Record:
    """Change a row. A confirmed row is reopened (to reported) and counted as changed since confirmed.

    ``expected_version`` is the version the actor had on the screen; :class:`Conflict` when it is not
    the newest. A call that changes nothing writes nothing.
    """
    current = _current(record)
    if not rights.may_change(actor, current):
        raise NotAllowed("只有填报方可以修改这条记录，作废的记录不能修改")
    if expected_version is not None and current.version != expected_version:
        raise Conflict(current)
    refuse_locked(current)
    before = snapshot(current)
    assign(current, data)
    # Compared with the row as it was stored: a form has already put the new pairing into ``record``.
    if current.pairing_id != before["pairing"]:
        refuse_strangers(actor, type(current), current.pairing)
    changes = differences(type(current), before, snapshot(current))
    if not changes:
        return current
    if current.state == State.CONFIRMED and not reason.strip():
        raise one("reason", "这条记录已经确认，修改须写明原因", "reason")
    reopen(current)
    _save(current, actor, source, reason or "修改", AuditEntry.Action.CHANGE, changes)
    return current


@transaction.atomic
def change_state(
    actor: User,
    record: Record,
    to: str,
    *,
    expected_version: int | None = None,
    reason: str = "",
    source: str = Source.FORM,
) -> Record:
    """Move a row to another state: report, confirm, return (reason required), void (reason required).

    ``expected_version`` is the version the actor had on the screen; :class:`Conflict` when it is not the
    newest: nobody confirms figures that he or she has not seen.

    Draft and returned rows are reported by the owner side; reported rows are confirmed or returned by
    those who :func:`rights.may_confirm`; any row that is not void may be voided by its owner.
    """
    current = _current(record)
    refuse_locked(current)
    check_move(actor, current, to, reason)
    if expected_version is not None and current.version != expected_version:
        raise Conflict(current)
    _end_disputes(current, to)
    before = current.state
    current.state = State(to)
    current.state_reason = hide_numbers(reason)
    if to == State.CONFIRMED:
        current.confirmed_by, current.confirmed_at = actor, timezone.now()
        current.changed_since_confirmed = 0
    changes = {"state": [str(before), str(to)]}
    _save(current, actor, source, reason or official(State(to).label), AuditEntry.Action.STATE, changes)
    return current


def check_move(actor: User, record: Record, to: str, reason: str) -> None:
    """Raise unless this actor may make this move."""
    if to == State.REPORTED:
        if record.state not in (State.DRAFT, State.RETURNED):
            raise one("state", f"“{record.get_state_display()}”的记录不能上报")
        if not rights.may_change(actor, record):
            raise NotAllowed("只有填报方可以上报这条记录")
    elif to == State.CONFIRMED:
        if record.state != State.REPORTED or not rights.may_confirm(actor, record):
            raise NotAllowed("只有对方（或审核人）可以确认已上报的记录，且不能确认自己填报的记录")
    elif to == State.RETURNED:
        if not rights.may_confirm(actor, record):
            raise NotAllowed("只有对方（或审核人）可以退回已上报的记录")
        if not reason.strip():
            raise one("reason", "退回须写明原因", "reason")
    elif to == State.VOID:
        if not rights.may_void(actor, record):
            raise NotAllowed("只有填报方可以作废这条记录")
        if not reason.strip():
            raise one("reason", "作废须写明原因", "reason")
    else:
        raise one("state", f"不能改为“{to}”")


def _end_disputes(record: Record, to: str) -> None:
    """A disputed row is not confirmed; the disputes of a row that becomes void end with it."""
    found = Dispute.objects.filter(kind=record.Kind.code, record_id=record.pk, state=Dispute.State.OPEN)
    if to == State.CONFIRMED and found.unscoped("disputes of a row read in scope").exists():
        raise one("disputed", "这条记录有未了结的异议，请先答复或撤回")
    if to == State.VOID:
        end_disputes(record.Kind.code, [record.pk])


def end_disputes(kind: str, numbers: Collection[int]) -> None:
    """End the open disputes of rows that are being voided."""
    found = Dispute.objects.filter(kind=kind, record_id__in=numbers, state=Dispute.State.OPEN)
    disputes = found.unscoped("disputes of rows read in scope")
    disputes.update(state=Dispute.State.WITHDRAWN, answer="记录已作废", settled_at=timezone.now())


def reopen(record: Record) -> bool:
    """Take a confirmed row back to reported, and count that it changed since; False for other rows."""
    if record.state != State.CONFIRMED:
        return False
    record.state = State.REPORTED
    record.changed_since_confirmed += 1
    return True


def assign(record: Record, data: Mapping[str, Any]) -> None:
    """Put values into a row, its year from its date when none is given. Unknown names are refused."""
    allowed = set(writable_fields(type(record)))
    unknown = sorted(set(data) - allowed)
    if unknown:
        raise LedgerError([Problem("unknown_field", f"没有“{name}”这一栏", name) for name in unknown])
    for name, value in data.items():
        setattr(record, name, value)
    if record.year is None and record.Kind.date_field:
        day = getattr(record, record.Kind.date_field)
        record.year = day.year if hasattr(day, "year") else None


def _save(
    record: Record,
    actor: User,
    source: str,
    reason: str,
    action: str,
    changes: Mapping[str, Any] | None = None,
) -> None:
    problems = validate(record)
    if problems:
        raise LedgerError(problems)
    refuse_locked(record)
    record.version += 1
    record._change_reason = hide_numbers(reason)[:100]  # type: ignore[attr-defined]
    record._history_user = actor  # type: ignore[attr-defined]
    record._history_source = source  # type: ignore[attr-defined]
    record.save()
    refresh(record)
    index_sensitive([record])
    with official_language():
        summary = f"{record.Kind.short}：{record}"
    audit(
        actor,
        action,
        object_type=record.Kind.code,
        object_id=record.pk,
        pairing_id=record.pairing_id,
        summary=summary,
        reason=reason,
        detail={"changes": changes} if changes else {},
        source=source,
    )


def _current(record: Record) -> Record:
    """The row as it stands in the database, locked until the transaction ends (where locks exist)."""
    rows = (
        type(record).objects.select_for_update(of=("self",)).select_related("pairing__east", "pairing__west")
    )
    found: Record = rows.unscoped("the caller read this row in scope; rights are checked next").get(
        pk=record.pk
    )
    return found


def snapshot(record: Record) -> dict[str, Any]:
    """All values a user may change, as they stand; foreign keys as numbers."""
    return {name: getattr(record, field_of(record, name).attname) for name in writable_fields(type(record))}


def differences(
    model: type[Record], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, list[str]]:
    """Old and new value of every field that differs, as text; personal data masked, as logs keep it."""
    changed = [name for name in before if before[name] != after[name]]
    return {
        name: [shown_text(model, name, before[name]), shown_text(model, name, after[name])]
        for name in changed
    }
