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
        "state": st.sampled_from(
            [State.DRAFT, State.REPORTED, State.REPORTED, State.CONFIRMED, State.CONFIRMED, State.RETURNED]
        ),
        # A day of the year after (14: its February) is a slip that the write path lets pass.
        "month": st.sampled_from([None, None, 1, 6, 7, 12, 14]),
        "ends": st.sampled_from([None, None, 2, 14]),
        "place": st.sampled_from(["", "530326", "530326102", "530326204"]),
    }
)


def stored(told: list[dict[str, Any]], pairing: Pairing) -> list[Observation]:
    """Rows as the write path makes them: a summary has no subject, a single row one year."""
    rows = []
    for number, item in enumerate(told, 1):
        unit, rule = MEASURES[item["measure"]]
        day = (
            date(item["year"] + item["month"] // 13, (item["month"] - 1) % 12 + 1, 15)
            if item["month"]
            else None
        )
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


def slow(
    rows: list[Observation], measure: str, day: date, *, only_confirmed: bool = False
) -> tuple[Decimal, Decimal]:
    """What :func:`amounts` should say, row by row, in the words of ledger.totals: value, confirmed part."""
    states = (State.CONFIRMED,) if only_confirmed else (State.REPORTED, State.CONFIRMED)
    rows = [r for r in rows if r.measure == measure and r.state in states]
    stock = MEASURES[measure][1] == "stock"
    if stock:
        rows = [r for r in rows if r.year <= day.year and (not r.date or r.date <= day)]
    else:
        rows = [r for r in rows if r.year == day.year and not (r.is_summary and r.since_year < r.year)]
        rows = [r for r in rows if not r.date or r.date <= day or (day.month, day.day) == (12, 31)]
    covers = [r for r in rows if r.is_summary]
    open_rows = [r for r in rows if stock and not r.subject and not r.until]
    rows = [r for r in rows if not any(stands_for(cover, r) for cover in covers)]
    rows = [r for r in rows if r not in open_rows or not any(replaces(newer, r) for newer in open_rows)]
    by_subject: dict[Any, list[Observation]] = defaultdict(list)
    for r in rows:
        by_subject[r.subject or r.record_id].append(r)
    total = confirmed = Decimal(0)
    for those in by_subject.values():
        newest = max(r.year for r in those)
        if stock:
            those = [r for r in those if r.year == newest and (not r.until or r.until >= day)]
        total += max((r.value for r in those), default=Decimal(0))
        confirmed += max((r.value for r in those if r.state == State.CONFIRMED), default=Decimal(0))
    return total, confirmed


def replaces(newer: Observation, row: Observation) -> bool:
    """That of two stock rows without subject and end the later one tells what the earlier told."""
    return newer.year > row.year and row.place_code.startswith(newer.place_code)


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
                amount = found.get(day, pairing.pk, measure, unit)
                expected = slow(rows, measure, day)
                assert amount.value == expected[0], (measure, day)
                if day == DAYS[0]:  # the first day tells how good its figure is
                    assert amount.confirmed == expected[1], measure
                value = only_confirmed.get(day, pairing.pk, measure, unit).value
                assert value == slow(rows, measure, day, only_confirmed=True)[0], (measure, day)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(observation, max_size=14))
    def test_the_years_end_is_what_the_ledger_says(self, told: list[dict[str, Any]]) -> None:
        """One rule: the table and the total that opens its rows tell the same value and confirmed part."""
        user, pairing = make_user("east"), make_pairing()
        Observation.objects.unscoped("the test's own rows").replace([])
        Observation._base_manager.bulk_create(stored(told, pairing))
        for year in (2022, 2023, 2024):
            day = date(year, 12, 31)
            found = amounts(user, [pairing], [day], MEASURES)
            totals = {total.measure: total for total in totals_of(user, [pairing], year=year)[pairing.pk]}
            for measure, (unit, _rule) in MEASURES.items():
                amount, total = found.get(day, pairing.pk, measure, unit), totals.get(measure)
                said = (total.value, total.confirmed) if total else (0, 0)
                assert (amount.value, amount.confirmed) == said, (measure, year)


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
