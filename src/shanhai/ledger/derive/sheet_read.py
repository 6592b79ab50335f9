"""Reading an office's workbook: find the header, read the cells, note everything that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shanhai.ledger.derive.sheet_cells import CellError, read_cell, text_of
from shanhai.ledger.derive.sheet_columns import SheetColumn, fold, recognise, sheet_columns, unit_in
from shanhai.ledger.derive.sheet_keys import KEY_HEADER, RowKey, read_key
from shanhai.ledger.derive.sheet_open import Content, open_workbook
from shanhai.ledger.derive.sheet_values import PAIRING_HEADER
from shanhai.ledger.derive.sheet_write import CHOICES_SHEET, GUIDE_SHEET, sheet_name
from shanhai.ledger.errors import LedgerError, Problem
from shanhai.ledger.models import Record
from shanhai.ledger.wording import official

HEADER_ROWS = 10
TOTALS = ("合计", "小计", "总计", "累计")
SIGNATURES = ("填报人", "审核人", "填报单位", "负责人", "联系电话", "注:", "说明:")
OWN_SHEETS = (CHOICES_SHEET, GUIDE_SHEET)


@dataclass(slots=True)
class Row:
    """One line of a sheet: its number as Excel shows it, its values, and what is wrong with it.

    ``key`` says which record an exported row was; ``pairing`` which pairing it was exported from, when the
    sheet says so.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    cells: list[Any]
    problems: list[Problem] = field(default_factory=list)
    key: RowKey | None = None
    pairing: str = ""


Columns = dict[int, tuple[SheetColumn, str, str]]
"""Column, unit in the header and the header itself, by position."""


@dataclass(slots=True)
class Sheet:
    """One sheet of a kind; ``problems`` concern the sheet as a whole (a column is missing)."""

    model: type[Record]
    file: str
    name: str
    header: list[str]
    columns: Columns
    lines: list[list[Any]] = field(repr=False)
    first: int
    problems: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """The rows that say something, read one by one, so that a long sheet takes no more memory."""
        key, pairing = self._place(KEY_HEADER), self._place(PAIRING_HEADER)
        for number, line in enumerate(self.lines, self.first):
            if _says_something(line, self.columns):
                row = _read_row(self.file, self.name, number, line, self.columns)
                row.key = read_key(_cell(line, key)) if key >= 0 else None
                row.pairing = _cell(line, pairing) if pairing >= 0 else ""
                yield row

    @property
    def keyed(self) -> bool:
        """True when the first rows carry keys of records of this kind."""
        place = self._place(KEY_HEADER)
        keys = [read_key(_cell(line, place)) for line in self.lines[:20]] if place >= 0 else []
        return any(key is not None and key.kind == self.model.Kind.code for key in keys)

    def _place(self, header: str) -> int:
        return self.header.index(text_of(header)) if text_of(header) in self.header else -1


@dataclass(slots=True)
class Reading:
    """What was read from a file; ``notes`` say which of its sheets were left aside, and why."""

    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """All lines below the headers, whether they say something or not."""
        return sum(len(sheet.lines) for sheet in self.sheets)


def read_workbook(models: Sequence[type[Record]], name: str, data: bytes) -> Reading:
    """Read every visible sheet that has the header of one of these kinds.

    Raises :class:`LedgerError` when the bytes are no workbook or no sheet has a known header.
    """
    reading = Reading()
    for content in open_workbook(name, data):
        if content.title in OWN_SHEETS:
            continue
        if not content.visible:
            reading.notes.append(f"隐藏的工作表“{content.title}”没有读取")
            continue
        sheet = _read_sheet(models, name, content.title, _with_merged(content))
        if sheet is not None:
            reading.sheets.append(sheet)
        elif any(cell not in ("", None) for line in content.cells for cell in line):
            reading.notes.append(f"工作表“{content.title}”没有可识别的表头，没有读取")
    if not reading.sheets:
        raise LedgerError([Problem("no_header", _no_header(models), file=name)])
    return reading


def _no_header(models: Sequence[type[Record]]) -> str:
    if len(models) > 1:
        return "没有找到任何一类台账的表头，请用本系统的模板"
    headers = "、".join(column.header for column in sheet_columns(models[0]) if column.required)
    return f"没有找到“{official(models[0].Kind.title)}”的表头（至少要有：{headers}），请用本系统的模板"


def _with_merged(content: Content) -> list[list[Any]]:
    """The cells of a sheet, a merged cell's value in each cell that it covers downwards (not to the right).

    Offices merge the cell of a unit or a place over its rows; merged title lines must not repeat.
    """
    cells = content.cells
    for (top, left), (bottom, _right) in content.merged:
        for row in range(top + 1, min(bottom + 1, len(cells))):
            if left < len(cells[row]) and left < len(cells[top]):
                cells[row][left] = cells[top][left]
    return cells


def _read_sheet(
    models: Sequence[type[Record]], file: str, title: str, cells: list[list[Any]]
) -> Sheet | None:
    """The sheet as one of the kinds: the one it is named after, else the one whose header it has most of."""
    named = [model for model in models if _is_named(model, title, cells)]
    found = [
        (model, *header) for model in named or models if (header := _find_header(model, cells)) is not None
    ]
    if not found:
        return None
    model, index, columns = max(found, key=lambda one: _fit(one[0], one[2]))
    sheet = Sheet(
        model, file, title, [text_of(cell) for cell in cells[index]], columns, cells[index + 1 :], index + 2
    )
    rivals = [one for one in found if _fit(one[0], one[2]) == _fit(model, columns)]
    if len(rivals) > 1:
        titles = "、".join(f"“{official(one[0].Kind.title)}”" for one in rivals)
        message = f"看不出是{titles}中的哪一类，请把工作表改名为台账名称"
        sheet.problems.append(Problem("unclear_kind", message, file=file, sheet=title))
        return sheet
    if sheet.keyed:
        return sheet  # rows that carry their key need not carry every column
    filled = {column.field for column, _unit, _header in columns.values()}
    for column in sheet_columns(model):
        if column.required and column.field not in filled and not column.model_field.has_default():
            message = f"缺少“{column.header}”列"
            sheet.problems.append(Problem("missing_column", message, column.field, file=file, sheet=title))
    return sheet


def _is_named(model: type[Record], title: str, cells: list[list[Any]]) -> bool:
    """True when the sheet, or the first title line on it, bears the ledger's title."""
    ledger = official(model.Kind.title)
    first = next((text for line in cells[:3] for cell in line if (text := text_of(cell))), "")
    return title == official(sheet_name(model)) or first == text_of(ledger)


def _fit(model: type[Record], columns: Columns) -> tuple[int, int]:
    """How well a header is one of this kind: how many required columns are missing, how many are there."""
    there = {column.field for column, _unit, _header in columns.values()}
    missing = sum(
        column.required and column.field not in there and not column.model_field.has_default()
        for column in sheet_columns(model)
    )
    return -missing, len(there)


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
            column = recognise(model, header) if header else None
            if column is not None and column.field not in seen:
                columns[position] = (column, unit_in(header), header)
                seen.add(column.field)
        if len(columns) >= 2 and (best is None or len(columns) > len(best[1])):
            best = (index, columns)
    return best


def _cell(line: list[Any], position: int) -> str:
    return text_of(line[position]) if position < len(line) else ""


def _says_something(line: list[Any], columns: Columns) -> bool:
    """False for empty lines, totals lines, a repeated header and the signature line below the table."""
    filled = [position for position in columns if position < len(line) and line[position] not in ("", None)]
    if not filled:
        return False
    if len(filled) > 1 and all(fold(str(line[at])) == fold(columns[at][2]) for at in filled):
        return False
    first = next((text for cell in line if (text := text_of(cell))), "")
    return not (first.replace(" ", "").rstrip(":").endswith(TOTALS) or first.startswith(SIGNATURES))


def _read_row(file: str, sheet: str, number: int, line: list[Any], columns: Columns) -> Row:
    row = Row(sheet, number, {}, line)
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
