"""Totals and receipts against a slow reference that reads the rows themselves, one by one.

Random rows of a flow, a distinct and a stock measure go through the write path: single and summary rows of
one or several years and places, reported, confirmed, returned, void, moved to another pairing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shanhai.accounts.models import User
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.receipts import receipts, receipts_over
from shanhai.ledger.services import change_state, create_record, update_record
from shanhai.ledger.totals import Total, observations_over, totals, totals_over
from tests.factories import make_pairing, make_user

MEASURES = {
    "fund": ("fund.aid", "元", "flow"),
    "posting": ("posting.doctors_sent", "人", "distinct"),
    "workshop": ("workshop.jobs", "人", "stock"),
}
YEARS = (2022, 2023, 2024)
PLACES = ("", "530326102", "530326204")
"""Empty is a place around the others."""

told_row = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted(MEASURES)),
        "year": st.sampled_from(YEARS),
        "back": st.sampled_from([None, None, None, 0, 1, 2]),
        "place": st.sampled_from(PLACES),
        "name": st.sampled_from(["甲", "乙", "丙"]),
        "value": st.integers(1, 90),
        "closed": st.sampled_from([None, None, 0, 1]),
        "second": st.booleans(),
        "acts": st.lists(st.sampled_from(["confirm", "return", "void", "move"]), max_size=2),
        "report": st.sampled_from([True, True, True, False]),
    }
)


class Scene:
    """Two pairings of one eastern district, its people, and the rows entered so far."""

    def __init__(self) -> None:
        self.east: User = make_user("east")
        self.judge: User = make_user("reviewer", role="reviewer", region="310113")
        self.pairs: list[Pairing] = [make_pairing(), make_pairing(west="533423")]
        self.numbers: list[tuple[str, int]] = []

    def enter(self, told: dict[str, Any]) -> None:
        year, summary = told["year"], told["back"] is not None
        data: dict[str, Any] = {
            "pairing": self.pairs[told["second"]], "year": year, "place_code": told["place"],
            "is_summary": summary, "since_year": year - told["back"] if summary else None,
        }  # fmt: skip
        if told["kind"] == "fund":
            data |= {"name": told["name"], "category": "aid", "arrived": Decimal(told["value"])}
        elif told["kind"] == "posting":
            data |= {"person_name": told["name"], "category": "doctor", "headcount": told["value"]}
        else:
            closed = date(year + told["closed"], 6, 1) if told["closed"] is not None else None
            data |= {"name": told["name"], "jobs": told["value"], "closed_on": closed}
        record = create_record(self.east, kind(told["kind"]), data, report=told["report"])
        for act in told["acts"]:
            record = self.act(record, act)
        self.numbers.append((told["kind"], record.pk))

    def act(self, record: Record, act: str) -> Record:
        """One more thing done with a row, where its state allows it."""
        if record.state == State.VOID or (act in ("confirm", "return") and record.state != State.REPORTED):
            return record
        if act == "move":
            other = self.pairs[record.pairing_id == self.pairs[0].pk]
            return update_record(self.east, record, {"pairing": other}, reason="归错结对")
        to = {"confirm": State.CONFIRMED, "return": State.RETURNED, "void": State.VOID}[act]
        return change_state(self.east if act == "void" else self.judge, record, to, reason="核对")

    def rows(self, code: str) -> list[Record]:
        return [
            kind(name).objects.for_user(self.east).get(pk=pk) for name, pk in self.numbers if name == code
        ]


def counts(row: Record) -> bool:
    return row.state in (State.REPORTED, State.CONFIRMED)


def value_of(row: Any) -> Decimal:
    return Decimal(
        row.arrived if row.Kind.code == "fund" else getattr(row, "headcount", getattr(row, "jobs", 0))
    )


def subject_of(row: Any) -> Any:
    """What counts once: a named doctor, a workshop; everything else is a subject of its own."""
    if row.Kind.code == "fund" or row.is_summary:
        return row.pk
    return row.person_name if row.Kind.code == "posting" else row.name


def covered(row: Any, covers: Iterable[Any]) -> bool:
    """True when a counted summary of the same pairing stands for the row."""
    mine = (row.since_year or row.year, row.year, row.place_code)
    for other in covers:
        extent = (other.since_year, other.year, other.place_code)
        years = extent[0] <= (mine[0] if row.is_summary else row.year) and row.year <= extent[1]
        place = extent[2] == "" or mine[2] == extent[2]
        if other.pk != row.pk and other.pairing_id == row.pairing_id and years and place:
            if row.is_summary and extent == mine:
                continue
            return True
    return False


def replaced(row: Any, others: Iterable[Any]) -> bool:
    """True when a later row without subject and end tells the stock of the same place, or around it."""
    return any(
        other.pairing_id == row.pairing_id
        and other.year > row.year
        and other.place_code in ("", row.place_code)
        for other in others
    )


def slow(rows: list[Any], rule: str, year: int | None) -> Decimal:
    """The total of these rows, of whatever pairings."""
    rows = [row for row in rows if counts(row)]
    if year is not None:
        rows = [row for row in rows if row.year == year or (rule == "stock" and row.year < year)]
        if rule != "stock":
            rows = [row for row in rows if not row.is_summary or row.since_year == year]
    covers = [row for row in rows if row.is_summary]
    told_by_year = [row for row in covers if rule == "stock" and row.closed_on is None]
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        if not covered(row, covers) and not (row in told_by_year and replaced(row, told_by_year)):
            groups[subject_of(row)].append(row)
    total = Decimal(0)
    for those in groups.values():
        if rule == "stock":
            newest = max(row.year for row in those)
            those = [row for row in those if row.year == newest]
            if year is not None:
                those = [row for row in those if row.closed_on is None or row.closed_on >= date(year, 12, 31)]
        total += max((value_of(row) for row in those), default=Decimal(0))
    return total


def one_of(found: list[Total], measure: str) -> Decimal:
    return next((total.value for total in found if total.measure == measure), Decimal(0))


class AgainstTheSlowReference(TestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(told_row, max_size=9))
    def test_totals_and_their_receipts(self, told: list[dict[str, Any]]) -> None:
        scene = Scene()
        for item in told:
            scene.enter(item)
        for code, (measure, unit, rule) in MEASURES.items():
            rows = scene.rows(code)
            for pairing in scene.pairs:
                own = [row for row in rows if row.pairing_id == pairing.pk]
                for year in (None, *YEARS):
                    expected = slow(own, rule, year)
                    assert one_of(totals(scene.east, pairing, year=year), measure) == expected
                    behind = receipts(scene.east, pairing, measure, unit, year=year)
                    assert sum((row.value for row in behind if row.counted), Decimal(0)) == expected
            self.of_the_list(scene, code, slow(rows, rule, None))

    def of_the_list(self, scene: Scene, code: str, expected: Decimal) -> None:
        """The totals under the list of a kind, over both pairings, and the rows they open."""
        measure, unit, _rule = MEASURES[code]
        observed = observations_over(scene.east, Listing.read(scene.east, kind(code), QueryDict("")).rows())
        assert one_of(totals_over(observed), measure) == expected
        behind = receipts_over(scene.east, observed.filter(measure=measure, unit=unit), None)
        assert sum((row.value for row in behind if row.counted), Decimal(0)) == expected
