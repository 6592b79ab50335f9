"""Reading the ledger: totals with their receipts, rows, evidence. Always for a user, never without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Max, Sum, Value, When
from django.http import Http404

from shanhai.accounts.models import User
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.models import Aggregation, Evidence, Observation, Pairing, Record, Region, State
from shanhai.ledger.scope import Scope
from shanhai.ledger.sections import Section
from shanhai.ledger.wording import measure_title
from shanhai.text.lexicon import measures

COUNTED = (State.REPORTED, State.CONFIRMED)
"""States whose rows count. Drafts and returned rows are shown beside the total, not in it."""


@dataclass(slots=True)
class Total:
    """One computed total: a measure in one unit, over the rows that count.

    ``confirmed`` is the part of confirmed rows; ``waiting`` counts rows not yet reported. ``inexact``
    counts rows whose figure is a bound (余, 近, 约): with any, the total is shown as about. ``overlap``
    counts single rows of years that a summary row covers: the summary stands for them.
    ``spanning`` counts summary rows of several years, which no single year's total can hold.
    """

    measure: str
    unit: str
    value: Decimal = Decimal(0)
    confirmed: Decimal = Decimal(0)
    rows: int = 0
    waiting: int = 0
    inexact: int = 0
    overlap: int = 0
    spanning: int = 0
    subjects: dict[str, Decimal] = field(default_factory=dict, repr=False)
    confirmed_subjects: dict[str, Decimal] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        return measure_title(self.measure)

    @property
    def kind(self) -> str:
        return measures()[self.measure]["kind"]

    def add_all(self, groups: list[dict[str, Any]], *, one_year: bool) -> None:
        """Count groups of observations that are alike in everything but their value."""
        covered = [(row["since_year"], row["year"]) for row in groups if _is_cover(row, one_year=one_year)]
        for row in groups:
            standing = _standing(row, covered, one_year=one_year)
            if standing == "counted":
                self._add(row)
            else:
                setattr(self, standing, getattr(self, standing) + row["rows"])

    def _add(self, row: dict[str, Any]) -> None:
        self.rows += row["rows"]
        self.inexact += row["rows"] if row["precision"] != "=" else 0
        self.value += self._gain(row, self.subjects)
        if row["state"] == State.CONFIRMED:
            self.confirmed += self._gain(row, self.confirmed_subjects)

    @staticmethod
    def _gain(row: dict[str, Any], subjects: dict[str, Decimal]) -> Decimal:
        """How much a group adds: its sum, or for a subject met before only what exceeds it."""
        if row["aggregation"] == Aggregation.FLOW or not row["counted_once"]:
            total: Decimal = row["total"]
            return total
        known = subjects.get(row["counted_once"], Decimal(0))
        subjects[row["counted_once"]] = max(known, row["most"])
        return subjects[row["counted_once"]] - known


def _is_cover(row: Mapping[str, Any], *, one_year: bool) -> bool:
    """True for summary rows that count, and so stand for the single rows of their years."""
    spans = row["since_year"] != row["year"]
    return row["is_summary"] and row["state"] in COUNTED and not (one_year and spans)


def _standing(row: Mapping[str, Any], covered: Iterable[tuple[int, int]], *, one_year: bool) -> str:
    """How a row stands to a total: counted, waiting, overlap or spanning (see :class:`Total`)."""
    if row["state"] not in COUNTED:
        return "waiting"
    if row["is_summary"]:
        return "spanning" if one_year and row["since_year"] != row["year"] else "counted"
    return "overlap" if any(first <= row["year"] <= last for first, last in covered) else "counted"


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
    rows = rows.filter(year=year) if year is not None else rows
    rows = rows.filter(measure__in=only) if only else rows
    once = Case(When(aggregation=Aggregation.FLOW, then=Value("")), default=F("subject"))
    columns = ("aggregation", "state", "precision", "is_summary", "year", "since_year", "counted_once")
    alike = rows.annotate(counted_once=once).values("pairing", "measure", "unit", *columns)
    groups: dict[tuple[int, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in alike.annotate(total=Sum("value"), most=Max("value"), rows=Count("pk")).order_by():
        groups[row["pairing"], row["measure"], row["unit"]].append(row)
    found: dict[int, list[Total]] = {number: [] for number in numbers}
    for (number, measure, unit), those in groups.items():
        total = Total(measure, unit)
        total.add_all(those, one_year=year is not None)
        found[number].append(total)
    order = {measure: place for place, measure in enumerate(measures())}
    for listed in found.values():
        listed.sort(key=lambda total: (order[total.measure], total.unit))
    return found


def sections(found: Iterable[Total]) -> dict[Section, list[Total]]:
    """Totals grouped by the assessment section of the kind that yields them, in the sections' order."""
    where = {model.Kind.code: model.Kind.section for model in all_kinds()}
    grouped: dict[Section, list[Total]] = {section: [] for section in Section}
    for total in found:
        grouped[Section(where[total.kind])].append(total)
    return {section: rows for section, rows in grouped.items() if rows}


@dataclass(slots=True)
class Receipt:
    """One row behind a total: the record, what it adds, its evidence.

    ``standing`` says whether it is counted, or why not (see :class:`Total`).
    """

    record: Record
    value: Decimal
    unit: str
    standing: str
    evidence: list[Evidence]

    @property
    def counted(self) -> bool:
        return self.standing == "counted"


def receipts(
    user: User, pairing: Pairing, measure: str, unit: str, *, year: int | None = None
) -> list[Receipt]:
    """The ledger rows behind one total, each with its evidence; rows that do not count come last."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing, measure=measure, unit=unit)
    if year is not None:
        rows = rows.filter(year=year)
    observed = list(rows.order_by("-year", "-date", "-record_id"))
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in observed:
        by_kind[row.kind].append(row.record_id)
    records: dict[tuple[str, int], Record] = {}
    papers: dict[tuple[str, int], list[Evidence]] = defaultdict(list)
    for code, ids in by_kind.items():
        chosen = kind(code).objects.for_user(user).filter(pk__in=ids)
        for record in chosen.select_related("pairing__east", "pairing__west", "created_by"):
            records[code, record.pk] = record
        valid = Evidence.objects.unscoped("evidence of rows read in scope one line above")
        for paper in valid.filter(kind=code, record_id__in=ids, state=Evidence.State.VALID):
            papers[code, paper.record_id].append(paper)
    one_year = year is not None
    alike = [vars(row) for row in observed]
    covered = [(row["since_year"], row["year"]) for row in alike if _is_cover(row, one_year=one_year)]
    found = [
        Receipt(
            records[key], row.value, row.unit, _standing(vars(row), covered, one_year=one_year), papers[key]
        )
        for row in observed
        if (key := (row.kind, row.record_id)) in records
    ]
    return sorted(found, key=lambda receipt: not receipt.counted)


def get_record(user: User, code: str, pk: int) -> Record:
    """One row in the user's scope; 404 when the kind is unknown, the row is foreign or does not exist."""
    try:
        model = kind(code)
    except KeyError:
        raise Http404(code) from None
    rows = model.objects.for_user(user).select_related(
        "pairing__east", "pairing__west", "created_by", "confirmed_by"
    )
    found: Record | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(f"{code} {pk}")
    return found


def evidence_of(record: Record) -> list[Evidence]:
    """All evidence of a row that was read in scope, the rejected pieces last."""
    rows = Evidence.objects.unscoped("evidence of a row read in scope")
    found = rows.filter(kind=record.Kind.code, record_id=record.pk).select_related("added_by")
    return sorted(found, key=lambda paper: (paper.state != Evidence.State.VALID, paper.pk))


def pairings(user: User) -> list[Pairing]:
    """The pairings a user sees, those in force first."""
    found = Pairing.objects.for_user(user).select_related("east", "west__parent", "predecessor")
    return sorted(found, key=lambda pairing: (pairing.until is not None, pairing.east_id, pairing.west_id))


def possible_duplicates(user: User, record: Record) -> list[Record]:
    """Other rows of the kind and pairing with the same natural key, when the key says anything at all."""
    key = {
        name: getattr(record, name) for name in record.Kind.natural_key if name not in record.Kind.sensitive
    }
    if all(value in (None, "") for value in key.values()):
        return []
    rows = type(record).objects.for_user(user).filter(pairing_id=record.pairing_id, year=record.year, **key)
    return list(rows.exclude(pk=record.pk).exclude(state=State.VOID)[:5])


def years(user: User, pairing: Pairing) -> list[int]:
    """The years in which a pairing has rows, newest first."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing)
    return sorted(set(rows.order_by().values_list("year", flat=True).distinct()), reverse=True)


def years_in(user: User, model: type[Record]) -> list[int]:
    """The years in which a kind has rows, newest first."""
    rows = model.objects.for_user(user).order_by()
    return sorted(rows.values_list("year", flat=True).distinct(), reverse=True)


MOST_TOWNED = 3
"""Of more counties than these the townships are offered only for the one that is chosen."""


def places_of(pairings: Iterable[Pairing], chosen: Iterable[str] = ()) -> list[Region]:
    """The western counties of some pairings, each followed by its townships where these are not too many."""
    west = {pairing.west_id: pairing.west for pairing in pairings}
    counties = {code for code, region in west.items() if region.level == Region.Level.COUNTY}
    near = {code[:6] for code in chosen} & counties
    if len(counties) <= MOST_TOWNED:
        near = counties
    towns = Region.objects.filter(parent_id__in=near, until="") if near else ()
    return sorted([*west.values(), *towns], key=lambda place: place.code)


def visible_kinds(user: User) -> list[type[Record]]:
    """The kinds a user may see, in menu order."""
    scope = Scope.of(user)
    return [model for model in all_kinds() if scope.sees_kind(model.Kind.code)]
