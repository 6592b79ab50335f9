"""The rows behind a total: what each adds or why it does not, and its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from shanhai.accounts.models import User
from shanhai.ledger.covers import COUNTED, covers_of, standing
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Aggregation, Evidence, Observation, Pairing, Record
from shanhai.ledger.totals import ALIKE, OPEN, in_year, rank

Key = tuple[str, int]
Place = tuple[int, int, int]
"""Where a receipt goes on: whether the last row shown waits (1) or not (0), its year and its number."""
MOST_SHOWN = 200


@dataclass(slots=True)
class Receipt:
    """One row behind a total: the record, what it says, its evidence.

    ``standing`` is counted, or why it is not: waiting, overlap, spanning (see
    :class:`shanhai.ledger.totals.Total`), repeated (its subject, or of an open stock row its place, counts
    by another row) or ended. The values of the counted rows add up to the total.
    """

    record: Record
    value: Decimal
    unit: str
    standing: str
    evidence: list[Evidence]

    @property
    def place(self) -> Place:
        """Where the receipt goes on after this row."""
        return int(self.standing == "waiting"), self.record.year, self.record.pk

    @property
    def counted(self) -> bool:
        return self.standing == "counted"


def receipts(
    user: User,
    pairing: Pairing,
    measure: str,
    unit: str,
    *,
    year: int | None = None,
    after: Place | None = None,
) -> list[Receipt]:
    """At most ``MOST_SHOWN`` of the ledger rows behind a pairing's total: new before old, unreported last."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing, measure=measure, unit=unit)
    return receipts_over(user, in_year(rows, year), None if year is None else {year}, after=after)


def receipts_over(
    user: User, rows: QuerySet[Observation], years: Collection[int] | None, *, after: Place | None = None
) -> list[Receipt]:
    """The rows behind one total over observations of one measure and unit, going on ``after`` a place."""
    page = rows.annotate(waits=Case(When(state__in=COUNTED, then=Value(0)), default=Value(1)))
    if after is not None:
        waits, year, number = after
        older = Q(year__lt=year) | Q(year=year, record_id__lt=number)
        page = page.filter(Q(waits__gt=waits) | (Q(waits=waits) & older))
    observed = list(page.order_by("waits", "-year", "-record_id")[:MOST_SHOWN])
    records, papers = _records(user, observed), _papers(observed)
    standing_for = rows.filter(Q(is_summary=True) | OPEN, state__in=COUNTED).order_by()
    by_pairing: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in standing_for.values("pairing", "is_open", *ALIKE).distinct():
        by_pairing[row["pairing"]].append(row)
    covers = {pairing: covers_of(found, years) for pairing, found in by_pairing.items()}
    standings = [standing(vars(row), covers.get(row.pairing_id, ()), years) for row in observed]
    once = _counted_once(rows, observed, covers, years)
    found = []
    for row, how in zip(observed, standings, strict=True):
        key = row.kind, row.record_id
        if key not in records:
            continue
        if how == "counted" and _has_subject(row) and once[row.subject] != row.pk:
            how = "repeated"
        elif how == "counted" and not row.valid:  # type: ignore[attr-defined]  # annotated by in_year
            how = "ended"
        found.append(Receipt(records[key], row.value, row.unit, how, papers[key]))
    return found


def _has_subject(row: Observation) -> bool:
    return bool(row.subject) and row.aggregation != Aggregation.FLOW


def _counted_once(
    rows: QuerySet[Observation], observed: Iterable[Observation], covers: Any, years: Collection[int] | None
) -> dict[str, int]:
    """Of every subject on the page the number of the one observation by which it counts."""
    subjects = {row.subject for row in observed if _has_subject(row)}
    best: dict[str, tuple[Any, int]] = {}
    for row in rows.filter(subject__in=subjects, state__in=COUNTED).order_by() if subjects else ():
        told = vars(row)
        if standing(told, covers.get(row.pairing_id, ()), years) == "counted":
            mine = (rank(told, row.value), -row.pk)
            best[row.subject] = max(best.get(row.subject, mine), mine)
    return {subject: -number for subject, (_rank, number) in best.items()}


def _records(user: User, observed: Iterable[Observation]) -> dict[Key, Record]:
    """The records of these observations that the user may see."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in observed:
        by_kind[row.kind].append(row.record_id)
    return {
        (code, record.pk): record
        for code, numbers in by_kind.items()
        for record in kind(code)
        .objects.for_user(user)
        .filter(pk__in=numbers)
        .select_related("pairing__east", "pairing__west", "created_by")
    }


def _papers(observed: Iterable[Observation]) -> dict[Key, list[Evidence]]:
    """The valid evidence of these observations' records."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in observed:
        by_kind[row.kind].append(row.record_id)
    papers: dict[Key, list[Evidence]] = defaultdict(list)
    valid = Evidence.objects.unscoped("evidence of rows that are read in scope beside it")
    for code, numbers in by_kind.items():
        for paper in valid.filter(kind=code, record_id__in=numbers, state=Evidence.State.VALID):
            papers[code, paper.record_id].append(paper)
    return papers
