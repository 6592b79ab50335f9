"""Amounts of measures on given days, for many pairings at once: the sums under every indicator.

The database adds up; Python sees one line for each pairing, measure and unit. The rules are those of
:mod:`shanhai.ledger.selectors`, with a day added:

* only reported and confirmed rows count;
* FLOW and DISTINCT count what was done in the day's year up to that day. Rows that tell only their year
  count whenever the year is asked for. A subject (a person, a firm) counts once, with its greatest value;
* STOCK counts what is valid on the day, whatever year it was entered in; of a subject's rows only those of
  its latest year speak. Rows that tell neither subject nor day are yearly statements: the latest year's
  stand;
* a summary row stands for the single rows of its years; one of several years stands in no single year's
  sum, but does in a stock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Sum, Value, When

from shanhai.accounts.models import User
from shanhai.ledger.models import Aggregation, Evidence, Observation, Pairing
from shanhai.ledger.models.record import State
from shanhai.ledger.selectors import COUNTED

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
    """Amounts by day and key; a key without rows has an empty amount."""

    by_day: dict[date, dict[Key, Amount]] = field(default_factory=lambda: defaultdict(dict))

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
    rows = Observation.objects.for_user(user).filter(measure__in=only, state__in=COUNTED)
    if len(numbers) <= MOST_NAMED:
        rows = rows.filter(pairing__in=numbers)
    if confirmed_only:
        rows = rows.filter(state=State.CONFIRMED)
    for year in sorted({day.year for day in days}):
        those = [day for day in days if day.year == year]
        in_year = rows.filter(year=year).exclude(is_summary=True, since_year__lt=year)
        _flows(found, in_year.filter(aggregation=Aggregation.FLOW), those, first=days[0])
        _distinct(found, in_year.filter(aggregation=Aggregation.DISTINCT), those, first=days[0])
    stocks = rows.filter(aggregation=Aggregation.STOCK)
    for day in days:
        _stock(found, stocks, day, proven=day == days[0])
    return found


MOST_NAMED = 500
"""More pairings than this are not named one by one in a query: the user's scope limits it already."""
KEY = ("pairing_id", "measure", "unit")
PARTS = ("single", "cover")


def _until(day: date) -> Q:
    return Q(date__isnull=True) | Q(date__lte=day)


def _proof() -> Exists:
    """That a row has valid evidence. Rows are in scope, so their evidence is."""
    papers = Evidence.objects.unscoped("asks only whether rows read in scope have evidence")
    valid = papers.filter(kind=OuterRef("kind"), record_id=OuterRef("record_id"), state=Evidence.State.VALID)
    return Exists(valid)


def _columns(days: Sequence[date], value: Any, first: date) -> dict[str, Any]:
    """For each day and part (single rows, summaries) the figure, its confirmed part and the rows."""
    columns: dict[str, Any] = {}
    for number, day in enumerate(days):
        for part in PARTS:
            here = _until(day) & Q(is_summary=part == "cover")
            name = f"{part}{number}"
            columns[f"{name}_value"] = value("value", filter=here)
            columns[f"{name}_rows"] = Count("pk", filter=here)
            if day == first:
                columns[f"{name}_confirmed"] = value("value", filter=here & Q(state=State.CONFIRMED))
                columns[f"{name}_proven"] = Count("pk", filter=here & Q(_proof()))
                columns[f"{name}_inexact"] = Count("pk", filter=here & ~Q(precision="="))
    return columns


def _flows(found: Amounts, rows: Any, days: Sequence[date], *, first: date) -> None:
    columns = _columns(days, Sum, first)
    for row in rows.order_by().values(*KEY).annotate(**columns):
        _take(found, row, days)


def _distinct(found: Amounts, rows: Any, days: Sequence[date], *, first: date) -> None:
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
    """One line of a query as amounts: summaries, where there are any, stand for the single rows."""
    for number, day in enumerate(days):
        part = f"cover{number}" if row[f"cover{number}_rows"] else f"single{number}"
        if row[f"{part}_rows"]:
            told = {name: row.get(f"{part}_{name}") or 0 for name in ("rows", "proven", "inexact")}
            value, confirmed = (_decimal(row.get(f"{part}_{name}")) for name in ("value", "confirmed"))
            key = row["pairing_id"], row["measure"], row["unit"]
            found.by_day[day][key] = Amount(value, confirmed, **told)


def _decimal(value: Any) -> Decimal:
    """A sum as the database tells it, to the cent (SQLite adds decimals as floating numbers)."""
    return Decimal(value).quantize(Decimal("0.01")) if value else ZERO


def _stock(found: Amounts, rows: Any, day: date, *, proven: bool) -> None:
    """What is valid on a day: of each subject the rows of its latest year, the greatest of them."""
    valid = rows.filter(_until(day), year__lte=day.year).exclude(until__lt=day)
    alone = Case(When(subject="", then=F("pk")), default=Value(0))
    slot = Case(When(subject="", date__isnull=False, then=F("pk")), default=Value(0))
    columns = {
        "most": Max("value"),
        "most_confirmed": Max("value", filter=Q(state=State.CONFIRMED)),
        "rows": Count("pk"),
        "proven": Count("pk", filter=Q(_proof())) if proven else Value(0),
        "inexact": Count("pk", filter=~Q(precision="=")),
        "covers": Count("pk", filter=Q(is_summary=True)),
    }
    yearly = valid.order_by().annotate(alone=alone, slot=slot)
    yearly = yearly.values(*KEY, "subject", "alone", "slot", "year")
    covered: dict[Key, Amount] = {}
    for row in _latest(yearly.annotate(**columns), list(columns)):
        key = row["pairing_id"], row["measure"], row["unit"]
        told = {name: row[name] or 0 for name in ("rows", "proven", "inexact")}
        amount = Amount(_decimal(row["most"]), _decimal(row["most_confirmed"]), **told)
        (covered if row["covers"] else found.by_day[day])[key] = amount
    if covered:
        _under_summaries(found, valid, day, covered)


def _latest(inner: Any, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Sums over subjects, of each only the lines of its latest year; ``covers`` over all lines."""
    sql, params = inner.query.sql_with_params()
    key = ", ".join(KEY)
    newest = f"RANK() OVER (PARTITION BY {key}, subject, slot ORDER BY year DESC) AS newest"
    sums = ", ".join(
        f"SUM({name})" if name == "covers" else f"SUM(CASE WHEN newest = 1 THEN {name} END)"
        for name in columns
    )
    ranked = f"SELECT yearly.*, {newest} FROM ({sql}) AS yearly"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {sums} FROM ({ranked}) AS ranked GROUP BY {key}", params)
        return [dict(zip((*KEY, *columns), line, strict=True)) for line in cursor.fetchall()]


def _under_summaries(found: Amounts, valid: Any, day: date, keys: Collection[Key]) -> None:
    """Stocks with summary rows, row by row: they are few, and what they cover must not count twice."""
    numbers, codes = {key[0] for key in keys}, {key[1] for key in keys}
    columns = ("value", "state", "precision", "is_summary", "year", "since_year", "subject", "date")
    by_key: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    rows = valid.filter(pairing__in=numbers, measure__in=codes).annotate(proof=_proof())
    for row in rows.order_by("-year", "-pk").values(*KEY, *columns, "proof"):
        by_key[row["pairing_id"], row["measure"], row["unit"]].append(row)
    for key in keys:
        found.by_day[day][key] = _standing(by_key[key])


def _standing(rows: list[dict[str, Any]]) -> Amount:
    """The amount of one stock from its valid rows, newest year first.

    A later summary that reaches back over an earlier one takes its place.
    """
    total, latest = Amount(), dict[str, int]()
    most: dict[Any, list[Decimal]] = {}
    for number, row in enumerate(rows):
        if is_covered(row, rows):
            continue
        if not _lone(row) and latest.setdefault(row["subject"], row["year"]) != row["year"]:
            continue
        confirmed = row["value"] if row["state"] == State.CONFIRMED else ZERO
        known = most.setdefault(row["subject"] or number, [ZERO, ZERO])
        known[:] = [max(known[0], row["value"]), max(known[1], confirmed)]
        total.rows += 1
        total.proven += bool(row["proof"])
        total.inexact += row["precision"] != "="
    total.value = sum((value for value, _confirmed in most.values()), ZERO)
    total.confirmed = sum((confirmed for _value, confirmed in most.values()), ZERO)
    return total


def _lone(row: Mapping[str, Any]) -> bool:
    """True for a row of no subject that tells its day: it stands as long as it is valid."""
    return not row["subject"] and row["date"] is not None


def is_covered(row: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> bool:
    """True when a summary among ``rows`` stands for this row of a stock."""
    return any(
        other["is_summary"]
        and other["since_year"] <= (row["since_year"] if row["is_summary"] else row["year"])
        and (row["year"] < other["year"] if row["is_summary"] else row["year"] <= other["year"])
        for other in rows
    )
