"""Attaching evidence to records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Evidence, Record, Source
from shanhai.ledger.store import clean_name, store_bytes


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
    speaks_for: date | None = None,
    source: str = Source.FORM,
) -> Evidence:
    """Back a record with a file, stored once under its SHA-256. An empty file is refused."""
    _check(actor, record)
    if not data:
        raise one("empty_file", f"文件“{clean_name(name)}”是空的", "file")
    evidence: Evidence = Evidence.objects.create(
        kind=record.Kind.code,
        record_id=record.pk,
        pairing=record.pairing,
        title=(title or clean_name(name))[:200],
        speaks_for=speaks_for,
        sha256=store_bytes(data),
        file_name=clean_name(name),
        size=len(data),
        added_by=actor,
    )
    _log(actor, record, evidence, "添加佐证", "", source)
    return evidence


@transaction.atomic
def reject_evidence(actor: User, record: Record, evidence: Evidence, *, reason: str) -> Evidence:
    """Take a piece of evidence out of use, with a reason; it stays readable."""
    _check(actor, record)
    if not reason.strip():
        raise one("reason", "请写明不采用的原因", "reason")
    evidence.state = Evidence.State.REJECTED
    evidence.save(update_fields=["state"])
    _log(actor, record, evidence, "佐证不采用", reason, Source.FORM)
    return evidence
