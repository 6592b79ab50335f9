"""Taking back an import as a whole: the rows it made become void, the rows it changed get their values back.

Nothing is deleted; every row's history says that and why. What people did with the rows since then is worth
more than the import: when one of them was changed or confirmed afterwards, nothing is taken back and the
rows are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger.errors import LedgerError, NotAllowed, Problem, one
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportBatch, ImportWrite, Record, Source, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.rights import may_void
from shanhai.ledger.services.bulk import CHUNK, BulkWriter
from shanhai.ledger.services.records import writable_fields
from shanhai.ledger.wording import official

HIDDEN = "这次导入有您看不到的记录，请由导入单位的经办人撤回"
MOST_NAMED = 200
"""Rows named in a refusal; beyond that it is only said how many more there are."""


@dataclass(slots=True)
class TakenBack:
    """How many rows became void and how many got their former values back."""

    voided: int = 0
    restored: int = 0
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def take_back(actor: User, batch: ImportBatch, *, reason: str) -> TakenBack:
    """Undo an import. Raises :class:`LedgerError` with the rows that stand in the way; then nothing is done.

    Only who may change the rows may do so, for a reason. Rows that were voided since are left as they are.
    A row that had been confirmed before the import changed it must be confirmed again.
    """
    current: ImportBatch = (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("pairing__east", "pairing__west")
        .unscoped("read in scope by the caller; rights are checked row by row")
        .get(pk=batch.pk)
    )
    if not reason.strip():
        raise one("reason", "撤回导入须写明原因", "reason")
    if current.taken_back_at is not None:
        raise one("taken_back", "这次导入已经撤回")
    done = TakenBack()
    for code in current.kinds or [current.kind]:
        _take_back_kind(actor, current, kind(code), reason.strip(), done)
    if done.problems:
        more = len(done.problems) - MOST_NAMED
        rest = [Problem("more", f"还有{more}行也是如此")] if more > 0 else []
        raise LedgerError([*done.problems[:MOST_NAMED], *rest])
    current.taken_back_at, current.taken_back_by = timezone.now(), actor
    current.take_back_reason = hide_numbers(reason.strip())[:300]
    current.save()
    audit(
        actor,
        AuditEntry.Action.IMPORT,
        object_type=current.kind,
        object_id=current.pk,
        pairing_id=current.pairing_id,
        summary=f"撤回导入 {current.file_name}：作废{done.voided}行 恢复{done.restored}行",
        reason=reason.strip()[:300],
        source=Source.IMPORT,
    )
    return done


def _take_back_kind(
    actor: User, batch: ImportBatch, model: type[Record], reason: str, done: TakenBack
) -> None:
    told = f"撤回导入 {batch.file_name}：{reason}"
    writer = BulkWriter(actor, model, batch.pairing, source=Source.IMPORT, reason=told)
    rows = model.objects.select_for_update(of=("self",)).select_related("pairing")
    all_made = model.objects.filter(import_batch=batch).unscoped("counted, to see whether all are in scope")
    if all_made.count() != rows.for_user(actor).filter(import_batch=batch).count():
        raise NotAllowed(HIDDEN)
    made = rows.for_user(actor).filter(import_batch=batch).exclude(state=State.VOID).order_by("pk")
    for chunk in _chunks(made.values_list("pk", flat=True)):
        records = list(made.filter(pk__in=chunk))
        written = _versions(model, {record.pk: 1 for record in records})
        _void(writer, records, written, reason, done)
    writes = ImportWrite.objects.filter(batch=batch, kind=model.Kind.code).order_by("pk")
    changed = writes.unscoped("what the batch wrote, which was read in scope")
    for chunk in _chunks(changed.values_list("record_id", "before", "after")):
        found = list(rows.for_user(actor).filter(pk__in=[number for number, _before, _after in chunk]))
        if len(found) != len({number for number, _before, _after in chunk}):
            raise NotAllowed(HIDDEN)
        records = [record for record in found if record.state != State.VOID]
        before = _versions(model, {number: version for number, version, _after in chunk})
        after = _versions(model, {number: version for number, _before, version in chunk})
        _restore(writer, records, before, after, done)


def _void(
    writer: BulkWriter, records: list[Record], written: dict[int, Any], reason: str, done: TakenBack
) -> None:
    for record in records:
        problem = _later(record, written.get(record.pk)) or writer.locks.problem(record)
        if problem is None and not may_void(writer.actor, record):
            raise NotAllowed("只有填报方可以撤回这次导入")
        done.problems += _named(record, problem)
    if not done.problems:
        writer.void(records, reason)
        done.voided += len(records)


def _restore(
    writer: BulkWriter,
    records: list[Record],
    before: dict[int, Any],
    after: dict[int, Any],
    done: TakenBack,
) -> None:
    restored = []
    for record in records:
        problem = _later(record, after.get(record.pk))
        if problem is None:
            values = _values(before[record.pk], writer.model)
            del values["pairing"]  # an import never moves a row
            _changes, problems = writer.change(record, values)
            problem = problems[0] if problems else None
        done.problems += _named(record, problem)
        restored.append(record)
    if not done.problems:
        writer.write([], restored)
        done.restored += len(restored)


def _later(record: Record, written: Any) -> Problem | None:
    """What people did with a row after the import wrote it; None when nothing that would be lost."""
    if record.state == State.CONFIRMED:
        return Problem("confirmed", f"已由{record.confirmed_by or '对方'}确认")
    model = type(record)
    if written is None or _values(record, model) != _values(written, model):
        return Problem("changed", f"导入后已被{record.last_editor or '他人'}修改（现为第{record.version}版）")
    return None


def _values(row: Any, model: type[Record]) -> dict[str, Any]:
    """The values that users fill in, of a record or of one line of its history."""
    return {name: getattr(row, field_of(model, name).attname) for name in writable_fields(model)}


def _named(record: Record, problem: Problem | None) -> list[Problem]:
    if problem is None:
        return []
    title = official(type(record).Kind.short)
    return [Problem(problem.code, f"{title}“{record}”：{problem.message}", value=record.get_absolute_url())]


def _versions(model: type[Record], wanted: dict[int, int]) -> dict[int, Any]:
    """The lines of history that hold these versions of these records."""
    lines = model.history.model.objects.filter(id__in=wanted, version__in=set(wanted.values()))
    return {line.id: line for line in lines if line.version == wanted[line.id]}


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(rows)
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]
