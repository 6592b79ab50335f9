"""Attaching evidence to records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.filetypes import accept
from shanhai.ledger.models import Evidence, Record, Source
from shanhai.ledger.store import clean_name, store_bytes
from shanhai.ledger.wording import official

DRAFT, VALID, EXPIRED, REJECTED = Evidence.State
MOVES = {
    (DRAFT, VALID): False,
    (DRAFT, REJECTED): False,
    (VALID, EXPIRED): False,
    (VALID, REJECTED): False,
    (EXPIRED, VALID): True,
    (REJECTED, VALID): True,
}
"""Moves of a piece of evidence. True: only those who may confirm the row (the other side, a reviewer) may
bring back what was taken out of use; the others are open to whoever may add evidence to the row."""


def _check(actor: User, record: Record) -> None:
    """Either side of the pair may add evidence to a row it may write or confirm."""
    if not (rights.may_change(actor, record) or rights.may_confirm(actor, record)):
        raise NotAllowed("您没有为这条记录添加佐证的权限")


def _log(actor: User, record: Record, evidence: Evidence, what: str, reason: str, source: str) -> None:
    audit(
        actor,
        AuditEntry.Action.EVIDENCE,
        object_type=record.Kind.code,
        object_id=record.pk,
        pairing_id=record.pairing_id,
        summary=f"{what}：{evidence.title}",
        reason=reason,
        source=source,
    )


@transaction.atomic
def attach_span(
    actor: User,
    record: Record,
    *,
    document_id: int,
    title: str,
    start: int,
    end: int,
    quote: str,
    text: str,
    measure: str = "",
    value: Decimal | None = None,
    unit: str = "",
    speaks_for: date | None = None,
    source: str = Source.REVIEW,
) -> Evidence:
    """Back a record with the exact characters of a document.

    ``start``/``end`` are offsets in the document's decoded original and ``quote`` is that slice; ``text`` is
    the same passage repaired; ``measure``, ``value`` and
    ``unit`` are what it states. The same span of a document is attached to a record only once.
    """
    _check(actor, record)
    evidence: Evidence
    evidence, created = Evidence.objects.unscoped(
        "looking for the same span on a row read in scope"
    ).get_or_create(
        kind=record.Kind.code,
        record_id=record.pk,
        document_id=document_id,
        start=start,
        end=end,
        state=Evidence.State.VALID,
        defaults={
            "pairing": record.pairing,
            "title": title[:200],
            "quote": quote,
            "text": text,
            "measure": measure,
            "value": value,
            "unit": unit,
            "speaks_for": speaks_for,
            "added_by": actor,
        },
    )
    if created:
        _log(actor, record, evidence, "添加佐证", "", source)
    return evidence


@transaction.atomic
def attach_file(
    actor: User,
    record: Record,
    *,
    name: str,
    data: bytes,
    title: str = "",
    sort: str = "",
    speaks_for: date | None = None,
    draft: bool = False,
    source: str = Source.FORM,
) -> Evidence:
    """Back a record with a file, stored once under its SHA-256.

    ``sort`` is the Chinese name of one of the papers the kind expects, or empty. A ``draft`` (a copy not yet
    stamped) is kept but backs nothing until it is declared valid. Raises :class:`LedgerError` when the
    content is empty, too large, or of a type that is not accepted.
    """
    _check(actor, record)
    if sort and sort not in map(official, record.Kind.evidence_expected):
        raise one("unknown_sort", f"这类台账没有“{sort}”这种佐证", "sort")
    kind, kept_name = accept(clean_name(name), data, settings.UPLOAD_MAX_BYTES)
    evidence: Evidence = Evidence.objects.create(
        kind=record.Kind.code,
        record_id=record.pk,
        pairing_id=record.pairing_id,
        state=Evidence.State.DRAFT if draft else Evidence.State.VALID,
        title=(title or kept_name)[:200],
        sort=sort,
        speaks_for=speaks_for,
        sha256=store_bytes(data),
        file_name=kept_name,
        size=len(data),
        media=kind.code,
        added_by=actor,
    )
    _log(actor, record, evidence, "添加佐证", "", source)
    return evidence


@transaction.atomic
def replace_file(
    actor: User, record: Record, evidence: Evidence, *, name: str, data: bytes, reason: str
) -> Evidence:
    """Put a newer file in the place of an older one, which stays readable as an earlier version."""
    old = _current(record, evidence)
    if old.replaced_by_id is not None or not old.sha256:
        raise one("replaced", "这份佐证已有新版，请替换最新的一份", "file")
    if not reason.strip():
        raise one("reason", "请写明替换的原因", "reason")
    newer = attach_file(
        actor, record, name=name, data=data, title=old.title, sort=old.sort, speaks_for=old.speaks_for
    )
    old.replaced_by, old.state, old.state_reason = (
        newer,
        Evidence.State.EXPIRED,
        f"新版替换：{hide_numbers(reason.strip())}",
    )
    old.save(update_fields=["replaced_by", "state", "state_reason"])
    _log(actor, record, old, "替换佐证", reason, Source.FORM)
    return newer


@transaction.atomic
def set_evidence_state(
    actor: User, record: Record, evidence: Evidence, to: str, *, reason: str = ""
) -> Evidence:
    """Declare a piece valid, expired or rejected. All but declaring a draft valid needs a reason."""
    _check(actor, record)
    paper = _current(record, evidence)
    move = (Evidence.State(paper.state), Evidence.State(to) if to in Evidence.State.values else None)
    if move not in MOVES or paper.replaced_by_id is not None:
        raise one("state", f"“{paper.get_state_display()}”的佐证不能这样改", "state")
    if MOVES[move] and not rights.may_confirm(actor, record):
        raise NotAllowed("停用的佐证由对方（或审核人）恢复")
    if move != (DRAFT, VALID) and not reason.strip():
        raise one("reason", "请写明原因", "reason")
    paper.state, paper.state_reason = Evidence.State(to), hide_numbers(reason.strip())
    paper.save(update_fields=["state", "state_reason"])
    _log(actor, record, paper, f"佐证{official(Evidence.State(to).label)}", reason, Source.FORM)
    return paper


def reject_evidence(actor: User, record: Record, evidence: Evidence, *, reason: str) -> Evidence:
    """Take a piece of evidence out of use, with a reason; it stays readable."""
    return set_evidence_state(actor, record, evidence, Evidence.State.REJECTED, reason=reason)


def _current(record: Record, evidence: Evidence) -> Evidence:
    """The piece as it stands in the database, locked until the transaction ends (where locks exist)."""
    rows = Evidence.objects.filter(kind=record.Kind.code, record_id=record.pk).select_for_update()
    found: Evidence = rows.unscoped("evidence of a row the caller read in scope").get(pk=evidence.pk)
    return found
