"""Keeping the index of personal data beside the rows it is about."""

from __future__ import annotations

from collections.abc import Sequence

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.checks import person_number
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Record, SensitiveIndex
from shanhai.ledger.privacy import all_hashes, keyed_hash
from shanhai.ledger.services.subjects import person_key
from shanhai.ledger.wording import official_language


def index_sensitive(records: Sequence[Record]) -> None:
    """Replace the hashes of rows of one kind. Call inside the transaction that saved them."""
    if not records or not records[0].Kind.sensitive:
        return
    kind = records[0].Kind
    rows = SensitiveIndex.objects.filter(kind=kind.code, record_id__in=[record.pk for record in records])
    rows.unscoped("the hashes of rows just written, replaced by the write path").replace(
        [
            SensitiveIndex(
                kind=kind.code, record_id=record.pk, pairing_id=record.pairing_id, field=name, digest=digest
            )
            for record in records
            for name in kind.sensitive
            if (digest := _digest(getattr(record, name) or "", kind.sensitive[name]))
        ]
    )


def _digest(value: str, sort: str) -> str:
    """The hash by which a number is found; the several ways of writing one ID number have one hash."""
    return person_key(value) if sort == "id" and value else keyed_hash(value)


def reveal(actor: User, record: Record, *, reason: str) -> dict[str, str]:
    """The personal data of a row in full, by field; the look is logged with its reason.

    Raises :class:`NotAllowed` without the right, and :class:`LedgerError` without a reason.
    """
    if not rights.may_reveal(actor, record):
        raise NotAllowed("您没有查看个人信息原文的权限")
    if not reason.strip():
        raise one("reason", "请写明查看个人信息的原因", "reason")
    with official_language():
        summary = f"查看个人信息：{record.Kind.short} {record}"
    audit(
        actor,
        AuditEntry.Action.REVEAL,
        object_type=record.Kind.code,
        object_id=record.pk,
        pairing_id=record.pairing_id,
        summary=summary,
        reason=reason,
    )
    return {name: value for name in record.Kind.sensitive if (value := getattr(record, name))}


def records_with(kind: str, value: str) -> list[int]:
    """Numbers of the rows of a kind that hold this ID, telephone or card number, of whatever pairing.

    Only numbers: the caller reads the rows themselves in the user's scope.
    """
    if not value.strip():
        return []
    digests = all_hashes(value) | all_hashes(person_number(value))
    rows = SensitiveIndex.objects.unscoped("numbers only; the rows are read in scope by the caller")
    return list(rows.filter(kind=kind, digest__in=digests).values_list("record_id", flat=True))
