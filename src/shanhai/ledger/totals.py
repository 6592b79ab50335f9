"""Totals of observations by rule, and how each row stands to them. One rule for pages, lists and receipts.

FLOW adds up what was done. DISTINCT counts each subject once, with its greatest figure. STOCK counts each
subject once, with its newest figure, and in a year's total only if that is valid on 31 December, in
whatever year it was entered. Rows without a subject count alone.

A stock row that names neither its subject nor its last day ("340 posts") tells how many there are in its
year. A later one of the same place, or of a place around it, replaces it: of such rows those of the newest
year count, added up when there are several. Nothing is known of an end, so they count until replaced.

A summary row stands for the single rows of its years and place, and for summaries that lie wholly inside
it: they are told as overlap, never added. A summary of several years is in no single year's flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Max, Q, QuerySet, Sum, Value, When

from shanhai.accounts.models import User
from shanhai.ledger.covers import covers_of, standing
from shanhai.ledger.models import Aggregation, Observation, Pairing, Record, State
from shanhai.ledger.wording import measure_title
from shanhai.text.lexicon import measures

ALIKE = ("aggregation", "state", "precision", "is_summary", "year", "since_year", "place_code")
Rank = tuple[Any, ...]
STOCK = Q(aggregation=Aggregation.STOCK)
OPEN = STOCK & Q(subject="", until__isnull=True)
"""Stock rows that name neither their subject nor their last day."""


@dataclass(slots=True)
class Total:
    """One computed total: a measure in one unit, over the rows that count.

    ``confirmed`` is the part of confirmed rows; ``waiting`` counts rows not yet reported. ``inexact``
    counts rows whose figure is a bound (余, 近, 约): with any, the total is shown as about. ``overlap``
    counts rows that a summary row stands for, ``repeated`` open stock rows that a later one replaces.
    ``spanning`` counts summary rows of several years, which no single year's total can hold; ``ended``
    those of a stock that were no longer valid on the day.
    """

    measure: str
    unit: str
    value: Decimal = Decimal(0)
    confirmed_alone: Decimal = Decimal(0)
    rows: int = 0
    waiting: int = 0
    inexact: int = 0
    overlap: int = 0
    repeated: int = 0
    spanning: int = 0
    ended: int = 0
    subjects: dict[str, Rank] = field(default_factory=dict, repr=False)
    confirmed_subjects: dict[str, Rank] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        return measure_title(self.measure)

    @property
    def kind(self) -> str:
        return measures()[self.measure]["kind"]

    @property
    def confirmed(self) -> Decimal:
        """The part of confirmed rows. A subject's former year, though confirmed, is no part of its newest."""
        best = self.confirmed_subjects.items()
        once = (worth(mine) for subject, mine in best if mine[0] == self.subjects[subject][0])
        return sum(once, self.confirmed_alone)

    def add_all(self, groups: Iterable[dict[str, Any]], years: Collection[int] | None) -> None:
        """Count the groups of one pairing: observations that are alike in everything but their value."""
        groups = list(groups)
        covers = covers_of(groups, years)
        for row in groups:
            how = standing(row, covers, years)
            if how != "counted":
                setattr(self, how, getattr(self, how) + row["rows"])
            elif row["counted_once"]:
                self._count_once(row)
            elif row["valid"]:
                self._count(row, row["total"])
            else:
                self.ended += row["rows"]

    def _count(self, row: Mapping[str, Any], value: Decimal) -> None:
        self.rows += row["rows"]
        self.inexact += row["rows"] if row["precision"] != "=" else 0
        self.value += value
        if row["state"] == State.CONFIRMED and not row["counted_once"]:
            self.confirmed_alone += value

    def _count_once(self, row: Mapping[str, Any]) -> None:
        """Count what a subject's group adds to what its better or worse groups before it gave."""
        subject, mine = row["counted_once"], rank(row, row["most"])
        best = self.subjects.get(subject, mine)
        first = subject not in self.subjects
        self.subjects[subject] = max(best, mine)
        self._count(row, worth(max(best, mine)) - (Decimal(0) if first else worth(best)))
        if row["state"] == State.CONFIRMED:
            self.confirmed_subjects[subject] = max(self.confirmed_subjects.get(subject, mine), mine)


def rank(row: Mapping[str, Any], value: Decimal) -> Rank:
    """By what the rows of one subject are compared: a stock by its newest year, all by their figure."""
    newest = (row["year"], row["valid"]) if row["aggregation"] == Aggregation.STOCK else (0, True)
    return (*newest, value)


def worth(best: Rank) -> Decimal:
    """What a subject adds: its best row's figure, nothing when that is no longer valid."""
    value: Decimal = best[2] if best[1] else Decimal(0)
    return value


def in_year(rows: QuerySet[Observation], year: int | None) -> QuerySet[Observation]:
    """The observations that may count in a year's total, told whether they are ``valid`` at its end."""
    if year is None:
        always = Value(value=True, output_field=BooleanField())
        return rows.annotate(valid=always, is_open=_yes(OPEN))
    return on_day(rows, date(year, 12, 31))


def on_day(rows: QuerySet[Observation], day: date) -> QuerySet[Observation]:
    """The observations that may count on a day, told whether they are ``valid`` on it."""
    rows = rows.filter((~STOCK & done_by(day)) | (STOCK & begun_by(day)))
    return rows.annotate(valid=_yes(~STOCK | going_on(day)), is_open=_yes(OPEN))


def done_by(day: date) -> Q:
    """What was done in the day's year up to the day; at the year's end all that was entered for the year.

    A row's year is what its author says; the day it tells may be of another.
    """
    this_year = Q(year=day.year)
    told = Q(date__isnull=True) | Q(date__lte=day)
    return this_year if (day.month, day.day) == (12, 31) else this_year & told


def begun_by(day: date) -> Q:
    """Rows of a stock that had begun by the day, in whatever year."""
    return Q(year__lte=day.year) & (Q(date__isnull=True) | Q(date__lte=day))


def going_on(day: date) -> Q:
    """Rows of a stock that had not ended before the day."""
    return Q(until__isnull=True) | Q(until__gte=day)


def totals(user: User, pairing: Pairing, *, year: int | None = None) -> list[Total]:
    """Totals of every measure of one pairing, for one year or for all years."""
    return totals_of(user, [pairing], year=year)[pairing.pk]


def totals_of(
    user: User, chosen: Iterable[Pairing], *, year: int | None = None, only: Iterable[str] = ()
) -> dict[int, list[Total]]:
    """Totals of several pairings in one query, of all measures or ``only`` some, by the pairing's number.

    Persons and person-times, and goods of different units, stay apart: a total has one unit. The database
    adds up what is alike; a subject that is counted once (a person, a firm) is a group of its own.
    """
    numbers = [pairing.pk for pairing in chosen]
    rows = Observation.objects.for_user(user).filter(pairing__in=numbers)
    rows = rows.filter(measure__in=only) if only else rows
    years = None if year is None else {year}
    found: dict[int, list[Total]] = {number: [] for number in numbers}
    for (number, measure, unit), those in groups(in_year(rows, year)).items():
        total = Total(measure, unit)
        total.add_all(those, years)
        found[number].append(total)
    return {number: _in_order(listed) for number, listed in found.items()}


def observations_over(
    user: User, records: QuerySet[Record], *, everything: bool = False
) -> QuerySet[Observation]:
    """The observations of some rows of one kind; ``everything`` says they are all the user may see."""
    rows = Observation.objects.for_user(user).filter(kind=records.model.Kind.code)
    rows = rows if everything else rows.filter(record_id__in=records.order_by().values("pk"))
    return in_year(rows, None)


def totals_over(rows: QuerySet[Observation], years: Collection[int] | None = None) -> list[Total]:
    """Totals over :func:`observations_over` of whatever pairings; a subject counts once in all of them."""
    merged: dict[tuple[str, str], Total] = {}
    for (_number, measure, unit), those in groups(rows).items():
        merged.setdefault((measure, unit), Total(measure, unit)).add_all(those, years)
    return _in_order(merged.values())


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio over totals: ``percent`` may be above 100, for targets and promises are floors."""

    title: str
    percent: Decimal
    part: Total
    whole: Total


def shares(model: type[Record], found: Iterable[Total]) -> list[Share]:
    """The ratios of a kind over its totals, where there is something to divide by."""
    known: dict[tuple[str, str], Total] = {(total.measure, total.unit): total for total in found}
    told = []
    for ratio in model.Kind.ratios:
        for (measure, unit), part in known.items():
            whole = known.get((ratio.whole, unit))
            if measure == ratio.part and whole is not None and whole.value:
                percent = (100 * part.value / whole.value).quantize(Decimal("0.1"))
                told.append(Share(str(ratio.title), percent, part, whole))
    return told


def groups(rows: QuerySet[Observation], **more: Any) -> dict[tuple[int, str, str], list[dict[str, Any]]]:
    """Observations of :func:`in_year` or :func:`on_day` that are alike, by pairing, measure and unit.

    The database adds them up: ``total``, ``most`` (the greatest) and ``rows``, and what ``more`` asks for.
    """
    once = Case(When(aggregation=Aggregation.FLOW, then=Value("")), default=F("subject"))
    columns = (*ALIKE, "valid", "is_open", "counted_once")
    alike = rows.annotate(counted_once=once).values("pairing", "measure", "unit", *columns)
    found: dict[tuple[int, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in alike.annotate(total=Sum("value"), most=Max("value"), rows=Count("pk"), **more).order_by():
        found[row["pairing"], row["measure"], row["unit"]].append(row)
    return found


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))


def _in_order(found: Iterable[Total]) -> list[Total]:
    order = {measure: place for place, measure in enumerate(measures())}
    return sorted(found, key=lambda total: (order[total.measure], total.unit))
