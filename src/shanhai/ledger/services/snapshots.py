"""Taking a snapshot: all rows of a pairing and period as they stand, frozen, hashed, kept for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Evidence, Pairing, Record, Snapshot, State
from shanhai.ledger.privacy import key_name, keyed_hash, mask
from shanhai.ledger.services.records import writable_fields
from shanhai.ledger.store import store_bytes
from shanhai.ledger.values import text_of
from shanhai.ledger.wording import official_language

FORMAT = "shanhai-snapshot-1"


@transaction.atomic
def take_snapshot(actor: User, pairing: Pairing, *, year: int = 0, month: int = 0, reason: str) -> Snapshot:
    """Freeze all rows of the pairing that are not void, of one year (0: all years) or one month of it.

    A month holds the rows whose own date lies in it. Raises :class:`NotAllowed` for people who do not see
    and keep the whole pairing, and :class:`LedgerError` for a period that cannot be or a missing reason.
    """
    if not rights.may_snapshot(actor, pairing):
        raise NotAllowed("只有结对双方的经办人和审核人可以制作快照")
    if not reason.strip():
        raise one("reason", "请写明快照的用途", "reason")
    if not 0 <= month <= 12 or (month and not year):
        raise one("period", "年度或月份不对", "year", f"{year}-{month}")
    reason = hide_numbers(reason.strip())
    header: dict[str, Any] = {
        "format": FORMAT,
        "pairing": [pairing.pk, pairing.east_id, pairing.west_id],
        "year": year,
        "month": month,
        "reason": reason,
        "by": actor.username,
        "at": timezone.now().isoformat(timespec="seconds"),
        "key": key_name(),
    }
    counts: dict[str, int] = {}
    lines = [canonical(header)]
    for model in all_kinds():
        found = [canonical(line) for line in frozen_rows(model, pairing, year, month)]
        if found:
            counts[model.Kind.code] = len(found)
            lines += found
    data = b"\n".join(lines) + b"\n"
    snapshot: Snapshot = Snapshot.objects.create(
        pairing=pairing,
        year=year,
        month=month,
        reason=reason[:300],
        sha256=store_bytes(data),
        size=len(data),
        counts=counts,
        taken_by=actor,
    )
    _log(actor, snapshot)
    return snapshot


def canonical(value: dict[str, Any]) -> bytes:
    """One object as canonical JSON: keys in order, no spaces, UTF-8; equal objects give equal bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def frozen_rows(model: type[Record], pairing: Pairing, year: int, month: int) -> Iterator[dict[str, Any]]:
    """The rows of one kind in a period as snapshots keep them, in the order of their numbers."""
    rows = model.objects.filter(pairing=pairing).exclude(state=State.VOID).order_by("pk")
    if year:
        rows = rows.filter(year=year)
    day = model.Kind.date_field
    if month:
        rows = rows.filter(**{f"{day}__year": year, f"{day}__month": month}) if day else rows.none()
    papers = _papers(model, pairing)
    whole = rows.unscoped("a snapshot holds the whole pairing; who may take one was asked")
    for record in whole.iterator(chunk_size=2000):
        yield frozen(record) | {"evidence": papers.get(record.pk, [])}


def frozen(record: Record) -> dict[str, Any]:
    """One row: its state and the text of every value; personal data masked, with its keyed hash."""
    kind = record.Kind
    values = {
        name: text_of(getattr(record, name)) for name in writable_fields(type(record)) if name != "pairing"
    }
    hashes = {name: keyed_hash(values[name]) for name in kind.sensitive if values[name]}
    values |= {name: mask(values[name], sort) for name, sort in kind.sensitive.items()}
    return {
        "kind": kind.code,
        "id": record.pk,
        "version": record.version,
        "state": str(record.state),
        "side": record.owner_side,
        "label": str(record),
        "values": values,
        "hashes": hashes,
    }


def _papers(model: type[Record], pairing: Pairing) -> dict[int, list[list[str]]]:
    """The valid evidence of a pairing's rows of a kind: title, and the hash of the file or the span."""
    rows = Evidence.objects.filter(kind=model.Kind.code, pairing=pairing, state=Evidence.State.VALID)
    found: dict[int, list[list[str]]] = {}
    for paper in rows.order_by("pk").unscoped("goes into a snapshot of the whole pairing"):
        where = paper.sha256 or f"{paper.document_id}:{paper.start}-{paper.end}"
        found.setdefault(paper.record_id, []).append([paper.title, where])
    return found


def _log(actor: User, snapshot: Snapshot) -> None:
    with official_language():
        summary = f"制作快照：{snapshot}，{snapshot.rows}行"
    audit(
        actor,
        AuditEntry.Action.SNAPSHOT,
        object_type="snapshot",
        object_id=snapshot.pk,
        pairing_id=snapshot.pairing_id,
        summary=summary,
        reason=snapshot.reason,
        detail={"sha256": snapshot.sha256, "counts": snapshot.counts},
    )
