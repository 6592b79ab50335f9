"""Reporting periods (调度期): the day up to which figures are told, and the day of the report before."""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

STEPS = {"month": 1, "quarter": 3}
"""Months of one reporting period."""


@dataclass(frozen=True, slots=True)
class Period:
    """The part of a year that ends with ``day``; ``step`` is month or quarter."""

    day: date
    step: str = "month"

    @classmethod
    def of(cls, year: int, month: int, step: str, today: date) -> Period:
        """Up to the end of ``month`` of ``year`` (of its quarter), but in the running year not after today.

        Month 0 is the newest period there is: the running one, or December of a year that is over.
        """
        if not 1 <= month <= 12:
            month = today.month if year == today.year else 12
        if step == "quarter":
            month = (month + 2) // 3 * 3
        last = date(year, month, monthrange(year, month)[1])
        return cls(min(last, today) if year == today.year else last, step)

    @property
    def year(self) -> int:
        return self.day.year

    @property
    def before(self) -> date | None:
        """The last day of the period before, in the same year; None in the year's first period."""
        months = STEPS[self.step]
        first = (self.day.month - 1) // months * months + 1
        return date(self.day.year, first, 1) - timedelta(days=1) if first > 1 else None

    @property
    def last_year(self) -> date:
        """The same day of the year before (28 February for a leap day)."""
        day = self.day.day if (self.day.month, self.day.day) != (2, 29) else 28
        return date(self.day.year - 1, self.day.month, day)

    @property
    def passed(self) -> Decimal:
        """How much of the year has passed (时序进度), in per cent."""
        days = 366 if isleap(self.day.year) else 365
        return (Decimal(self.day.timetuple().tm_yday) * 100 / days).quantize(Decimal("0.1"))
