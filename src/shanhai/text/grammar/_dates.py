"""Points of time as printed, with the parts a text leaves out, and how those are filled in."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Source = Literal["printed", "context", "reference", "unknown"]
"""Where the year comes from: the words, an earlier date of the sentence, the document's date, nowhere."""


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month or year, or a run of months inside one year (``month`` to ``last``: a quarter).

    Parts the text leaves out are None; ``years`` is the last year of a run of years (a decade).
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    last: int | None = None
    years: int | None = None
    source: Source = "unknown"

    def is_possible(self) -> bool:
        """Whether such a day exists (29 February counts when the year is not known)."""
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None or self.month is None:
            return self.day is None or 1 <= self.day <= 31
        return 1 <= self.day <= calendar.monthrange(self.year or 2000, self.month)[1]

    def first_iso(self) -> str:
        """The beginning as an ISO date as precise as the text; empty when the year is unknown."""
        return _iso(self.year, self.month, self.day)

    def last_iso(self) -> str:
        """The end as an ISO date as precise as the text; empty when the year is unknown."""
        return _iso(self.years or self.year, self.last or self.month, self.day)

    def after(self, other: Point) -> Point:
        """This point as the second end of a range that begins at ``other``: left-out parts are shared."""
        if self.year is not None:
            return self
        month = self.month if self.month is not None else other.month
        return replace(self, year=other.year, month=month, source=other.source)

    def in_year(self, year: int, source: Source) -> Point:
        return replace(self, year=year, source=source)

    def before_reference(self, reference: date) -> Point:
        """The latest such point that is not after ``reference`` (a report tells what has been)."""
        if self.month is None and self.day is not None:
            past = reference if self.day <= reference.day else _month_end_before(reference)
            if self.day > calendar.monthrange(past.year, past.month)[1]:
                past = _month_end_before(past)
            return replace(self, year=past.year, month=past.month, source="reference")
        later = (self.month or 1, self.day or 1) > (reference.month, reference.day)
        return self.in_year(reference.year - later, "reference")


def _month_end_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _iso(year: int | None, month: int | None, day: int | None) -> str:
    if year is None or (day is not None and month is None):
        return ""
    parts = [f"{year:04d}"] + [f"{part:02d}" for part in (month, day) if part is not None]
    return "-".join(parts)


def months_back(reference: date, months: int) -> Point:
    """The month ``months`` before that of ``reference``."""
    index = reference.year * 12 + reference.month - 1 - months
    return Point(index // 12, index % 12 + 1, source="reference")
