"""Importing an office's workbook into the ledger: read, compare, and write what is good.

A workbook may hold several kinds, a sheet each. One file is one transaction and one :class:`ImportBatch`:
after a crash either all of its good rows are there or none, and importing it again completes without
doubling. Rows that are there already are recognised: equal ones are left alone, differing ones updated
(``sheet_plan``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.derive.sheet_plan import Plan, Planned
from shanhai.ledger.derive.sheet_read import Reading, Sheet, read_workbook
from shanhai.ledger.derive.sheet_wrong import wrong_rows_workbook
from shanhai.ledger.errors import Problem
from shanhai.ledger.magnitude import Usual, doubts
from shanhai.ledger.models import ImportBatch, Pairing, Record, Source
from shanhai.ledger.services.bulk import BulkWriter
from shanhai.ledger.services.records import refuse_strangers
from shanhai.ledger.store import store_bytes
from shanhai.ledger.wording import official

Progress = Callable[[int, int], None]
"""Told how many lines of how many are done."""


@dataclass(slots=True)
class Counts:
    """How many rows of one kind are new, changed, the same, wrong."""

    added: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0

    def note(self, chunk: Sequence[Planned]) -> None:
        """Count these rows."""
        for planned in chunk:
            name = "added" if planned.action == "new" else planned.action
            setattr(self, name, getattr(self, name) + 1)

    @property
    def rows(self) -> int:
        """All rows."""
        return self.added + self.changed + self.same + self.wrong

    @property
    def ready(self) -> int:
        """Rows that an import writes."""
        return self.added + self.changed


@dataclass(slots=True)
class ImportResult(Counts):
    """What an import did; ``problems`` lists everything that kept a row (or the file) out.

    ``kinds`` has the counts of each kind by its code; ``notes`` say which sheets were left aside.
    """

    kinds: dict[str, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    wrong_rows: list[Planned] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    batch: ImportBatch | None = None


def import_workbook(
    actor: User,
    model: type[Record],
    pairing: Pairing,
    name: str,
    data: bytes,
    *,
    report: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import a workbook into one pairing's ledger of one kind, as drafts or (``report``) handed in.

    Good rows go in, bad rows are listed with sheet, row, column and value; nothing of the file is lost.
    A file in which a required column is missing is not imported at all.
    """
    refuse_strangers(actor, model, pairing)
    return import_book(actor, [model], pairing, name, data, report=report, progress=progress)


def import_book(
    actor: User,
    models: Sequence[type[Record]],
    pairing: Pairing,
    name: str,
    data: bytes,
    *,
    report: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import a workbook of several kinds as :func:`import_workbook` does one: all of it or nothing."""
    reading = read_workbook(models, name, data)
    result = ImportResult(notes=reading.notes, sheets=reading.sheets)
    result.problems = [problem for sheet in reading.sheets for problem in sheet.problems]
    result.problems += _forbidden(actor, reading, pairing, name)
    if result.problems:
        return result
    with transaction.atomic():
        result.batch = ImportBatch.objects.create(
            pairing=pairing,
            file_name=name[:200],
            sha256=store_bytes(data),
            kind=models[0].Kind.code if len(models) == 1 else "",
            kinds=list(dict.fromkeys(sheet.model.Kind.code for sheet in reading.sheets)),
            actor=actor,
        )
        reason = f"导入 {name}"
        for writer, planned in _planned(actor, reading, pairing, name, reason, report, result.batch):
            _write(writer, planned, result)
            if progress is not None:
                progress(result.rows, reading.lines)
        _close(actor, models, name, result)
    return result


@dataclass(slots=True)
class Preview:
    """What an import of a file would do, row by row, and how many rows of each kind.

    ``doubtful`` rows are let in; their money looks wrong by a factor of 10,000.
    """

    doubtful: int = 0
    rows: list[Planned] = field(default_factory=list)
    kinds: dict[str, Counts] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> Counts:
        """The counts of all kinds together."""
        return Counts(*(sum(getattr(one, name) for one in self.kinds.values()) for name in Counts.__slots__))


def preview(
    actor: User,
    models: Sequence[type[Record]],
    pairing: Pairing,
    name: str,
    data: bytes,
    *,
    most: int = 0,
    progress: Progress | None = None,
) -> Preview:
    """What an import of this file would do. Nothing is written.

    Rows that stay the same are only counted; of the others at most ``most`` are kept (all when 0), wrong
    ones first. Raises :class:`LedgerError` when the file cannot be read or the actor may not enter rows.
    """
    if len(models) == 1:
        refuse_strangers(actor, models[0], pairing)
    reading = read_workbook(models, name, data)
    found = Preview(notes=reading.notes)
    found.problems = [problem for sheet in reading.sheets for problem in sheet.problems]
    found.problems += _forbidden(actor, reading, pairing, name)
    if found.problems:
        return found
    usual: dict[type[Record], Usual] = {}
    for writer, chunk in _planned(actor, reading, pairing, name, "", False, None):
        found.kinds.setdefault(writer.model.Kind.code, Counts()).note(chunk)
        if writer.model not in usual:
            usual[writer.model] = Usual.of(actor, writer.model, pairing)
        found.doubtful += _doubt(chunk, usual[writer.model])
        found.rows += [planned for planned in chunk if planned.action != "same"]
        if most and len(found.rows) > most:
            found.rows = sorted(found.rows, key=_urgency)[:most]
        if progress is not None:
            progress(found.total.rows, reading.lines)
    return found


def _doubt(chunk: Sequence[Planned], usual: Usual) -> int:
    """Note what is doubtful about the money of rows that would be written; how many rows it is."""
    written = [planned for planned in chunk if planned.action in ("new", "changed") and planned.record]
    usual.learn(planned.record for planned in written if planned.record)
    for planned in written:
        assert planned.record is not None
        planned.doubts = doubts(planned.record, usual)
    return sum(bool(planned.doubts) for planned in written)


def _urgency(planned: Planned) -> int:
    """Wrong rows are looked at first, then doubtful ones."""
    return 0 if planned.action == "wrong" else 1 if planned.doubts else 2


def _forbidden(actor: User, reading: Reading, pairing: Pairing, file: str) -> list[Problem]:
    """The sheets of kinds that the actor may not enter for this pairing."""
    return [
        Problem(
            "not_allowed",
            f"您没有在“{pairing}”填报{official(sheet.model.Kind.title)}的权限，请从文件中去掉这张工作表",
            file=file,
            sheet=sheet.name,
        )
        for sheet in reading.sheets
        if not rights.may_add(actor, sheet.model.Kind.code, pairing)
    ]


def _planned(
    actor: User,
    reading: Reading,
    pairing: Pairing,
    name: str,
    reason: str,
    report: bool,
    batch: ImportBatch | None,
) -> Iterator[tuple[BulkWriter, list[Planned]]]:
    """The rows of the file in chunks, kind by kind, each with the writer of its kind."""
    for model in dict.fromkeys(sheet.model for sheet in reading.sheets):
        writer = BulkWriter(
            actor, model, pairing, source=Source.IMPORT, reason=reason, report=report, batch=batch
        )
        own = [sheet for sheet in reading.sheets if sheet.model is model]
        for chunk in Plan(writer, name, own).chunks():
            yield writer, chunk


def _write(writer: BulkWriter, chunk: list[Planned], result: ImportResult) -> None:
    new = [planned.record for planned in chunk if planned.action == "new" and planned.record]
    changed = [planned.record for planned in chunk if planned.action == "changed" and planned.record]
    writer.write(new, changed)
    result.note(chunk)
    result.kinds.setdefault(writer.model.Kind.code, Counts()).note(chunk)
    wrong = [planned for planned in chunk if planned.action == "wrong"]
    result.wrong_rows += wrong
    result.problems += [problem for planned in wrong for problem in planned.problems]


def _close(actor: User, models: Sequence[type[Record]], name: str, result: ImportResult) -> None:
    batch = result.batch
    assert batch is not None
    batch.added, batch.changed, batch.same, batch.wrong = (
        result.added,
        result.changed,
        result.same,
        result.wrong,
    )
    title = official(models[0].Kind.title) if len(models) == 1 else "多类台账"
    if result.wrong_rows:
        # Built here, in the transaction, so that a batch with wrong rows always has them to give back.
        batch.wrong_sha256 = store_bytes(wrong_rows_workbook(result.sheets, result.wrong_rows))
    batch.save()
    counts = f"新增{result.added} 更新{result.changed} 相同{result.same} 有误{result.wrong}"
    audit(
        actor,
        AuditEntry.Action.IMPORT,
        object_type=batch.kind,
        object_id=batch.pk,
        pairing_id=batch.pairing_id,
        summary=f"{title} {name}：{counts}",
        source=Source.IMPORT,
    )
