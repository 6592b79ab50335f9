"""Reading an office's workbook: find the header, read the cells, note everything that cannot be read."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from shanhai.ledger.derive.sheet_cells import CellError, read_cell, text_of
from shanhai.ledger.derive.sheet_columns import SheetColumn, recognise, sheet_columns, unit_in
from shanhai.ledger.errors import LedgerError, Problem
from shanhai.ledger.models import Record

HEADER_ROWS = 10
TOTALS = ("合计", "小计", "总计", "累计")
SIGNATURES = ("填报人", "审核人", "填报单位", "负责人", "联系电话", "注:", "说明:")


@dataclass(slots=True)
class Row:
    """One line of a sheet: its number as Excel shows it, its values, and what is wrong with it."""

    sheet: str
    number: int
    values: dict[str, Any]
    cells: list[Any]
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """What was read from one sheet; ``problems`` concern the sheet as a whole (a column is missing)."""

    name: str
    header: list[str]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


Columns = dict[int, tuple[SheetColumn, str, str]]
"""Column, unit in the header and the header itself, by position."""


def read_workbook(model: type[Record], name: str, data: bytes) -> list[Sheet]:
    """Read every sheet that has a header of this kind.

    Raises :class:`LedgerError` when the bytes are no workbook or no sheet has a known header.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        contents = [(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
    except CalamineError as error:
        message = "打不开：不是Excel工作簿，或已损坏、加了密码。请另存为.xlsx后再导入"
        raise LedgerError([Problem("not_a_workbook", message, file=name)]) from error
    found = [_read_sheet(model, name, title, _with_merged(content)) for title, content in contents]
    sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        headers = "、".join(column.header for column in sheet_columns(model) if column.required)
        message = f"没有找到“{model.Kind.title}”的表头（至少要有：{headers}），请用本系统的模板"
        raise LedgerError([Problem("no_header", message, file=name)])
    return sheets


def _with_merged(content: Any) -> list[list[Any]]:
    """The cells of a sheet, a merged cell's value in each cell that it covers downwards (not to the right).

    Offices merge the cell of a unit or a place over its rows; merged title lines must not repeat.
    """
    cells: list[list[Any]] = content.to_python(skip_empty_area=False)
    for (top, left), (bottom, _right) in content.merged_cell_ranges or ():
        for row in range(top + 1, bottom + 1):
            if row < len(cells) and left < len(cells[row]):
                cells[row][left] = cells[top][left]
    return cells


def _read_sheet(model: type[Record], file: str, title: str, cells: list[list[Any]]) -> Sheet | None:
    header = _find_header(model, cells)
    if header is None:
        return None
    index, columns = header
    sheet = Sheet(title, [text_of(cell) for cell in cells[index]])
    filled = {column.field for column, _unit, _header in columns.values()}
    for column in sheet_columns(model):
        if column.required and column.field not in filled and not column.model_field.has_default():
            message = f"缺少“{column.header}”列"
            sheet.problems.append(Problem("missing_column", message, column.field, file=file, sheet=title))
    for number, line in enumerate(cells[index + 1 :], index + 2):
        if _says_something(line, columns):
            sheet.rows.append(_read_row(file, title, number, line, columns))
    return sheet


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


def _says_something(line: list[Any], columns: Columns) -> bool:
    """False for empty lines, totals lines and the signature line below the table."""
    if not any(position < len(line) and line[position] not in ("", None) for position in columns):
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
