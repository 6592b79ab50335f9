"""Money in the columns of a table whose header names it with its unit: 援疆资金(万元).

A header is a row with such a cell; the rows below it with as many cells belong to it, and a cell that is
nothing but a number counts in the unit of its header. What the money is follows from the header's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shanhai.text.claims.lexicon import heads
from shanhai.text.claims.segment import is_row, paragraphs

_CELL = re.compile(r"[^ \t　|｜]+")
_HEADER = re.compile(r"(.{2,20})[（(](?:单位[:：])?(万元|亿元|元)[)）]")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_UNITS = {"元": 1, "万元": 10**4, "亿元": 10**8}
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
class MoneyCell:
    """A number in a column of money: its place, its value in 元, its measure and the words of the header."""

    start: int
    end: int
    value: Decimal
    measure: str
    header: str


def money_cells(text: str) -> Iterator[MoneyCell]:
    """The cells of all tables of ``text`` that are sums of money by their header, in order."""
    columns: dict[int, tuple[str, str, int]] = {}
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
            for at, (measure, header, factor) in columns.items():
                if _NUMBER.fullmatch(cells[at].group()):
                    value = Decimal(cells[at].group().replace(",", "")) * factor
                    start = line.start + cells[at].start()
                    yield MoneyCell(start, line.start + cells[at].end(), value, measure, header)


def _column(cell: str) -> tuple[str, str, int] | None:
    """Measure, words and factor of a column of money, None for a cell that heads none."""
    match = _HEADER.fullmatch(cell)
    if match is None:
        return None
    classes = {label for word in heads().find(match.group(1)) for label in word.classes}
    measure = next((_MEASURES[label] for label in _MEASURES if label in classes), "")
    return (measure, match.group(1), _UNITS[match.group(2)]) if measure else None
