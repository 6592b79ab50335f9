"""Disputes: raising one, and the three ways in which it is settled (accepted, kept, withdrawn)."""

from __future__ import annotations

import copy
from typing import Any

from django.db import transaction
from django.utils import timezone

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.errors import LedgerError, NotAllowed, one
from shanhai.ledger.models import Dispute, Evidence, Record
from shanhai.ledger.services.locks import refuse_locked
from shanhai.ledger.services.records import update_record
from shanhai.ledger.services.validation import validate
from shanhai.ledger.values import parse, text_of, title_of, words_of_text
from shanhai.ledger.wording import official_language


def disputable_fields(model: type[Record]) -> tuple[str, ...]:
    """The columns whose values may be disputed: all but personal data, which a figure would lay bare."""
    return tuple(name for name in model.Kind.field_names() if name not in model.Kind.sensitive)


@transaction.atomic
def raise_dispute(
    actor: User,
    record: Record,
    field: str,
    figure: Any,
    *,
    reason: str,
    evidence: Evidence | None = None,
) -> Dispute:
    """State the actor's own ``figure`` for a column of the other side's row, with the reason for it.

    ``figure`` is a value of the column's type (money in 元). Raises :class:`NotAllowed` unless the actor
    stands on the other side, and :class:`LedgerError` when the row is locked, the column holds personal data
    or has an open dispute, the figure is what the row says already or is no value for the column, or the
    reason is missing.
    """
    if not rights.may_dispute(actor, record):
        raise NotAllowed("只有对方可以对已上报的记录提出异议")
    refuse_locked(record)
    if field not in disputable_fields(type(record)):
        raise one("unknown_field", "这一栏不能提出异议", field)
    if not reason.strip():
        raise one("reason", "提出异议须写明理由", "reason")
    if _open(record).filter(field=field).exists():
        raise one("disputed", "这一栏已有未了结的异议", field)
    _check_figure(record, field, figure)
    dispute: Dispute = Dispute.objects.create(
        kind=record.Kind.code,
        record_id=record.pk,
        pairing_id=record.pairing_id,
        side=rights.side_in(actor, record.pairing),
        field=field,
        stated=text_of(getattr(record, field)),
        figure=text_of(figure),
        reason=hide_numbers(reason.strip()),
        evidence=evidence,
        raised_by=actor,
    )
    _log(actor, record, dispute, "提出异议", reason)
    return dispute


@transaction.atomic
def accept_dispute(actor: User, record: Record, dispute: Dispute, *, reason: str = "") -> Record:
    """Put the other side's figure into the row, as any change is written; the row that results."""
    _check_settler(actor, record, dispute)
    why = f"采纳对方异议：{reason.strip() or dispute.reason}"
    figure = parse(type(record), dispute.field, dispute.figure)
    changed = update_record(actor, record, {dispute.field: figure}, reason=why)
    _settle(actor, record, dispute, Dispute.State.ACCEPTED, reason)
    return changed


@transaction.atomic
def keep_figure(actor: User, record: Record, dispute: Dispute, *, reason: str) -> Dispute:
    """Leave the row as it is, and say why; both figures stay readable."""
    _check_settler(actor, record, dispute)
    if not reason.strip():
        raise one("reason", "维持原数须写明理由", "reason")
    return _settle(actor, record, dispute, Dispute.State.KEPT, reason)


@transaction.atomic
def withdraw_dispute(actor: User, record: Record, dispute: Dispute, *, reason: str = "") -> Dispute:
    """Take a dispute back; only the side that raised it may."""
    _check_open(record, dispute)
    if not (actor.rights.confirm and rights.side_in(actor, record.pairing) == dispute.side):
        raise NotAllowed("只有提出异议的一方可以撤回")
    return _settle(actor, record, dispute, Dispute.State.WITHDRAWN, reason)


def _check_figure(record: Record, field: str, figure: Any) -> None:
    """Raise when the figure says nothing new, or would be refused if the owner put it into the row."""
    if text_of(figure) == text_of(getattr(record, field)):
        raise one("same", "所填与台账相同，不必提出异议", field)
    trial = copy.copy(record)
    setattr(trial, field, figure)
    problems = [problem for problem in validate(trial, {field}) if problem.field == field]
    if problems:
        raise LedgerError(problems)


def _check_settler(actor: User, record: Record, dispute: Dispute) -> None:
    _check_open(record, dispute)
    if not rights.may_change(actor, record):
        raise NotAllowed("只有填报方可以答复异议")
    refuse_locked(record)


def _check_open(record: Record, dispute: Dispute) -> None:
    """Raise unless the dispute is one of this row and still open, as the database has it now."""
    rows = _open(record).select_for_update()
    if not rows.filter(pk=dispute.pk).exists():
        raise one("settled", "这条异议已经了结")


def _open(record: Record) -> Any:
    rows = Dispute.objects.filter(kind=record.Kind.code, record_id=record.pk, state=Dispute.State.OPEN)
    return rows.unscoped("disputes of a row the caller read in scope")


def _settle(actor: User, record: Record, dispute: Dispute, state: str, answer: str) -> Dispute:
    dispute.state, dispute.answer = Dispute.State(state), hide_numbers(answer.strip())
    dispute.settled_by, dispute.settled_at = actor, timezone.now()
    dispute.save()
    _log(actor, record, dispute, f"异议{Dispute.State(state).label}", answer)
    return dispute


def _log(actor: User, record: Record, dispute: Dispute, what: str, reason: str) -> None:
    model, field = type(record), dispute.field
    with official_language():
        stated, figure = (words_of_text(model, field, text) for text in (dispute.stated, dispute.figure))
        summary = f"{what}：{record.Kind.short} {record}，{title_of(model, field)}"
    audit(
        actor,
        AuditEntry.Action.DISPUTE,
        object_type=record.Kind.code,
        object_id=record.pk,
        pairing_id=record.pairing_id,
        summary=summary,
        reason=reason,
        detail={"changes": {field: [stated, figure]}},
    )
