"""Amounts of measures on given days, for many pairings at once: the sums under every indicator.

The rules are those of :mod:`shanhai.ledger.totals`, which also says what counts on a day. The database adds
up, so that Python sees one line for each pairing, measure and unit; where rows stand for others (summaries,
stocks told year by year), it adds up what is alike, and the ledger's own
:class:`~shanhai.ledger.totals.Total` puts that together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Sum, Value, When

from shanhai.accounts.models import User
from shanhai.ledger.covers import COUNTED, covers_of, standing
from shanhai.ledger.kinds import kind_of_measure
from shanhai.ledger.models import Aggregation, Evidence, Observation, Pairing
from shanhai.ledger.models.record import State
from shanhai.ledger.totals import OPEN, Total, begun_by, done_by, going_on, groups, on_day

Key = tuple[int, str, str]
"""Pairing, measure, unit."""
ZERO = Decimal(0)


@dataclass(slots=True)
class Amount:
    """What counts of one measure on one day. ``confirmed`` is a part of ``value``, ``proven`` of ``rows``."""

    value: Decimal = ZERO
    confirmed: Decimal = ZERO
    rows: int = 0
    proven: int = 0
    inexact: int = 0


@dataclass(slots=True)
class Amounts:
    """Amounts by day and key; a key without rows has an empty amount.

    ``summed_up`` are the keys where rows stand for others, on which the database's sums say nothing.
    """

    by_day: dict[date, dict[Key, Amount]] = field(default_factory=lambda: defaultdict(dict))
    summed_up: dict[date, set[Key]] = field(default_factory=lambda: defaultdict(set))

    def get(self, day: date, pairing: int, measure: str, unit: str) -> Amount:
        return self.by_day[day].get((pairing, measure, unit)) or Amount()


def amounts(
    user: User,
    pairings: Iterable[Pairing],
    days: Sequence[date],
    only: Collection[str],
    *,
    confirmed_only: bool = False,
) -> Amounts:
    """Amounts of the measures ``only`` on each of ``days``. The shares of proof are told of the first day."""
    found = Amounts()
    numbers = [pairing.pk for pairing in pairings]
    if not numbers or not only or not days:
        return found
    rows = Observation.objects.for_user(user).filter(state__in=COUNTED)
    if len(numbers) <= MOST_NAMED:
        rows = rows.filter(pairing__in=numbers)
    if confirmed_only:
        rows = rows.filter(state=State.CONFIRMED)
    by_rule = _by_rule(only)
    done_rows = [(add_up, by_rule[rule]) for add_up, rule in ((_flows, FLOW), (_distinct, DISTINCT))]
    for year in sorted({day.year for day in days}):
        those = [day for day in days if day.year == year]
        for add_up, codes in done_rows:
            if not codes:
                continue
            done = rows.filter(year=year, measure__in=codes).exclude(is_summary=True, since_year__lt=year)
            add_up(found, done, those, days[0])
            for day in those:
                _by_ledger(found, rows, day)
    if by_rule[STOCK]:
        stocks = rows.filter(measure__in=by_rule[STOCK])
        _stocks(found, stocks.filter(year__lte=max(day.year for day in days)), days)
        for day in days:
            _by_ledger(found, stocks, day)
    return found


def _by_rule(only: Iterable[str]) -> dict[str, list[str]]:
    """Measures by the rule of their kind (all rules that yield a measure put it together alike)."""
    found: dict[str, list[str]] = {rule: [] for rule in (FLOW, DISTINCT, STOCK)}
    for code in sorted(only):
        model = kind_of_measure(code)
        if model is not None:
            found[model.Kind.yields(code)[0].aggregation].append(code)
    return found


FLOW, DISTINCT, STOCK = Aggregation.FLOW.value, Aggregation.DISTINCT.value, Aggregation.STOCK.value
MOST_NAMED = 500
"""More pairings than this are not named one by one in a query: the user's scope limits it already."""
KEY = ("pairing_id", "measure", "unit")


def _proof() -> Exists:
    """That a row has valid evidence. Rows are in scope, so their evidence is."""
    papers = Evidence.objects.unscoped("asks only whether rows read in scope have evidence")
    valid = papers.filter(kind=OuterRef("kind"), record_id=OuterRef("record_id"), state=Evidence.State.VALID)
    return Exists(valid)


def _columns(days: Sequence[date], value: Any, first: date) -> dict[str, Any]:
    """For each day the figure, its rows and the summaries among them; for the first, how good it is."""
    columns: dict[str, Any] = {}
    for number, day in enumerate(days):
        here = done_by(day)
        columns[f"value{number}"] = value("value", filter=here)
        columns[f"rows{number}"] = Count("pk", filter=here)
        columns[f"covers{number}"] = Count("pk", filter=here & Q(is_summary=True))
        if day == first:
            columns[f"confirmed{number}"] = value("value", filter=here & Q(state=State.CONFIRMED))
            columns[f"proven{number}"] = Count("pk", filter=here & Q(_proof()))
            columns[f"inexact{number}"] = Count("pk", filter=here & ~Q(precision="="))
    return columns


def _flows(found: Amounts, rows: Any, days: Sequence[date], first: date) -> None:
    columns = _columns(days, Sum, first)
    for row in rows.order_by().values(*KEY).annotate(**columns):
        _take(found, row, days)


def _distinct(found: Amounts, rows: Any, days: Sequence[date], first: date) -> None:
    """Each subject once, with its greatest value; what has no subject counts alone."""
    alone = Case(When(subject="", then=F("pk")), default=Value(0))
    columns = _columns(days, Max, first)
    inner = rows.order_by().annotate(alone=alone).values(*KEY, "subject", "alone").annotate(**columns)
    for row in _summed(inner, list(columns)):
        _take(found, row, days)


def _summed(inner: Any, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Sums of the columns of a grouped query, by key: an aggregate over an aggregate, in one statement."""
    sql, params = inner.query.sql_with_params()
    sums = ", ".join(f"SUM({name})" for name in columns)
    key = ", ".join(KEY)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {sums} FROM ({sql}) AS one_each GROUP BY {key}", params)
        return [dict(zip((*KEY, *columns), line, strict=True)) for line in cursor.fetchall()]


def _take(found: Amounts, row: dict[str, Any], days: Sequence[date]) -> None:
    """One line of a query as the amounts of its days."""
    key = row["pairing_id"], row["measure"], row["unit"]
    for number, day in enumerate(days):
        if row[f"covers{number}"]:
            found.summed_up[day].add(key)
        elif row[f"rows{number}"]:
            told = {name: row.get(f"{name}{number}") or 0 for name in ("rows", "proven", "inexact")}
            value, confirmed = (_decimal(row.get(f"{name}{number}")) for name in ("value", "confirmed"))
            found.by_day[day][key] = Amount(value, confirmed, **told)


def _decimal(value: Any) -> Decimal:
    """A sum as the database tells it, to the cent (SQLite adds decimals as floating numbers)."""
    return Decimal(value).quantize(Decimal("0.01")) if value else ZERO


def _stocks(found: Amounts, rows: Any, days: Sequence[date]) -> None:
    """What is valid on each day: of each subject the rows of its latest year, the greatest of them."""
    alone = Case(When(subject="", then=F("pk")), default=Value(0))
    columns: dict[str, Any] = {}
    for number, day in enumerate(days):
        begun = begun_by(day)
        valid = begun & going_on(day)
        columns[f"newest{number}"] = Max("year", filter=begun)
        columns[f"value{number}"] = Max("value", filter=valid)
        columns[f"rows{number}"] = Count("pk", filter=valid)
        columns[f"covers{number}"] = Count("pk", filter=begun & (Q(is_summary=True) | OPEN))
        if day == days[0]:
            columns[f"confirmed{number}"] = Max("value", filter=valid & Q(state=State.CONFIRMED))
            columns[f"proven{number}"] = Count("pk", filter=valid & Q(_proof()))
            columns[f"inexact{number}"] = Count("pk", filter=valid & ~Q(precision="="))
    yearly = rows.order_by().annotate(alone=alone).values(*KEY, "subject", "alone", "year")
    for row in _latest(yearly.annotate(**columns), list(columns), len(days)):
        _take(found, row, days)


def _latest(inner: Any, columns: Sequence[str], days: int) -> list[dict[str, Any]]:
    """Sums over subjects, of each for every day only the line of its latest year."""
    sql, params = inner.query.sql_with_params()
    key = ", ".join(KEY)
    latest = ", ".join(
        f"MAX(newest{n}) OVER (PARTITION BY {key}, subject, alone) AS latest{n}" for n in range(days)
    )
    told = [name for name in columns if not name.startswith("newest")]
    sums = ", ".join(_sum(name) for name in told)
    ranked = f"SELECT yearly.*, {latest} FROM ({sql}) AS yearly"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {sums} FROM ({ranked}) AS ranked GROUP BY {key}", params)
        return [dict(zip((*KEY, *told), line, strict=True)) for line in cursor.fetchall()]


def _sum(name: str) -> str:
    """A column's sum over the latest years; summaries are counted in all of them."""
    if name.startswith("covers"):
        return f"SUM({name})"
    number = name.lstrip("abcdefghijklmnopqrstuvwxyz")
    return f"SUM(CASE WHEN year = latest{number} THEN {name} END)"


def _by_ledger(found: Amounts, rows: Any, day: date) -> None:
    """Amounts of the keys where rows stand for others, by the ledger's own rule."""
    keys, found.summed_up[day] = found.summed_up[day], set()
    if not keys:
        return
    some = rows.filter(pairing__in={key[0] for key in keys}, measure__in={key[1] for key in keys})
    by_key = groups(on_day(some, day), proof=Count("pk", filter=Q(_proof())))
    for key in keys:
        found.by_day[day][key] = _put_together(key, by_key[key], day)


def _put_together(key: Key, alike: list[dict[str, Any]], day: date) -> Amount:
    total = Total(key[1], key[2])
    total.add_all(alike, {day.year})
    covers = covers_of(alike, {day.year})
    proven = sum(row["proof"] for row in alike if standing(row, covers, {day.year}) == "counted")
    return Amount(total.value, total.confirmed, total.rows, min(proven, total.rows), total.inexact)
