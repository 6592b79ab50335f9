"""Lines of the assessment as pages show them: figures in words, bars, and the way to the rows behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shanhai.assessment.models import Indicator, Target
from shanhai.assessment.periods import Period
from shanhai.assessment.progress import Board, Line
from shanhai.ledger.models import Pairing
from shanhai.ledger.numbers import plain
from shanhai.ledger.wording import OFFICIAL, UNITS, figure_words

WAN = 10_000
LEAST_SCALE = 120
"""Bars reach at least to this many per cent, so that the mark at 100 stands inside."""


@dataclass(frozen=True, slots=True)
class Words:
    """A figure ready to read: ``text`` and ``unit``; ``exact`` is the whole number where text is rounded."""

    text: str
    unit: str
    exact: str = ""


def words(value: Decimal | int | None, unit: str) -> Words:
    """A figure in the offices' style: money in 万元 or 亿元, large counts in 万, ratios with one decimal."""
    if value is None:
        return Words("—", "")
    value = Decimal(value)
    if unit == "%":
        return Words(plain(value.quantize(Decimal("0.1"))), "%")
    if unit == "元":
        text, printed = figure_words(value.quantize(Decimal("0.01")), unit)
        return Words(text, printed)
    printed = str(UNITS.get(unit, unit))
    if abs(value) >= 10 * WAN and (get_language() or OFFICIAL) == OFFICIAL:
        return Words(plain((value / WAN).quantize(Decimal("0.01"))), f"万{printed}", plain(value))
    return Words(plain(value.quantize(Decimal("0.01"))), printed)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line on a page. ``bar`` is its rate, ``mark`` the place of 100 % and ``time`` that of time passed,
    all in per cent of the bar's scale, which holds the greatest rate: nothing is clipped."""

    line: Line
    indicator: Indicator
    target: Target | None
    goal: Words
    done: Words
    before: Words
    new: Words
    gap: Words
    last_year: Words
    trend: str
    bar: int
    mark: int
    time: int
    behind: bool
    url: str

    @property
    def reached(self) -> bool:
        return self.line.rate is not None and self.line.rate >= 100


def shown_lines(lines: Sequence[Line], period: Period, pairing: Pairing | None = None) -> list[Shown]:
    """The lines of one pairing (or of all together, without a way to rows), bars on one scale."""
    rates = [line.rate for line in lines if line.rate is not None]
    scale = max([Decimal(LEAST_SCALE), *rates])
    return [_shown(line, scale, period, pairing) for line in lines]


def _shown(line: Line, scale: Decimal, period: Period, pairing: Pairing | None) -> Shown:
    unit = line.indicator.unit
    url = ""
    if pairing is not None:
        told = {"year": period.year, "month": period.day.month, "step": period.step}
        url = f"{reverse('line', args=[pairing.pk, line.indicator.code])}?{urlencode(told)}"
    wished = line.indicator.better in (Indicator.Better.UP, Indicator.Better.EQUAL)
    return Shown(
        line=line,
        indicator=line.indicator,
        target=line.target,
        goal=words(line.goal, unit),
        done=words(line.done, unit),
        before=words(line.before, unit),
        new=words(line.new, unit),
        gap=words(line.gap, unit),
        last_year=words(line.last_year, unit),
        trend=trend_words(line),
        bar=round(100 * (line.rate or 0) / scale),
        mark=round(100 * 100 / scale),
        time=round(100 * period.passed / scale),
        behind=wished and line.rate is not None and line.rate < period.passed,
        url=url,
    )


def trend_words(line: Line) -> str:
    """The change against last year: ``+5.4%``, of a ratio ``-2.1个百分点``; empty if untold."""
    if line.trend is None:
        return ""
    unit = _("个百分点") if line.indicator.aggregation == Indicator.Rule.RATIO else "%"
    return f"{'+' if line.trend > 0 else ''}{line.trend}{unit}"


def by_section(table: Board, lines: Iterable[Shown], *, empty: bool = False) -> list[tuple[str, list[Shown]]]:
    """Lines under the frame's own section titles; lines without figure and target only if ``empty``."""
    grouped: dict[str, list[Shown]] = {}
    for item in lines:
        if empty or item.line.done is not None or item.line.goal is not None:
            grouped.setdefault(item.indicator.section, []).append(item)
    return [(table.catalogue.section_title(section), rows) for section, rows in grouped.items()]


def months() -> list[tuple[int, str]]:
    """Months to choose from."""
    return [(month, _("%(month)s月") % {"month": month}) for month in range(1, 13)]
