"""Importing an office's workbook into a kind's ledger: read, compare, write through the write path.

One file is one transaction and one :class:`ImportBatch`: after a crash either all of its good rows are
there or none, and importing it again completes without doubling (rows with the same natural key are
recognised: unchanged ones are left alone, changed ones updated).
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from python_calamine import CalamineError, CalamineWorkbook

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.derive.sheet_cells import CellError, read_cell, text_of
from shanhai.ledger.derive.sheet_columns import IGNORED, SheetColumn, fold, recognise, sheet_columns, unit_in
from shanhai.ledger.errors import LedgerError, NotAllowed, Problem
from shanhai.ledger.models import ImportBatch, Pairing, Record, Source, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.services import create_record, update_record

HEADER_ROWS = 10
TOTALS = ("合计", "小计", "总计", "累计")


@dataclass(slots=True)
class Row:
    """One line of the sheet: its number as Excel shows it, its values, and what is wrong with it."""

    number: int
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """What was read from a workbook: rows, and problems that concern the sheet as a whole."""

    name: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class ImportResult:
    """What an import did, row by row; ``problems`` lists everything that kept a row out."""

    added: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    batch: ImportBatch | None = None

    @property
    def wrong(self) -> int:
        return len({(problem.sheet, problem.row) for problem in self.problems})


def read_workbook(model: type[Record], name: str, data: bytes) -> list[Sheet]:
    """Read every sheet that has a header of this kind.

    Raises :class:`LedgerError` when the bytes are no workbook or no sheet has a known header.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        message = "打不开：不是Excel工作簿，或已损坏、加了密码。请另存为.xlsx后再导入"
        raise LedgerError([Problem("not_a_workbook", message, file=name, value=str(error)[:80])]) from error
    sheets = []
    for title in book.sheet_names:
        cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        found = _read_sheet(model, name, title, cells)
        if found is not None:
            sheets.append(found)
    if not sheets:
        headers = "、".join(column.header for column in sheet_columns(model) if column.required)
        message = f"没有找到“{model.Kind.title}”的表头（至少要有：{headers}），请用本系统的模板"
        raise LedgerError([Problem("no_header", message, file=name)])
    return sheets


def _read_sheet(model: type[Record], file: str, title: str, cells: list[list[Any]]) -> Sheet | None:
    header = _find_header(model, cells)
    if header is None:
        return None
    index, columns = header
    sheet = Sheet(title)
    filled = {column.field for column, _unit, _header in columns.values()}
    for column in sheet_columns(model):
        if column.required and column.field not in filled:
            message = f"缺少“{column.header}”列"
            sheet.problems.append(Problem("missing_column", message, column.field, file=file, sheet=title))
    for number, line in enumerate(cells[index + 1 :], index + 2):
        if _says_something(line, columns):
            sheet.rows.append(_read_row(file, title, number, line, columns))
    return sheet


Columns = dict[int, tuple[SheetColumn, str, str]]


def _find_header(model: type[Record], cells: list[list[Any]]) -> tuple[int, Columns] | None:
    """The row among the first ten that names most columns (at least two), with the columns by position.

    Offices put title lines above the header, so it is searched for, not assumed to be row 3.
    """
    best: tuple[int, Columns] | None = None
    for index, line in enumerate(cells[:HEADER_ROWS]):
        columns: Columns = {}
        seen: set[str] = set()
        for position, cell in enumerate(line):
            header = text_of(cell)
            column = recognise(model, header) if header and fold(header) not in IGNORED else None
            if column is not None and column.field not in seen:
                columns[position] = (column, unit_in(header), header)
                seen.add(column.field)
        if len(columns) >= 2 and (best is None or len(columns) > len(best[1])):
            best = (index, columns)
    return best


def _says_something(line: list[Any], columns: Columns) -> bool:
    """False for empty lines, totals lines and the signature line below the table."""
    texts = [text_of(cell) for cell in line]
    first = next((text for text in texts if text), "")
    if first.replace(" ", "").rstrip(":：").endswith(TOTALS) or first.startswith(
        ("填报人", "审核人", "填报单位")
    ):
        return False
    return any(position < len(texts) and texts[position] for position in columns)


def _read_row(file: str, sheet: str, number: int, line: list[Any], columns: Columns) -> Row:
    row = Row(number, {})
    for position, (column, unit, header) in columns.items():
        cell = line[position] if position < len(line) else None
        try:
            row.values[column.field] = read_cell(cell, column, unit)
        except CellError as error:
            row.problems.append(
                Problem(
                    "bad_cell",
                    str(error),
                    column.field,
                    text_of(cell)[:60],
                    file=file,
                    sheet=sheet,
                    row=number,
                    column=header,
                )
            )
    return row


def import_workbook(
    actor: User, model: type[Record], pairing: Pairing, name: str, data: bytes, *, report: bool = False
) -> ImportResult:
    """Import a workbook into one pairing's ledger of one kind, as drafts or (``report``) handed in.

    Good rows go in, bad rows are listed with sheet, row, column and value; nothing of the file is lost.
    """
    if not rights.may_add(actor, model.Kind.code, pairing):
        raise NotAllowed(f"您没有在“{pairing}”填报{model.Kind.title}的权限")
    sheets = read_workbook(model, name, data)
    result = ImportResult(problems=[problem for sheet in sheets for problem in sheet.problems])
    if result.problems:
        return result
    with transaction.atomic():
        result.batch = ImportBatch.objects.create(
            pairing=pairing,
            file_name=name[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            kind=model.Kind.code,
            actor=actor,
        )
        run = _Run(actor, model, pairing, name, report, result, _existing(actor, model, pairing))
        for sheet in sheets:
            for row in sheet.rows:
                run.take(sheet.name, row)
        _close(actor, model, pairing, name, result)
    return result


def _existing(actor: User, model: type[Record], pairing: Pairing) -> dict[tuple[str, ...], Record]:
    """The pairing's rows that the actor may change, by natural key."""
    side = rights.side_in(actor, pairing)
    rows = model.objects.for_user(actor).filter(pairing=pairing, owner_side=side).exclude(state=State.VOID)
    return {_key(model, record.year, record.values()): record for record in rows}


def _key(model: type[Record], year: Any, values: dict[str, Any]) -> tuple[str, ...]:
    shown = ["" if values.get(name) is None else str(values[name]) for name in model.Kind.natural_key]
    return (str(year), *(_plain_number(text) for text in shown))


def _plain_number(text: str) -> str:
    """``100.00`` and ``100`` are the same figure in a key."""
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdigit() else text


@dataclass(slots=True)
class _Run:
    """One import while it runs: what is in the ledger already, and which row of the file took which key."""

    actor: User
    model: type[Record]
    pairing: Pairing
    file: str
    report: bool
    result: ImportResult
    existing: dict[tuple[str, ...], Record]
    taken: dict[tuple[str, ...], str] = field(default_factory=dict)

    def take(self, sheet: str, row: Row) -> None:
        """Write one row, or note everything that keeps it out."""
        if row.problems:
            self.result.problems += row.problems
            return
        values = {"pairing": self.pairing, **row.values}
        day = values.get(self.model.Kind.date_field)
        values["year"] = values.get("year") or (day.year if day else None)
        key = _key(self.model, values["year"], {**self.model().values(), **values})
        if key in self.taken:
            message = f"与{self.taken[key]}重复（同一年度、同样的{self._key_names()}），请合并或注明区别"
            self.result.problems.append(
                Problem("repeated", message, file=self.file, sheet=sheet, row=row.number)
            )
            return
        self.taken[key] = f"“{sheet}”第{row.number}行"
        try:
            with transaction.atomic():
                self._write(self.existing.get(key), values)
        except LedgerError as error:
            self.result.problems += [
                _placed(self.model, problem, self.file, sheet, row.number) for problem in error.problems
            ]

    def _write(self, known: Record | None, values: dict[str, Any]) -> None:
        reason = f"导入 {self.file}"
        if known is None:
            create_record(
                self.actor,
                self.model,
                values,
                source=Source.IMPORT,
                reason=reason,
                batch=self.result.batch,
                report=self.report,
            )
            self.result.added += 1
            return
        updated = update_record(self.actor, known, values, source=Source.IMPORT, reason=reason)
        if updated.version == known.version:
            self.result.same += 1
        else:
            self.result.changed += 1

    def _key_names(self) -> str:
        names = (field_of(self.model, name).verbose_name for name in self.model.Kind.natural_key)
        return "、".join(map(str, names))


def _placed(model: type[Record], problem: Problem, file: str, sheet: str, row: int) -> Problem:
    header = next((column.header for column in sheet_columns(model) if column.field == problem.field), "")
    return Problem(
        problem.code,
        problem.message,
        problem.field,
        problem.value,
        file=file,
        sheet=sheet,
        row=row,
        column=header,
    )


def _close(actor: User, model: type[Record], pairing: Pairing, name: str, result: ImportResult) -> None:
    batch = result.batch
    assert batch is not None
    batch.added, batch.changed, batch.same, batch.wrong = (
        result.added,
        result.changed,
        result.same,
        result.wrong,
    )
    batch.save()
    counts = f"新增{result.added} 更新{result.changed} 相同{result.same} 有误{result.wrong}"
    audit(
        actor,
        AuditEntry.Action.IMPORT,
        object_type=model.Kind.code,
        object_id=batch.pk,
        pairing_id=pairing.pk,
        summary=f"{model.Kind.title} {name}：{counts}",
        source=Source.IMPORT,
    )
