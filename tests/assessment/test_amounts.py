"""Amounts on a day against a slow reference, and against the totals of the pair page."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shanhai.accounts.models import User
from shanhai.assessment.amounts import amounts
from shanhai.ledger.models import Observation, Pairing
from shanhai.ledger.models.record import State
from shanhai.ledger.totals import totals_of
from tests.factories import make_pairing, make_user

MEASURES = {
    "fund.aid": ("元", "flow"),
    "posting.doctors_sent": ("人", "distinct"),
    "workshop.jobs": ("人", "stock"),
}
DAYS = (date(2024, 6, 30), date(2024, 12, 31), date(2023, 12, 31), date(2024, 1, 31))

observation = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(sorted(MEASURES)),
        "value": st.integers(0, 5000).map(lambda cents: Decimal(cents) / 4),
        "year": st.integers(2022, 2024),
        "back": st.integers(0, 2),
        "is_summary": st.booleans(),
        "subject": st.sampled_from(["", "甲", "乙"]),
        "state": st.sampled_from([State.DRAFT, State.REPORTED, State.CONFIRMED, State.RETURNED]),
        "month": st.sampled_from([None, 1, 6, 7, 12]),
        "ends": st.sampled_from([None, None, 2, 14]),
        "place": st.sampled_from(["", "", "530326102", "530326204"]),
    }
)


def stored(told: list[dict[str, Any]], pairing: Pairing) -> list[Observation]:
    """Rows as the write path makes them: a summary has no subject, a single row one year."""
    rows = []
    for number, item in enumerate(told, 1):
        unit, rule = MEASURES[item["measure"]]
        day = date(item["year"], item["month"], 15) if item["month"] else None
        until = None
        if rule == "stock" and item["ends"]:
            until = date(item["year"] + item["ends"] // 12, item["ends"] % 12 or 12, 20)
        rows.append(
            Observation(
                measure=item["measure"], unit=unit, aggregation=rule, value=item["value"], year=item["year"],
                since_year=item["year"] - (item["back"] if item["is_summary"] else 0), date=day, until=until,
                subject="" if item["is_summary"] or rule == "flow" else item["subject"],
                place_code=item["place"],
                state=item["state"], is_summary=item["is_summary"], kind="fund", record_id=number,
                pairing=pairing,
            )
        )  # fmt: skip
    return rows


def slow(rows: list[Observation], measure: str, day: date, *, confirmed: bool = False) -> Decimal:
    """What :func:`amounts` should say, row by row, in the words of ledger.totals."""
    states = (State.CONFIRMED,) if confirmed else (State.REPORTED, State.CONFIRMED)
    rows = [r for r in rows if r.measure == measure and r.state in states and (not r.date or r.date <= day)]
    stock = MEASURES[measure][1] == "stock"
    if stock:
        rows = [r for r in rows if r.year <= day.year]
    else:
        rows = [r for r in rows if r.year == day.year and not (r.is_summary and r.since_year < r.year)]
    covers = [r for r in rows if r.is_summary]
    rows = [r for r in rows if not any(stands_for(cover, r) for cover in covers)]
    groups: dict[Any, list[Observation]] = defaultdict(list)
    for r in rows:
        groups[r.subject or r.record_id].append(r)
    total = Decimal(0)
    for those in groups.values():
        newest = max(r.year for r in those)
        if stock:
            those = [r for r in those if r.year == newest and (not r.until or r.until >= day)]
        total += max((r.value for r in those), default=Decimal(0))
    return total


def stands_for(cover: Observation, row: Observation) -> bool:
    """That a summary covers a row: of its years and place, and not just as wide as itself."""
    if not row.place_code.startswith(cover.place_code):
        return False
    if not row.is_summary:
        return cover.since_year <= row.year <= cover.year
    inside = cover.since_year <= row.since_year and row.year <= cover.year
    return inside and (row.since_year, row.year, row.place_code) != (
        cover.since_year, cover.year, cover.place_code,
    )  # fmt: skip


class AgainstTheSlowReference(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(observation, max_size=14))
    def test_all_rules_and_days(self, told: list[dict[str, Any]]) -> None:
        user, pairing = make_user("east"), make_pairing()
        Observation.objects.unscoped("the test's own rows").replace([])
        rows = stored(told, pairing)
        Observation._base_manager.bulk_create(rows)
        found = amounts(user, [pairing], DAYS, MEASURES)
        only_confirmed = amounts(user, [pairing], DAYS, MEASURES, confirmed_only=True)
        for measure, (unit, _rule) in MEASURES.items():
            for day in DAYS:
                value = found.get(day, pairing.pk, measure, unit).value
                assert value == slow(rows, measure, day), (measure, day)
                value = only_confirmed.get(day, pairing.pk, measure, unit).value
                assert value == slow(rows, measure, day, confirmed=True), (measure, day)
            self.same_as_totals(user, pairing, measure, found.get(DAYS[1], pairing.pk, measure, unit).value)

    def same_as_totals(self, user: User, pairing: Pairing, measure: str, value: Decimal) -> None:
        totals = totals_of(user, [pairing], year=2024, only=[measure])[pairing.pk]
        assert sum((total.value for total in totals), Decimal(0)) == value


@pytest.mark.django_db
def test_nothing_foreign_is_summed() -> None:
    pairing = make_pairing()
    told = {"measure": "fund.aid", "value": Decimal(5), "year": 2024, "back": 0, "is_summary": False,
            "subject": "", "state": State.REPORTED, "month": None, "ends": None, "place": ""}  # fmt: skip
    Observation._base_manager.bulk_create(stored([told], pairing))
    day = date(2024, 12, 31)
    assert (
        amounts(make_user("own"), [pairing], [day], ["fund.aid"]).get(day, pairing.pk, "fund.aid", "元").value
        == 5
    )
    stranger = make_user("stranger", region="310117")
    assert amounts(stranger, [pairing], [day], ["fund.aid"]).by_day[day] == {}
