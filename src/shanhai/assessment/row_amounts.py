"""Figures that only the rows of a ledger tell: counts and sums of rows that meet conditions.

They obey the same rules as observations: reported and confirmed rows count, summaries stand for the single
rows of their year, rows of several years stand in no single year's figure. One query a kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Sum, TextField

from shanhai.accounts.models import User
from shanhai.assessment.amounts import MOST_NAMED, Amount
from shanhai.assessment.formula import Condition, Term
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, Pairing, Record
from shanhai.ledger.models.record import State, field_of
from shanhai.ledger.selectors import COUNTED

RowTerm = tuple[Term, bool]
"""A term and whether it is a stock: whether rows of former years count too."""
Figures = dict[tuple[date, int, Term, bool], Amount]
"""Amounts by day, pairing and row term."""
# A summary that says from which year it counts stands for the single rows; see ledger.services.observe.
COVER = Q(is_summary=True, since_year__isnull=False)
PARTS = {"single": ~COVER, "cover": COVER}


def condition_of(term: Term, day: date, parameters: Mapping[str, Decimal], *, stock: bool = False) -> Q:
    """Which rows of the term's kind make it up on a day; for stocks, of this year and those before."""
    model = kind(term.name)
    years = (
        Q(year__lte=day.year) if stock else Q(year=day.year) & ~Q(is_summary=True, since_year__lt=day.year)
    )
    met = years & _until(model, day)
    for condition in term.conditions:
        met &= _condition(model, condition, day, parameters)
    return met


def _until(model: type[Record], day: date) -> Q:
    """Rows whose day, if they tell one, is not after ``day``."""
    field = model.Kind.date_field
    return Q(**{f"{field}__lte": day}) | Q(**{f"{field}__isnull": True}) if field else Q()


def _condition(model: type[Record], condition: Condition, day: date, parameters: Mapping[str, Decimal]) -> Q:
    name, relation, values = condition.field, condition.relation, condition.values
    if relation in ("in", "not"):
        met = Q(**{f"{name}__in": values})
        return met if relation == "in" else ~met
    if relation in ("filled", "empty"):
        empty = Q(**{f"{name}__isnull": True})
        if isinstance(field_of(model, name), CharField | TextField):
            empty |= Q(**{name: ""})
        return empty if relation == "empty" else ~empty
    if relation == "past":
        return Q(**{f"{name}__lte": day})
    if relation == "open":
        return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": day})
    if relation == "by":
        return Q(**{f"{name}__lte": F(values[0])})
    value = parameters[values[0][1:]] if values[0].startswith("$") else Decimal(values[0])
    return Q(**{f"{name}__gte": value})


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
    by_kind: dict[str, list[RowTerm]] = defaultdict(list)
    for term, stock in terms:
        by_kind[term.name].append((term, stock))
    for code, those in by_kind.items():
        rows = counted_rows(user, code, confirmed_only=confirmed_only)
        rows = rows.filter(pairing__in=numbers) if len(numbers) <= MOST_NAMED else rows
        if not any(stock for _term, stock in those):
            rows = rows.filter(year__in={day.year for day in days})
        places = [(day, term, stock) for day in days for term, stock in those]
        columns: dict[str, Any] = {}
        for number, (day, term, stock) in enumerate(places):
            here = condition_of(term, day, parameters, stock=stock)
            columns |= _columns(number, term, here, first=day == days[0])
        for row in rows.order_by().values("pairing_id").annotate(**columns):
            for number, (day, term, stock) in enumerate(places):
                found[day, row["pairing_id"], term, stock] = _amount(row, number)
    return found


def _columns(number: int, term: Term, here: Q, *, first: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for part, which in PARTS.items():
        name, met = f"{part}{number}", here & which
        columns[f"{name}_rows"] = Count("pk", filter=met)
        columns[f"{name}_value"] = _value(term, met)
        if first:
            columns[f"{name}_proven"] = Count("pk", filter=met & Q(_proof(term.name)))
            columns[f"{name}_confirmed"] = _value(term, met & Q(state=State.CONFIRMED))
    return columns


def _amount(row: Mapping[str, Any], number: int) -> Amount:
    part = f"cover{number}" if row[f"cover{number}_rows"] else f"single{number}"
    value, confirmed = (Decimal(row.get(f"{part}_{name}") or 0) for name in ("value", "confirmed"))
    return Amount(value, confirmed, row[f"{part}_rows"], row.get(f"{part}_proven") or 0)


def _proof(code: str) -> Exists:
    """That a row has valid evidence. Rows are in scope, so their evidence is."""
    papers = Evidence.objects.unscoped("asks only whether rows read in scope have evidence")
    valid = papers.filter(kind=code, record_id=OuterRef("pk"), state=Evidence.State.VALID)
    return Exists(valid)


def _value(term: Term, here: Q) -> Any:
    if term.how == "sum":
        return Sum(term.field, filter=here)
    return (
        Count(term.field, distinct=True, filter=here) if term.how == "distinct" else Count("pk", filter=here)
    )
