"""Figures in the columns of a table whose header names them with their unit: 援疆资金(万元), 选派教师(名).

A header is a row with such a cell; the rows below it with as many cells belong to it, and a cell that is
nothing but a number counts in the unit of its header. What a sum of money is follows from the header's words;
a count is read as header and count would be in a sentence. A year in the first cell is the period of its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from shanhai.text.claims.figures import Reading
from shanhai.text.claims.lexicon import heads
from shanhai.text.claims.rules import SAME, rules
from shanhai.text.claims.segment import is_row, paragraphs
from shanhai.text.lexicon import measures

_CELL = re.compile(r"[^ \t　|｜]+")
_HEADER = re.compile(r"(.{2,20})[（(](?:单位[:：])?(万元|亿元|元|人次|人|名|个|家|场|期|所|项|户|亩|批)[)）]")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_YEAR = re.compile(r"(20\d\d)年?度?")
_MONEY = {"元": 1, "万元": 10**4, "亿元": 10**8}
# What a column of money tells, by the class of its header's noun; the first that fits.
_MEASURES = {
    "labour_fund": "fund.labour",
    "fiscal": "fund.aid",
    "social_fund": "fund.social",
    "sale": "sale.amount",
    "paid_investment": "enterprise.investment",
    "value_word": "donation.value",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of a column tell: measure, unit, the header's words, and what one of them is worth."""

    measure: str
    unit: str
    header: str
    factor: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a telling column: its place, its value in the column's unit, the year of its row or ''."""

    start: int
    end: int
    value: Decimal
    column: Column
    year: str


def table_cells(text: str) -> Iterator[Cell]:
    """The telling cells of all tables of ``text``, in order."""
    columns: dict[int, Column] = {}
    width = 0
    for line in paragraphs(text):
        row = text[line.start : line.end]
        if not is_row(row):
            columns = {}
            continue
        cells = list(_CELL.finditer(row))
        if titled := {at: found for at, cell in enumerate(cells) if (found := _column(cell.group()))}:
            columns, width = titled, len(cells)
        elif len(cells) == width:
            year = _YEAR.fullmatch(cells[0].group())
            for at, column in columns.items():
                if _NUMBER.fullmatch(cells[at].group()):
                    value = Decimal(cells[at].group().replace(",", "")) * column.factor
                    start, end = line.start + cells[at].start(), line.start + cells[at].end()
                    yield Cell(start, end, value, column, year.group(1) if year else "")


@lru_cache(maxsize=256)
def _column(cell: str) -> Column | None:
    """What a column is by its header, None for a cell that heads none."""
    match = _HEADER.fullmatch(cell)
    if match is None:
        return None
    header, unit = match.groups()
    if unit in _MONEY:
        classes = {label for word in heads().find(header) for label in word.classes}
        measure = next((_MEASURES[label] for label in _MEASURES if label in classes), "")
        return Column(measure, "元", header, _MONEY[unit]) if measure else None
    return _counted(header, unit)


def _counted(header: str, unit: str) -> Column | None:
    """What a count is: read as in the sentence 选派教师9名."""
    reading = Reading(f"{header}9{unit}")
    for figure in reading.figures[-1:]:
        figure.flow = "west"
        rule = rules().pick(reading, figure, "")
        if rule and rule.measure not in ("", SAME):
            persons = figure.quantity.unit if figure.quantity.unit_class in ("person", "person_times") else ""
            return Column(rule.measure, persons or measures()[rule.measure]["unit"], header, 1)
    return None
