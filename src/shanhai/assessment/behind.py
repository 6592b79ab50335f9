"""The ledger rows behind one line (凭据): which they are and what each of them says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, IntegerField, Max, Q, Value

from shanhai.accounts.models import User
from shanhai.assessment.formula import Term
from shanhai.assessment.models import Indicator
from shanhai.assessment.progress import Board
from shanhai.assessment.row_amounts import counted_rows, rows_that_meet
from shanhai.ledger.covers import COUNTED
from shanhai.ledger.kinds import kind, kind_of_measure
from shanhai.ledger.models import Aggregation, Evidence, Observation, Pairing, Record
from shanhai.ledger.models.record import State, field_of
from shanhai.ledger.totals import OPEN, STOCK, going_on, on_day

NOTHING = Value(None, output_field=IntegerField())


@dataclass(slots=True)
class Behind:
    """One row behind a line: ``value`` in ``unit`` is what it says (None when rows are counted)."""

    kind: str
    record_id: int
    value: Decimal | None
    unit: str
    below: bool
    record: Record | None = None
    evidence: list[Evidence] = field(default_factory=list)


class RowsBehind(Sequence[Behind]):
    """The rows of all terms, read page by page: a line may have a hundred thousand."""

    def __init__(self, user: User, sources: list[tuple[Any, bool, str, str]]) -> None:
        self.user = user
        self.sources = sources
        self.counts = [rows.count() for rows, _below, _name, _unit in sources]

    def __len__(self) -> int:
        return sum(self.counts)

    def __getitem__(self, asked: Any) -> Any:
        if isinstance(asked, int):
            return self[asked : asked + 1][0]
        start, stop, _step = asked.indices(len(self))
        found: list[Behind] = []
        for (rows, below, name, unit), count in zip(self.sources, self.counts, strict=True):
            if start < count and stop > 0:
                found += [
                    Behind(name or row["kind"], row["row"], row["said"], row.get("unit", unit), below)
                    for row in rows[max(start, 0) : min(stop, count)]
                ]
            start, stop = start - count, stop - count
        return found

    def with_evidence(self, page: list[Behind]) -> list[Behind]:
        """The rows of a page with their records and valid evidence, without rows the user may not see."""
        by_kind: dict[str, set[int]] = defaultdict(set)
        for row in page:
            by_kind[row.kind].add(row.record_id)
        records: dict[tuple[str, int], Record] = {}
        papers: dict[tuple[str, int], list[Evidence]] = defaultdict(list)
        for code, numbers in by_kind.items():
            chosen = kind(code).objects.for_user(self.user).filter(pk__in=numbers)
            for record in chosen.select_related("pairing__east", "pairing__west", "created_by"):
                records[code, record.pk] = record
            valid = Evidence.objects.unscoped("evidence of rows read in scope two lines above")
            valid = valid.filter(kind=code, record_id__in=numbers, state=Evidence.State.VALID)
            for paper in valid:
                papers[code, paper.record_id].append(paper)
        for row in page:
            row.record = records.get((row.kind, row.record_id))
            row.evidence = papers[row.kind, row.record_id]
        return [row for row in page if row.record is not None]


def rows_behind(
    user: User, pairing: Pairing, indicator: Indicator, table: Board, *, confirmed_only: bool = False
) -> RowsBehind:
    """The counted rows of every term of a line up to the table's day; a ratio's lower part comes last.

    Rows that a summary stands for, and a person's further rows, are among them: they prove the same figure.
    Rows of a stock told year by year that a later one replaces are not.
    """
    sources = []
    rule = indicator.rule
    stock = indicator.aggregation == Indicator.Rule.STOCK
    for terms, below in ((rule.terms, False), (rule.over, True)):
        for term in terms:
            if term.on_rows:
                sources.append(_of_rows(user, pairing, term, stock, table, below, confirmed_only))
            elif term.how == "measure":
                sources.append(_observed(user, pairing, term, table, below, confirmed_only))
    return RowsBehind(user, sources)


def _observed(
    user: User, pairing: Pairing, term: Term, table: Board, below: bool, confirmed_only: bool
) -> tuple[Any, bool, str, str]:
    day = table.period.day
    states = (State.CONFIRMED,) if confirmed_only else COUNTED
    rows = Observation.objects.for_user(user).filter(
        pairing=pairing, measure=term.name, unit=term.unit, state__in=states
    )
    rows = on_day(rows, day).filter(~STOCK | going_on(day))
    model = kind_of_measure(term.name)
    if model is not None and model.Kind.yields(term.name)[0].aggregation == Aggregation.STOCK:
        for place, year in rows.filter(OPEN).order_by().values_list("place_code").annotate(Max("year")):
            rows = rows.exclude(OPEN & Q(year__lt=year, place_code__startswith=place))
    else:
        rows = rows.exclude(is_summary=True, since_year__lt=day.year)
    told = {"said": F("value"), "row": F("record_id")}
    return rows.order_by("-year", "-date", "-pk").values("kind", "unit", **told), below, "", term.unit


def _of_rows(
    user: User, pairing: Pairing, term: Term, stock: bool, table: Board, below: bool, confirmed_only: bool
) -> tuple[Any, bool, str, str]:
    numbers = {name: table.catalogue.parameter(name) for name in table.catalogue.parameters}
    rows = counted_rows(user, term.name, confirmed_only=confirmed_only).filter(pairing=pairing)
    rows = rows.filter(pk__in=rows_that_meet(term, table.period.day, numbers, stock=stock))
    model = kind(term.name)
    summed = term.how == "sum"
    unit = "元" if term.field in model.Kind.money_fields else ""
    if summed and not unit:
        unit = _unit_of(model, term.field)
    told = {"row": F("pk"), "said": F(term.field) if summed else NOTHING}
    return rows.order_by("-year", "-pk").values(**told), below, term.name, unit


def _unit_of(model: type[Record], name: str) -> str:
    """The unit in which a kind's column is counted, if one of its measures tells."""
    rules = [rule for rule in model.Kind.measures if rule.value == name]
    return (
        rules[0].printed_unit()
        if rules
        else ("人" if "人" in str(field_of(model, name).verbose_name) else "")
    )
