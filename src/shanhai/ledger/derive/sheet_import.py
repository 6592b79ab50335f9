"""Importing an office's workbook into a kind's ledger: read, compare, and write what is good.

One file is one transaction and one :class:`ImportBatch`: after a crash either all of its good rows are
there or none, and importing it again completes without doubling. Rows with the same natural key are
recognised: equal ones are left alone, differing ones updated (``sheet_plan``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger.derive.sheet_plan import Plan, Planned
from shanhai.ledger.derive.sheet_read import Sheet, read_workbook
from shanhai.ledger.derive.sheet_wrong import wrong_rows_workbook
from shanhai.ledger.errors import Problem
from shanhai.ledger.models import ImportBatch, Pairing, Record, Source
from shanhai.ledger.services.bulk import BulkWriter
from shanhai.ledger.store import store_bytes
from shanhai.ledger.wording import official


@dataclass(slots=True)
class ImportResult:
    """What an import did; ``problems`` lists everything that kept a row (or the file) out."""

    added: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    wrong_rows: list[Planned] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    batch: ImportBatch | None = None

    @property
    def wrong(self) -> int:
        """How many rows stayed out."""
        return len(self.wrong_rows)


def import_workbook(
    actor: User, model: type[Record], pairing: Pairing, name: str, data: bytes, *, report: bool = False
) -> ImportResult:
    """Import a workbook into one pairing's ledger of one kind, as drafts or (``report``) handed in.

    Good rows go in, bad rows are listed with sheet, row, column and value; nothing of the file is lost.
    A file in which a required column is missing is not imported at all.
    """
    reason = f"导入 {name}"
    writer = BulkWriter(actor, model, pairing, source=Source.IMPORT, reason=reason, report=report)
    sheets = read_workbook(model, name, data)
    result = ImportResult(problems=[problem for sheet in sheets for problem in sheet.problems], sheets=sheets)
    if result.problems:
        return result
    with transaction.atomic():
        writer.batch = result.batch = ImportBatch.objects.create(
            pairing=pairing,
            file_name=name[:200],
            sha256=store_bytes(data),
            kind=model.Kind.code,
            actor=actor,
        )
        for chunk in Plan(writer, name, sheets).chunks():
            _write(writer, chunk, result)
        _close(writer, name, result)
    return result


def _write(writer: BulkWriter, chunk: list[Planned], result: ImportResult) -> None:
    new = [planned.record for planned in chunk if planned.action == "new" and planned.record]
    changed = [planned.record for planned in chunk if planned.action == "changed" and planned.record]
    writer.write(new, changed)
    wrong = [planned for planned in chunk if planned.action == "wrong"]
    result.added += len(new)
    result.changed += len(changed)
    result.same += len(chunk) - len(new) - len(changed) - len(wrong)
    result.wrong_rows += wrong
    result.problems += [problem for planned in wrong for problem in planned.problems]


def _close(writer: BulkWriter, name: str, result: ImportResult) -> None:
    batch = result.batch
    assert batch is not None
    batch.added, batch.changed, batch.same, batch.wrong = (
        result.added,
        result.changed,
        result.same,
        result.wrong,
    )
    title = official(writer.model.Kind.title)
    if result.wrong_rows:
        # Built here, in the transaction, so that a batch with wrong rows always has them to give back.
        batch.wrong_sha256 = store_bytes(wrong_rows_workbook(title, result.sheets, result.wrong_rows))
    batch.save()
    counts = f"新增{result.added} 更新{result.changed} 相同{result.same} 有误{result.wrong}"
    audit(
        writer.actor,
        AuditEntry.Action.IMPORT,
        object_type=batch.kind,
        object_id=batch.pk,
        pairing_id=batch.pairing_id,
        summary=f"{title} {name}：{counts}",
        source=Source.IMPORT,
    )
