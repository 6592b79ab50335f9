"""The ledger over a span of years or days, for one pairing: what a document's figure is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shanhai.accounts.models import User
from shanhai.assessment.amounts import is_covered
from shanhai.ledger.models import Aggregation, Observation, Pairing
from shanhai.ledger.selectors import COUNTED

COLUMNS = (
    "measure", "unit", "aggregation", "value", "year", "since_year", "subject", "kind", "record_id",
    "is_summary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One counted observation; ``day`` and ``last_day`` are its ``date`` and ``until``."""

    measure: str
    unit: str
    aggregation: str
    value: Decimal
    year: int
    since_year: int
    subject: str
    kind: str
    record_id: int
    is_summary: bool
    day: date | None
    last_day: date | None
    exact: bool

    def as_row(self) -> dict[str, Any]:
        return {"is_summary": self.is_summary, "year": self.year, "since_year": self.since_year}


def facts(user: User, pairing: Pairing, only: Collection[str] = ()) -> dict[str, list[Fact]]:
    """The counted observations of a pairing by measure, newest first."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing, state__in=COUNTED)
    rows = rows.filter(measure__in=only) if only else rows
    found: dict[str, list[Fact]] = defaultdict(list)
    told = rows.order_by("-year", "-record_id").values_list(*COLUMNS, "date", "until", "precision")
    row: tuple[Any, ...]
    for row in told:
        fact = Fact(*row[:-1], row[-1] == "=")
        found[fact.measure].append(fact)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger says over a span: the figure, the facts counted, and what keeps it from being sure.

    ``unsure`` is ``undated`` (rows of the span's years tell no day, and the span is no whole year) or
    ``spanning`` (a summary row reaches beyond the span); empty when the figure is sure.
    """

    value: Decimal
    counted: list[Fact]
    unsure: str = ""


def over_span(those: Iterable[Fact], since: date, until: date) -> Told:
    """The figure of one measure and unit from ``since`` to ``until``, both included.

    Flows are summed, subjects counted once; stocks are those valid on the last day.
    """
    listed = list(those)
    if listed and listed[0].aggregation == Aggregation.STOCK:
        return _stock(listed, until)
    whole = (since.month, since.day) == (1, 1) and (until.month, until.day) == (12, 31)
    inside, unsure = [], ""
    for fact in listed:
        if fact.is_summary and fact.since_year <= until.year and fact.year >= since.year:
            if fact.since_year < since.year or fact.year > until.year or not whole:
                unsure = "spanning"
                continue
            inside.append(fact)
        elif fact.day is not None:
            if since <= fact.day <= until:
                inside.append(fact)
        elif since.year <= fact.year <= until.year:
            inside.append(fact)
            unsure = unsure or ("" if whole else "undated")
    kept = [fact for fact in inside if not _under_cover(fact, inside)]
    return Told(_once(kept), kept, unsure)


def _under_cover(fact: Fact, inside: list[Fact]) -> bool:
    """True for single rows of a summary's years, and for summaries inside a wider later one."""
    return is_covered(fact.as_row(), [other.as_row() for other in inside if other.is_summary])


def _once(kept: Iterable[Fact]) -> Decimal:
    most: dict[Any, Decimal] = {}
    for fact in kept:
        alone = fact.aggregation == Aggregation.FLOW or not fact.subject
        key = (fact.kind, fact.record_id, id(fact)) if alone else fact.subject
        most[key] = max(most.get(key, Decimal(0)), fact.value)
    return sum(most.values(), Decimal(0))


def _stock(listed: list[Fact], day: date) -> Told:
    valid = [
        fact
        for fact in listed
        if fact.year <= day.year
        and (not fact.day or fact.day <= day)
        and (not fact.last_day or fact.last_day >= day)
    ]
    shown = [fact for fact in valid if not _under_cover(fact, valid)]
    newest: dict[str, int] = {}
    for fact in shown:
        if fact.subject or fact.day is None:
            newest[fact.subject] = max(newest.get(fact.subject, 0), fact.year)
    kept = [
        fact
        for fact in shown
        if (not fact.subject and fact.day is not None) or fact.year == newest[fact.subject]
    ]
    return Told(_once(kept), kept)
