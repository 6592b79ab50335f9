"""Reading the ledger: totals with their receipts, rows, evidence. Always for a user, never without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import Http404

from shanhai.accounts.models import User
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.models import Aggregation, Evidence, Observation, Pairing, Record, State
from shanhai.ledger.scope import Scope
from shanhai.ledger.sections import Section
from shanhai.text.lexicon import measures

COUNTED = (State.REPORTED, State.CONFIRMED)
"""States whose rows count. Drafts and returned rows are shown beside the total, not in it."""


@dataclass(slots=True)
class Total:
    """One computed total: a measure in one unit, over the rows that count.

    ``confirmed`` is the part of confirmed rows, ``waiting`` counts rows not yet reported (not in the value).
    ``inexact`` counts rows whose figure is a bound (余, 近, 约): with any, the total is shown as about.
    """

    measure: str
    unit: str
    value: Decimal = Decimal(0)
    confirmed: Decimal = Decimal(0)
    rows: int = 0
    waiting: int = 0
    inexact: int = 0
    summaries: int = 0
    subjects: dict[str, Decimal] = field(default_factory=dict, repr=False)
    confirmed_subjects: dict[str, Decimal] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        return measures()[self.measure]["zh"]

    @property
    def kind(self) -> str:
        return measures()[self.measure]["kind"]

    def add(self, row: dict[str, Any]) -> None:
        """Count one observation by the rule of its measure; one subject counts once."""
        if row["state"] not in COUNTED:
            self.waiting += 1
            return
        self.rows += 1
        self.inexact += row["precision"] != "="
        self.summaries += row["is_summary"]
        confirmed = row["state"] == State.CONFIRMED
        self.value += self._gain(row, self.subjects)
        if confirmed:
            self.confirmed += self._gain(row, self.confirmed_subjects)

    @staticmethod
    def _gain(row: dict[str, Any], subjects: dict[str, Decimal]) -> Decimal:
        """How much a row adds: its value, or for a subject met before only what exceeds it."""
        value: Decimal = row["value"]
        if row["aggregation"] != Aggregation.DISTINCT or not row["subject"]:
            return value
        known = subjects.get(row["subject"], Decimal(0))
        subjects[row["subject"]] = max(known, value)
        return subjects[row["subject"]] - known


def totals(user: User, pairing: Pairing, *, year: int | None = None) -> list[Total]:
    """Totals of every measure of one pairing, for one year or for all years, in one query.

    Persons and person-times, and goods of different units, stay apart: a total has one unit.
    """
    rows = Observation.objects.for_user(user).filter(pairing=pairing)
    if year is not None:
        rows = rows.filter(year=year)
    found: dict[tuple[str, str], Total] = {}
    columns = ("measure", "unit", "value", "state", "precision", "is_summary", "aggregation", "subject")
    for row in rows.values(*columns):
        key = (row["measure"], row["unit"])
        found.setdefault(key, Total(*key)).add(row)
    order = list(measures())
    return sorted(found.values(), key=lambda total: (order.index(total.measure), total.unit))


def sections(found: Iterable[Total]) -> dict[Section, list[Total]]:
    """Totals grouped by the assessment section of the kind that yields them, in the sections' order."""
    where = {model.Kind.code: model.Kind.section for model in all_kinds()}
    grouped: dict[Section, list[Total]] = {section: [] for section in Section}
    for total in found:
        grouped[Section(where[total.kind])].append(total)
    return {section: rows for section, rows in grouped.items() if rows}


@dataclass(slots=True)
class Receipt:
    """One row behind a total: the record, what it adds, its evidence."""

    record: Record
    value: Decimal
    unit: str
    counted: bool
    evidence: list[Evidence]


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
    found = [
        Receipt(records[key], row.value, row.unit, row.state in COUNTED, papers[key])
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
    key = {name: getattr(record, name) for name in record.Kind.natural_key}
    if all(value in (None, "") for value in key.values()):
        return []
    rows = type(record).objects.for_user(user).filter(pairing_id=record.pairing_id, year=record.year, **key)
    return list(rows.exclude(pk=record.pk).exclude(state=State.VOID)[:5])


def years(user: User, pairing: Pairing) -> list[int]:
    """The years in which a pairing has rows, newest first."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def visible_kinds(user: User) -> list[type[Record]]:
    """The kinds a user may see, in menu order."""
    scope = Scope.of(user)
    return [model for model in all_kinds() if scope.sees_kind(model.Kind.code)]
