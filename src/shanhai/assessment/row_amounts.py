"""Figures that only the rows of a ledger tell: counts and sums of rows that meet conditions.

They obey the same rules as observations: reported and confirmed rows count, summaries stand for the single
rows of their year, rows of several years stand in no single year's figure. One query a kind: the rows in
scope are an ordinary queryset, and the many sums over them are written out, because Django takes longer to
put hundreds of conditional sums together than the database takes to compute them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, TextField
from django.db.models.expressions import RawSQL

from shanhai.accounts.models import User
from shanhai.assessment.amounts import MOST_NAMED, Amount
from shanhai.assessment.formula import Condition, Term
from shanhai.ledger.covers import COUNTED
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, Pairing, Record
from shanhai.ledger.models.record import State, field_of

RowTerm = tuple[Term, bool]
"""A term and whether it is a stock: whether rows of former years count too."""
Figures = dict[tuple[date, int, Term, bool], Amount]
"""Amounts by day, pairing and row term."""
# A summary that says from which year it counts stands for the single rows; see ledger.services.observe.
COVER = "is_summary AND since_year IS NOT NULL"
COMMON = ("pairing_id", "year", "state", "is_summary", "since_year", "has_proof")


@dataclass(slots=True)
class Words:
    """A piece of SQL with its parameters; its names were checked by the formula's reader."""

    sql: str
    values: list[Any] = field(default_factory=list)

    def __and__(self, other: Words) -> Words:
        return Words(f"{self.sql} AND {other.sql}", self.values + other.values)


def condition_of(term: Term, day: date, parameters: Mapping[str, Decimal], *, stock: bool = False) -> Words:
    """Which rows of the term's kind make it up on a day; for stocks, of this year and those before."""
    model = kind(term.name)
    if stock:
        met = Words("year <= %s", [day.year])
    else:
        met = Words(
            "year = %s AND NOT (is_summary AND since_year IS NOT NULL AND since_year < %s)", [day.year] * 2
        )
    if model.Kind.date_field:
        done = _quoted(model.Kind.date_field)
        met &= Words(f"({done} IS NULL OR {done} <= %s)", [_day(day)])
    for condition in term.conditions:
        met &= _condition(model, condition, day, parameters)
    return met


def _quoted(name: str) -> str:
    """A column's name as SQL; some are words of the language (``user``)."""
    return str(connection.ops.quote_name(name))


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _condition(
    model: type[Record], condition: Condition, day: date, parameters: Mapping[str, Decimal]
) -> Words:
    name, relation, values = _quoted(condition.field), condition.relation, condition.values
    if relation in ("in", "not"):
        marks = ", ".join(["%s"] * len(values))
        if relation == "in":
            return Words(f"{name} IN ({marks})", list(values))
        return Words(f"({name} IS NULL OR {name} NOT IN ({marks}))", list(values))
    if relation in ("filled", "empty"):
        text = isinstance(field_of(model, condition.field), CharField | TextField)
        empty = f"({name} IS NULL OR {name} = '')" if text else f"({name} IS NULL)"
        return Words(empty if relation == "empty" else f"NOT {empty}")
    if relation == "past":
        return Words(f"{name} <= %s", [_day(day)])
    if relation == "open":
        return Words(f"({name} IS NULL OR {name} >= %s)", [_day(day)])
    if relation == "by":
        return Words(f"{name} <= {_quoted(values[0])}")
    least = parameters[values[0][1:]] if values[0].startswith("$") else Decimal(values[0])
    return Words(f"{name} >= %s", [float(least)])


def counted_rows(user: User, code: str, *, confirmed_only: bool = False) -> Any:
    """The rows of a kind that count, in the user's scope."""
    rows = kind(code).objects.for_user(user).filter(state__in=COUNTED)
    return rows.filter(state=State.CONFIRMED) if confirmed_only else rows


def figures(
    user: User,
    pairings: Iterable[Pairing],
    days: Sequence[date],
    terms: Collection[RowTerm],
    parameters: Mapping[str, Decimal],
    *,
    confirmed_only: bool = False,
) -> Figures:
    """The amounts of row terms for pairings and days. Shares of proof are told of the first day."""
    found: Figures = {}
    numbers = [pairing.pk for pairing in pairings]
    if not numbers or not days:
        return found
    by_kind: dict[str, list[RowTerm]] = defaultdict(list)
    for term, stock in terms:
        by_kind[term.name].append((term, stock))
    for code, those in by_kind.items():
        rows = counted_rows(user, code, confirmed_only=confirmed_only)
        rows = rows.filter(pairing__in=numbers) if len(numbers) <= MOST_NAMED else rows
        if not any(stock for _term, stock in those):
            rows = rows.filter(year__in={day.year for day in days})
        places = [(day, term, stock) for day in days for term, stock in those]
        sums = [
            column
            for day, term, stock in places
            for column in _columns(term, condition_of(term, day, parameters, stock=stock), day == days[0])
        ]
        for pairing, *told in _summed(rows, code, [term for term, _stock in those], sums):
            told_of = iter(told)
            for day, term, stock in places:
                found[day, pairing, term, stock] = _amount(told_of, first=day == days[0])
    return found


def rows_that_meet(term: Term, day: date, parameters: Mapping[str, Decimal], *, stock: bool) -> RawSQL:
    """The numbers of the rows that make up a term on a day, for ``pk__in``."""
    met = condition_of(term, day, parameters, stock=stock)
    table = connection.ops.quote_name(kind(term.name)._meta.db_table)
    return RawSQL(f"SELECT id FROM {table} WHERE {met.sql}", met.values)


def _columns(term: Term, met: Words, first: bool) -> list[Words]:
    """What :func:`_amount` takes: for single rows and for summaries, figure and rows (and how good)."""
    columns = []
    for here in (met & Words(f"NOT ({COVER})"), met & Words(f"({COVER})")):
        columns += [_value(term, here), _case("COUNT", "1", here)]
        if first:
            columns.append(_value(term, here & Words("state = %s", [State.CONFIRMED.value])))
            columns.append(_case("COUNT", "1", here & Words("has_proof")))
    return columns


def _value(term: Term, here: Words) -> Words:
    how = {"sum": "SUM", "row": "COUNT", "distinct": "COUNT(DISTINCT"}[term.how]
    return _case(how, _quoted(term.field) if term.field else "1", here)


def _case(how: str, what: str, here: Words) -> Words:
    opened = how if "(" in how else f"{how}("
    return Words(f"{opened} CASE WHEN {here.sql} THEN {what} END)", here.values)


def _summed(rows: Any, code: str, terms: Iterable[Term], sums: Sequence[Words]) -> list[tuple[Any, ...]]:
    """The sums over the rows, by pairing."""
    model = kind(code)
    names = {condition.field for term in terms for condition in term.conditions}
    names |= {
        value for term in terms for one in term.conditions if one.relation == "by" for value in one.values
    }
    names |= {name for name in (*(term.field for term in terms), model.Kind.date_field) if name}
    papers = Evidence.objects.unscoped("asks only whether rows read in scope have evidence")
    valid = papers.filter(kind=code, record_id=OuterRef("pk"), state=Evidence.State.VALID)
    inner = rows.order_by().annotate(has_proof=Exists(valid)).values(*COMMON, *sorted(names - set(COMMON)))
    sql, params = inner.query.sql_with_params()
    columns = ", ".join(one.sql for one in sums)
    values = [value for one in sums for value in one.values]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pairing_id, {columns} FROM ({sql}) AS told GROUP BY pairing_id", [*values, *params]
        )
        return list(cursor.fetchall())


def _amount(told: Any, *, first: bool) -> Amount:
    """The next columns as an amount: of the summaries, where there are any, else of the single rows."""
    single, cover = ([next(told) for _ in range(4 if first else 2)] for _ in range(2))
    value, rows, *good = cover if cover[1] else single
    confirmed, proven = good or (0, 0)
    return Amount(_exact(value), _exact(confirmed), rows, proven)


def _exact(value: Any) -> Decimal:
    """A sum as the database tells it, to the cent (SQLite adds decimals as floating numbers)."""
    return Decimal(value).quantize(Decimal("0.01")) if value else Decimal(0)
