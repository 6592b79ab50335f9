"""Random workbooks as offices make them: whatever the layout, the values that were typed are read."""

from __future__ import annotations

import contextlib
import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanhai.ledger.derive.sheet_cells import EXCEL_EPOCH
from shanhai.ledger.derive.sheet_columns import SheetColumn, recognise, sheet_columns
from shanhai.ledger.derive.sheet_csv import csv_cells, guarded
from shanhai.ledger.derive.sheet_read import SIGNATURES, TOTALS, read_workbook
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Record
from tests.ledger.opendocument import opendocument

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
SYSTEM = ("is_summary", "since_year", "precision")
WORDS = st.text(
    st.sampled_from("会泽县宝山区教师研修培训班产业基地甲乙丙一二三abcXYZ（）、=+-@'"),
    min_size=1,
    max_size=12,
)


@dataclass(frozen=True)
class Typed:
    """A value, and a cell in which somebody typed it."""

    value: Any
    cell: Any


def _number(draw: st.DrawFn, number: Decimal) -> Any:
    """A figure as a number, as text, with full-width digits or thousands."""
    how = draw(st.sampled_from(["number", "text", "full", "thousands"]))
    if how == "number":
        return float(number)
    if how == "thousands":
        return f"{number:,}"
    return str(number).translate(FULL_WIDTH) if how == "full" else str(number)


def _day(draw: st.DrawFn, day: date) -> Any:
    how = draw(st.sampled_from(["date", "serial", "iso", "chinese", "slash", "dot", "compact"]))
    return {
        "date": day,
        "serial": float((day - EXCEL_EPOCH).days),
        "iso": day.isoformat(),
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "slash": f"{day.year}/{day.month}/{day.day}",
        "dot": f"{day.year}.{day.month:02}.{day.day:02}".translate(FULL_WIDTH),
        "compact": f"{day:%Y%m%d}",
    }[how]


def typed(draw: st.DrawFn, column: SheetColumn, unit: str) -> Typed:
    """A value for a column and a cell that says it; ``unit`` is what the header prints."""
    field = column.model_field
    if isinstance(field, models.BooleanField):
        value = draw(st.booleans())
        return Typed(value, draw(st.sampled_from(["是", "√", True] if value else ["否", "×", False])))
    if column.choices:
        value, label = draw(st.sampled_from(column.choices))
        return Typed(value, label)
    if isinstance(field, models.DateField):
        day = date(2015, 1, 1) + timedelta(days=draw(st.integers(0, 4000)))
        return Typed(day, _day(draw, day))
    if column.wan:
        yuan = Decimal(draw(st.integers(1, 10**8)) * 100)
        printed = yuan / {"元": 1, "亿元": 10**8}.get(unit, 10**4)
        return Typed(yuan, _number(draw, printed))
    if isinstance(field, models.DecimalField):
        value = Decimal(draw(st.integers(1, 10**7))) / 100
        return Typed(value, _number(draw, value))
    if isinstance(field, models.IntegerField):
        value = draw(st.integers(0, 5000))
        return Typed(value, _number(draw, Decimal(value)))
    text = draw(WORDS)[: field.max_length or 12]
    return Typed(text, text)


@dataclass(frozen=True)
class Office:
    """A sheet as an office made it, and the values that stand in it, row by row."""

    model: type[Record]
    cells: list[list[Any]]
    rows: list[dict[str, Any]]


def _header(draw: st.DrawFn, column: SheetColumn) -> tuple[str, str]:
    """One of the names of a column, with a unit for money, as offices write headers; and that unit."""
    name = draw(st.sampled_from(sorted(column.names)))
    unit = draw(st.sampled_from(["", "万元", "元", "亿元"])) if column.wan else ""
    name += {"": "", "万元": "（万元）", "元": "(元)", "亿元": "（单位：亿元）"}[unit]
    return draw(st.sampled_from(["", " ", "　"])) + name + draw(st.sampled_from(["", "*", "\n"])), unit


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Any kind, its columns in any order, between foreign and empty ones, below titles, above totals."""
    model = draw(st.sampled_from(all_kinds()))
    columns = [column for column in sheet_columns(model) if column.field not in SYSTEM]
    kept = draw(st.lists(st.sampled_from(columns), unique_by=lambda column: column.field))
    kept += [column for column in columns if column.required and column not in kept]
    kept += [column for column in columns if column not in kept][: max(0, 2 - len(kept))]
    order: list[SheetColumn | str] = [*draw(st.permutations(kept))]
    for _ in range(draw(st.integers(0, 3))):
        order.insert(draw(st.integers(0, len(order))), draw(st.sampled_from(["", "经办科室", "内部编码"])))
    headers = [_header(draw, one) if isinstance(one, SheetColumn) else (one, "") for one in order]
    cells: list[list[Any]] = [["台账"]] * draw(st.integers(0, 2)) + [[]] * draw(st.integers(0, 2))
    cells.append(["序号", *(text for text, _unit in headers)])
    rows = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        line: list[Any] = [number]
        values = {}
        for one, (_text, unit) in zip(order, headers, strict=True):
            if isinstance(one, SheetColumn):
                found = typed(draw, one, unit)
                values[one.field] = found.value
                line.append(found.cell)
            else:
                line.append("甲" if one else "")
        rows.append(values)
        cells += [line] + [[]] * draw(st.integers(0, 1))
    if draw(st.booleans()):
        cells.append([draw(st.sampled_from(TOTALS)), *(5 for _ in order)])
    if draw(st.booleans()):
        cells.append([f"{draw(st.sampled_from(SIGNATURES[:2]))}：张某"])
    return Office(model, cells, rows)


def workbook(cells: list[list[Any]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    sheet = book.add_worksheet("Sheet1")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, line in enumerate(cells):
        for column, cell in enumerate(line):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif isinstance(cell, bool):
                sheet.write_boolean(row, column, cell)
            elif isinstance(cell, float) and row % 2:
                sheet.write_formula(row, column, f"={cell}+0", None, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(row, column, cell)
            elif cell:
                sheet.write_string(row, column, cell)
    sheet.set_row(len(cells) - 1, None, None, {"hidden": True})
    book.close()
    return target.getvalue()


def as_texts(cells: list[list[Any]]) -> list[list[str]]:
    """The cells as a file without types holds them."""
    return [[_as_text(cell) for cell in line] for line in cells]


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def read(office: Office, data: bytes, name: str = "表.xlsx") -> list[dict[str, Any]]:
    [sheet] = read_workbook([office.model], name, data).sheets
    assert sheet.problems == []
    rows = list(sheet.rows())
    assert [problem for row in rows for problem in row.problems] == []
    return [row.values for row in rows]


QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(offices())
def test_what_was_typed_is_read_whatever_the_layout(office: Office) -> None:
    assert read(office, workbook(office.cells)) == office.rows


@QUICK
@given(offices())
def test_csv_of_the_same_says_the_same(office: Office) -> None:
    texts = as_texts(office.cells)
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([[guarded(cell) for cell in line] for line in texts])
    text = file.getvalue()
    assert [line for line in csv_cells(text) if line] == [line for line in texts if line]
    assert read(office, text.encode("utf-8-sig"), "表.csv") == office.rows
    assert read(office, text.encode("gb18030"), "表.csv") == office.rows


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(offices())
def test_an_open_document_of_the_same_says_the_same(office: Office) -> None:
    assert read(office, opendocument(as_texts(office.cells)), "表.ods") == office.rows


@QUICK
@given(offices())
def test_with_all_kinds_to_choose_from_a_named_sheet_is_its_kind(office: Office) -> None:
    cells = [[str(office.model.Kind.title)], *office.cells]
    [sheet] = read_workbook(all_kinds(), "表.xlsx", workbook(cells)).sheets
    assert sheet.model is office.model
    assert [row.values for row in sheet.rows()] == office.rows


@QUICK
@given(st.lists(st.lists(st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False),
                                   st.dates(date(1905, 1, 1), date(2200, 1, 1)), st.text(max_size=20)),
                         max_size=12), max_size=12), st.sampled_from(all_kinds()))  # fmt: skip
def test_anything_at_all_is_read_or_refused_in_words(cells: list[list[Any]], model: type[Record]) -> None:
    header = [column.header for column in sheet_columns(model)]
    for above in ([], [header]):
        with contextlib.suppress(LedgerError):
            for sheet in read_workbook([model], "表.xlsx", workbook(above + cells)).sheets:
                for row in sheet.rows():
                    assert all(problem.message and problem.column for problem in row.problems)


@pytest.mark.parametrize("model", all_kinds(), ids=lambda model: model.Kind.code)
def test_every_alias_of_every_column_is_recognised_alone(model: type[Record]) -> None:
    for column in sheet_columns(model):
        for name in column.names:
            assert recognise(model, name) == column
