"""Progress (进度): every line of the catalogue for every pairing, computed from the ledger as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shanhai.accounts.models import User
from shanhai.assessment.amounts import ZERO, Amount
from shanhai.assessment.catalogue import catalogue_of, visible_indicators
from shanhai.assessment.catalogue_file import responsible
from shanhai.assessment.models import Catalogue, Indicator, Target
from shanhai.assessment.models.target import TargetState
from shanhai.assessment.periods import Period
from shanhai.assessment.source import Source
from shanhai.ledger.models import Pairing

TENTH = Decimal("0.1")
CENT = Decimal("0.01")


@dataclass(slots=True)
class Line:
    """One line of a pairing's table. Figures are in the indicator's unit; None where nothing can be told.

    ``done`` is the figure up to the period's day, ``before`` up to the report before, ``last_year`` that of
    the same day a year ago. ``rate`` is done in per cent of the target, not limited to 100. ``gap`` is what
    is left to do (0 when reached). ``rank`` is (place, of how many) by rate among the pairings shown.
    """

    indicator: Indicator
    target: Target | None = None
    done: Decimal | None = None
    before: Decimal | None = None
    last_year: Decimal | None = None
    amount: Amount = field(default_factory=Amount)
    over: Decimal | None = None
    rank: tuple[int, int] | None = None

    @property
    def goal(self) -> Decimal | None:
        return self.target.value if self.target else None

    @property
    def signed(self) -> bool:
        return bool(self.target and self.target.value is not None and self.target.state == TargetState.SIGNED)

    @property
    def new(self) -> Decimal | None:
        """What the period added; a ratio or a stock may fall."""
        return None if self.done is None else self.done - (self.before or ZERO)

    @property
    def rate(self) -> Decimal | None:
        if self.goal is None or not self.goal or self.done is None:
            return None
        return (100 * self.done / self.goal).quantize(TENTH)

    @property
    def gap(self) -> Decimal | None:
        if self.goal is None or self.indicator.better in ("down", "info"):
            return None
        return max(self.goal - (self.done or ZERO), ZERO)

    @property
    def trend(self) -> Decimal | None:
        """Change against the same day a year ago: per cent, for a ratio points; None if untold."""
        if self.last_year is None or self.done is None:
            return None
        if self.indicator.aggregation == Indicator.Rule.RATIO:
            return (self.done - self.last_year).quantize(TENTH)
        if not self.last_year:
            return None
        return (100 * (self.done - self.last_year) / self.last_year).quantize(TENTH)

    @property
    def evidence_share(self) -> int | None:
        """Counted rows with valid evidence, in per cent; None without rows."""
        return _share(self.amount.proven, self.amount.rows)

    @property
    def confirmed_share(self) -> int | None:
        """The confirmed part of the figure in per cent; None for ratios and without a figure."""
        return None if self.over is not None else _share(self.amount.confirmed, self.amount.value)

    @property
    def responsible(self) -> str:
        told = self.target.responsible if self.target else ""
        return told or responsible(self.indicator.section)


def _share(part: Decimal | int, whole: Decimal | int) -> int | None:
    return round(100 * part / whole) if whole else None


@dataclass(slots=True)
class Board:
    """The lines of several pairings for one period, by pairing; all have the same lines in the same order."""

    catalogue: Catalogue
    period: Period
    pairings: Sequence[Pairing]
    indicators: Sequence[Indicator]
    lines: dict[int, list[Line]]

    def line(self, pairing: Pairing, code: str) -> Line | None:
        return next((line for line in self.lines[pairing.pk] if line.indicator.code == code), None)


def board(
    user: User,
    pairings: Sequence[Pairing],
    period: Period,
    *,
    codes: Iterable[str] = (),
    confirmed_only: bool = False,
    agreed_only: bool = False,
    compared: bool = True,
) -> Board | None:
    """The table of the pairings for a period: all visible lines, or those of ``codes`` and those agreed upon.

    ``compared`` false leaves out the report before and the year before. None while no catalogue is in force.
    """
    catalogue = catalogue_of(period.year)
    if catalogue is None:
        return None
    chosen = set(codes)
    lines = [
        line
        for line in visible_indicators(user, catalogue)
        if not (chosen or agreed_only) or line.code in chosen or (agreed_only and line.agreement)
    ]
    days = [period.day]
    if compared:
        days += [day for day in (period.before, period.last_year) if day]
    rules = [(line.rule, _is_stock(line)) for line in lines]
    targets = _targets(user, pairings, period.year)
    goals = {key: target.value for key, target in targets.items() if target.value is not None}
    source = Source(user, pairings, rules, days, catalogue, goals=goals, confirmed_only=confirmed_only)
    table = {
        pairing.pk: [_line(line, pairing.pk, source, targets, period, compared) for line in lines]
        for pairing in pairings
    }
    _rank(table.values())
    return Board(catalogue, period, pairings, lines, table)


def _targets(user: User, pairings: Sequence[Pairing], year: int) -> dict[tuple[int, str], Target]:
    rows = Target.objects.for_user(user).filter(year=year)
    rows = rows.filter(pairing__in=[pairing.pk for pairing in pairings])
    return {(target.pairing_id, target.code): target for target in rows}


def _is_stock(line: Indicator) -> bool:
    return line.aggregation == Indicator.Rule.STOCK


def _line(
    line: Indicator,
    pairing: int,
    source: Source,
    targets: dict[tuple[int, str], Target],
    period: Period,
    compared: bool,
) -> Line:
    def value(day: date) -> tuple[Decimal | None, Amount, Decimal | None]:
        amount = source.told(line.rule.terms, _is_stock(line), day, pairing)
        if not line.rule.over:
            return (amount.value if amount.rows else None), amount, None
        below = source.told(line.rule.over, _is_stock(line), day, pairing).value
        ratio = (100 * amount.value / below).quantize(CENT) if below else None
        return ratio, amount, below

    done, amount, over = value(period.day)
    made = Line(line, targets.get((pairing, line.code)), done, amount=amount, over=over)
    if compared:
        made.before = value(period.before)[0] if period.before else None
        made.last_year = value(period.last_year)[0]
    return made


def _rank(tables: Iterable[list[Line]]) -> None:
    """Places by rate among the pairings; equal rates share a place."""
    by_code: dict[str, list[Line]] = defaultdict(list)
    for lines in tables:
        for line in lines:
            if line.rate is not None:
                by_code[line.indicator.code].append(line)
    for those in by_code.values():
        for line in those:
            better = sum(other.rate > line.rate for other in those)  # type: ignore[operator]
            line.rank = (better + 1, len(those))


def summed(table: Board) -> list[Line]:
    """The lines of all pairings together: sums; ratios anew from their sums, never averaged."""
    found = []
    for place, indicator in enumerate(table.indicators):
        those = [lines[place] for lines in table.lines.values()]
        found.append(_sum(indicator, those))
    return found


def _sum(indicator: Indicator, those: Sequence[Line]) -> Line:
    total = Line(indicator)
    for line in those:
        total.amount.value += line.amount.value
        total.amount.confirmed += line.amount.confirmed
        total.amount.rows += line.amount.rows
        total.amount.proven += line.amount.proven
    goals = [line.goal for line in those if line.goal is not None]
    if indicator.rule.over:
        total.over = sum((line.over for line in those if line.over), ZERO)
        total.done = (100 * total.amount.value / total.over).quantize(CENT) if total.over else None
        return total
    for name in ("done", "before", "last_year"):
        told = [getattr(line, name) for line in those if getattr(line, name) is not None]
        setattr(total, name, sum(told, ZERO) if told else None)
    if goals:
        total.target = Target(code=indicator.code, unit=indicator.unit, value=sum(goals, ZERO))
    return total
