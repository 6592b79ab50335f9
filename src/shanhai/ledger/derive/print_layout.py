"""How a printed ledger fits on paper: page size, type size, column widths and row heights.

One page wide and legible, whatever the kind: the smallest paper and the largest type on which no cell needs
too many lines is taken. A ledger of many columns is printed in two bands, each row on two lines one below
the other, as offices do. Widths are in em (the width of one Chinese character), heights in points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal

Sort = Literal["words", "figure", "fixed", "choice"]
"""Words and choices may be wrapped; figures, days and numbers of persons may not."""
POINT = 0.3528
"""Millimetres."""
PADDING = 0.9
"""White space left and right in a cell, in em."""
LEADING = 1.3
HIGHEST_ROW = 400
"""Points; Excel draws no higher row."""
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to print: paper (Excel's number), usable width in mm, type size, bands, lines a cell may have."""

    paper: int
    usable: float
    size: float
    bands: int
    lines: int


A4, A3 = (9, 277.0), (8, 400.0)
CHOICES = (
    Choice(*A4, 10.5, 1, 2),
    Choice(*A4, 10, 1, 3),
    Choice(*A4, 9, 1, 4),
    Choice(*A3, 10.5, 1, 4),
    Choice(*A3, 9, 1, 5),
    Choice(*A3, 9, 2, 6),
    Choice(*A3, 8, 2, 12),
    Choice(*A3, 8, 3, MOST_LINES),
)
"""Best first; the last one takes whatever comes."""


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """What a column must hold: its header, the sort of its values, its longest value in em, not wrapped."""

    header: str
    sort: Sort
    longest: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How the ledger is printed. ``widths`` has one entry a column of a band, the number column first."""

    choice: Choice
    widths: tuple[float, ...]
    bands: tuple[tuple[int, ...], ...]
    """Which columns stand in each band, by position; all bands have the same number of places."""

    def place(self, column: int) -> tuple[int, int]:
        """Band and place (from 1; 0 is the number column) of a column."""
        band = next(index for index, columns in enumerate(self.bands) if column in columns)
        return band, self.bands[band].index(column) + 1

    def height(self, texts: Sequence[tuple[int, str]], *, least: float = 0) -> float:
        """The height in points of a line whose cells (place, text) wrap in their columns."""
        lines = max((lines_of(text, self.widths[place]) for place, text in texts), default=1)
        size = self.choice.size
        return min(max(least, lines * size * LEADING + size * 0.6), HIGHEST_ROW)


@lru_cache(maxsize=4096)
def ems(text: str) -> float:
    """The width of a text in em: Chinese characters are 1 wide, Latin letters and digits about half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in text)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column ``width`` em wide."""
    room = max(width - PADDING, 1.0)
    return sum(max(1, ceil(ems(part) / room)) for part in text.split("\n")) if text else 1


def header_parts(header: str) -> list[str]:
    """A header and what it says in brackets, which begins a new line where one is not enough."""
    name, bracket, inside = header.partition("（")
    return [name, bracket + inside] if name and inside else [header]


def least_width(column: PrintColumn, lines: int) -> float:
    """The narrowest a column may be when a cell may have ``lines`` lines.

    Each part of a header is wrapped into at most two lines.
    """
    header = max(2.0, *(ceil(ems(part) / 2) for part in header_parts(column.header)))
    if column.sort in ("figure", "fixed"):
        return max(header, column.longest) + PADDING
    # A line rarely breaks where it would fill up exactly, so a wrapped text needs a little more.
    wrapped = column.longest if lines == 1 else column.longest / lines * 1.1 + 0.5
    return max(header, min(column.longest, max(wrapped, 3))) + PADDING


def arrange(columns: Sequence[PrintColumn], numbers: float = 2.2) -> Layout:
    """The best layout for these columns; ``numbers`` is the width of the 序号 column in em."""
    for choice in CHOICES:
        bands = _split(len(columns), choice.bands)
        room = choice.usable / (choice.size * POINT)
        for lines in range(1, choice.lines + 1):
            widths = [numbers, *_places(columns, bands, lines)]
            if sum(widths) <= room:
                return Layout(choice, _stretched(widths, columns, bands, room), bands)
    scale = room / sum(widths)
    return Layout(choice, tuple(width * scale for width in widths), bands)


def _split(count: int, bands: int) -> tuple[tuple[int, ...], ...]:
    """The columns of each band in order, as equal in number as can be."""
    places = ceil(count / bands)
    return tuple(
        tuple(range(start, min(start + places, count))) for start in range(0, max(count, 1), max(places, 1))
    )


def _places(columns: Sequence[PrintColumn], bands: Sequence[Sequence[int]], lines: int) -> list[float]:
    """The least width of each place: that of the widest column among the bands."""
    return [
        max(least_width(columns[band[place]], lines) for band in bands if place < len(band))
        for place in range(len(bands[0]))
    ]


def _stretched(
    widths: Sequence[float], columns: Sequence[PrintColumn], bands: Sequence[Sequence[int]], room: float
) -> tuple[float, ...]:
    """The widths with what is left of the page given to the columns of words, in proportion to their need."""
    needs = [0.0] + [
        max((columns[band[place]].longest if columns[band[place]].sort == "words" else 1.5) + 2
            for band in bands if place < len(band))
        for place in range(len(bands[0]))
    ]  # fmt: skip
    wants = [min(need, 40.0) for need in needs]
    rest = room - sum(widths)
    return tuple(width + rest * want / sum(wants) for width, want in zip(widths, wants, strict=True))
