"""Totals against a slow reference, and the receipts behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import State
from shanhai.ledger.selectors import Total, receipts, totals
from shanhai.ledger.services import attach_span, change_state, create_record
from shanhai.ledger.totals import shares
from tests.factories import make_pairing, make_user

pytestmark = pytest.mark.django_db


def value(measure: str, unit: str, found: list[Total]) -> Decimal:
    return next(
        (total.value for total in found if (total.measure, total.unit) == (measure, unit)), Decimal(0)
    )


def test_persons_and_person_times_stay_apart() -> None:
    pairing, user = make_pairing(), make_user("east")
    data = {"pairing": pairing, "year": 2024, "name": "班", "category": "cadre"}
    create_record(user, kind("training"), {**data, "trainees": 20, "person_times": 60}, report=True)
    found = totals(user, pairing)
    assert value("training.trainees", "人", found) == 20
    assert value("training.trainees", "人次", found) == 60


def test_goods_of_different_units_stay_apart_and_value_is_not_derived() -> None:
    pairing, user = make_pairing(), make_user("east")
    for quantity, unit in ((28, "台"), (600, "双"), (30, "台")):
        data = {"pairing": pairing, "year": 2018, "donor": "某基金会", "quantity": quantity, "unit": unit}
        create_record(user, kind("donation"), data, report=True)
    found = totals(user, pairing)
    assert value("donation.items", "台", found) == 58
    assert value("donation.items", "双", found) == 600
    assert not [total for total in found if total.measure == "donation.value"]


def test_a_person_in_two_posts_counts_once_and_a_summary_row_stands_for_single_ones() -> None:
    pairing, user = make_pairing(), make_user("east")
    base = {"pairing": pairing, "year": 2024, "category": "doctor"}
    for host in ("县人民医院", "县中医医院"):
        person = {
            "person_name": "王某",
            "birth": "1980-05",
            "host_unit": host,
            "arrived_on": date(2024, 3, 1),
        }
        create_record(user, kind("posting"), {**base, **person}, report=True)
    several = {"headcount": 5, "is_summary": True}
    create_record(user, kind("posting"), {**base, **several}, report=True)
    assert value("posting.doctors_sent", "人", totals(user, pairing)) == 1 + 5
    summary = {"headcount": 37, "is_summary": True, "since_year": 2024}
    create_record(user, kind("posting"), {**base, **summary}, report=True)
    (total,) = totals(user, pairing)
    assert (total.value, total.rows, total.overlap) == (37, 1, 3)
    create_record(user, kind("posting"), {**base, "year": 2023, "headcount": 2}, report=True)
    assert value("posting.doctors_sent", "人", totals(user, pairing)) == 39


def test_a_summary_of_several_years_is_in_no_single_years_total() -> None:
    pairing, user = make_pairing(), make_user("east")
    base = {"pairing": pairing, "name": "财政援助资金", "category": "aid"}
    create_record(user, kind("fund"), {**base, "year": 2017, "arrived": 11750000}, report=True)
    whole = {"year": 2019, "since_year": 2017, "is_summary": True, "arrived": 108140000}
    create_record(user, kind("fund"), {**base, **whole}, report=True)
    (total,) = totals(user, pairing)
    assert (total.value, total.overlap, total.spanning) == (108140000, 1, 0)
    (total,) = totals(user, pairing, year=2017)
    assert (total.value, total.spanning) == (11750000, 0)
    (total,) = totals(user, pairing, year=2019)
    assert (total.value, total.rows, total.spanning) == (0, 0, 1)
    standings = [row.standing for row in receipts(user, pairing, "fund.aid", "元")]
    assert standings == ["counted", "overlap"]


@pytest.mark.parametrize(
    ("since", "summary", "problem"), [(2023, False, "只有汇总行"), (2025, True, "晚于年度")]
)
def test_the_first_year_of_a_summary_is_checked(since: int, summary: bool, problem: str) -> None:
    data = {"pairing": make_pairing(), "year": 2024, "name": "班", "since_year": since, "is_summary": summary}
    with pytest.raises(LedgerError, match=problem):
        create_record(make_user("east"), kind("training"), data)


def test_a_ratio_divides_totals_and_averages_nothing() -> None:
    pairing, user = make_pairing(), make_user("east")
    base = {"pairing": pairing, "year": 2024}
    for name, signed, paid in (("甲公司", 10000000, 9000000), ("乙公司", 1000000, 0)):
        data = {**base, "name": name, "signed_amount": signed, "paid_in": paid, "paid_in_total": paid}
        create_record(user, kind("enterprise"), data, report=True)
    (share,) = shares(kind("enterprise"), totals(user, pairing))
    assert (share.percent, share.part.value, share.whole.value) == (Decimal("81.8"), 9000000, 11000000)
    assert shares(kind("enterprise"), totals(user, pairing, year=2023)) == []


def test_drafts_returned_and_void_rows_do_not_count_but_waiting_ones_are_told() -> None:
    pairing, east, west = make_pairing(), make_user("east"), make_user("west", region="530326")
    data = {"pairing": pairing, "year": 2024, "name": "班", "category": "cadre", "trainees": 10}
    rows = [create_record(east, kind("training"), data, report=index > 0) for index in range(4)]
    change_state(west, rows[1], State.RETURNED, reason="核对")
    change_state(east, rows[2], State.VOID, reason="重复")
    change_state(west, rows[3], State.CONFIRMED)
    total = next(t for t in totals(east, pairing) if t.unit == "人")
    assert (total.value, total.confirmed, total.rows, total.waiting) == (10, 10, 1, 2)


def test_a_total_opens_its_rows_and_their_words() -> None:
    pairing, east = make_pairing(), make_user("east")
    data = {"pairing": pairing, "year": 2024, "name": "班", "category": "cadre", "trainees": 520}
    record = create_record(east, kind("training"), data, report=True)
    attach_span(east, record, document_id=1, title="简报", start=3, end=8, quote="520名", text="520名")
    attach_span(east, record, document_id=1, title="简报", start=3, end=8, quote="520名", text="520名")
    (receipt,) = receipts(east, pairing, "training.trainees", "人", year=2024)
    assert (receipt.record, receipt.value, receipt.counted) == (record, 520, True)
    assert [(paper.start, paper.end, paper.quote) for paper in receipt.evidence] == [(3, 8, "520名")]
    assert receipts(make_user("stranger", region="310117"), pairing, "training.trainees", "人") == []


def test_a_long_receipt_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.ledger.receipts.MOST_SHOWN", 2)
    pairing, east = make_pairing(), make_user("east")
    for year, report in ((2023, True), (2024, False), (2024, True), (2023, False), (2024, True)):
        data = {"pairing": pairing, "year": year, "name": "班", "category": "cadre", "trainees": 1}
        create_record(east, kind("training"), data, report=report)
    seen: list[tuple[int, str]] = []
    after = None
    while page := receipts(east, pairing, "training.trainees", "人", after=after):
        seen += [(receipt.record.year, receipt.standing) for receipt in page]
        after = page[-1].place
    counted = [(2024, "counted"), (2024, "counted"), (2023, "counted")]
    assert seen == [*counted, (2024, "waiting"), (2023, "waiting")]


def test_a_stock_told_year_by_year_is_its_newest_figure() -> None:
    """Public posts name neither person nor end: 340 of 2023 and 360 of 2024 are 360 posts, not 700."""
    pairing, west = make_pairing(), make_user("west", region="530326")
    base = {"pairing": pairing, "destination": "county", "headcount": None}
    rows = [
        create_record(west, kind("employment"), {**base, "year": year, "posts": posts}, report=True)
        for year, posts in ((2022, 300), (2023, 340), (2024, 360))
    ]
    found = {year: totals(west, pairing, year=year) for year in (None, 2022, 2023, 2024, 2025)}
    told = {year: value("employment.public_posts", "个", those) for year, those in found.items()}
    assert told == {None: 360, 2022: 300, 2023: 340, 2024: 360, 2025: 360}
    behind = receipts(west, pairing, "employment.public_posts", "个", year=2024)
    assert [(row.record, row.standing) for row in behind] == [
        (rows[2], "counted"), (rows[1], "repeated"), (rows[0], "repeated"),
    ]  # fmt: skip
    change_state(west, rows[2], State.VOID, reason="重复")
    assert value("employment.public_posts", "个", totals(west, pairing, year=2024)) == 340


def test_a_stock_told_by_place_and_row_by_row() -> None:
    """Rows of one year add up; a later year replaces them at its own place and inside it, not beside it."""
    pairing, west = make_pairing(), make_user("west", region="530326")
    base = {"pairing": pairing, "destination": "county", "headcount": None}

    def total(year: int) -> Decimal:
        return value("employment.public_posts", "个", totals(west, pairing, year=year))

    def enter(year: int, place: str, posts: int, **more: object) -> None:
        data = {**base, "year": year, "place_code": place, "posts": posts, **more}
        create_record(west, kind("employment"), data, report=True)

    enter(2022, "530326102", 10)
    enter(2022, "530326102", 15)
    enter(2022, "530326204", 40)
    assert total(2022) == 10 + 15 + 40
    enter(2023, "530326102", 20)
    assert total(2023) == 20 + 40
    enter(2024, "", 100)
    assert (total(2023), total(2024)) == (60, 100)
    # A row that tells its last day speaks until then, beside what is told year by year.
    enter(2023, "", 7, started_on=date(2023, 3, 1), ended_on=date(2025, 2, 28))
    assert (total(2023), total(2024), total(2025)) == (67, 107, 100)


def test_a_former_confirmed_year_is_no_part_of_a_newer_figure() -> None:
    pairing, user = make_pairing(), make_user("east")
    judge = make_user("judge", role="reviewer", region="310113")
    rows = [
        create_record(
            user,
            kind("workshop"),
            {"pairing": pairing, "year": year, "name": "甲车间", "jobs": jobs},
            report=True,
        )
        for year, jobs in ((2023, 80), (2024, 50))
    ]
    change_state(judge, rows[0], State.CONFIRMED)
    (jobs,) = (total for total in totals(user, pairing, year=2024) if total.measure == "workshop.jobs")
    assert (jobs.value, jobs.confirmed) == (50, 0)
    change_state(judge, rows[1], State.CONFIRMED)
    (jobs,) = (total for total in totals(user, pairing, year=2024) if total.measure == "workshop.jobs")
    assert (jobs.value, jobs.confirmed) == (50, 50)


row = st.tuples(
    st.sampled_from(["甲", "乙", "丙", ""]),
    st.integers(1, 50),
    st.booleans(),
    st.sampled_from([State.DRAFT, State.REPORTED]),
    st.sampled_from([2023, 2024]),
)


class AggregationProperty(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(row, max_size=8))
    def test_distinct_totals_equal_a_slow_reference(
        self, rows: list[tuple[str, int, bool, str, int]]
    ) -> None:
        pairing, user = make_pairing(), make_user("east")
        for name, count, summary, state, year in rows:
            data = {
                "pairing": pairing, "year": year, "category": "doctor", "person_name": name,
                "headcount": count, "is_summary": summary, "since_year": year if summary else None,
            }  # fmt: skip
            create_record(user, kind("posting"), data, report=state == State.REPORTED)
        for year in (None, 2023, 2024):
            counted = [r for r in rows if r[3] == State.REPORTED and year in (None, r[4])]
            summaries = [r for r in counted if r[2]]
            covered = {r[4] for r in summaries}
            single = [r for r in counted if not r[2] and r[4] not in covered]
            alone = sum(r[1] for r in summaries) + sum(r[1] for r in single if not r[0])
            named = {r[0] for r in single if r[0]}
            once = sum(max(r[1] for r in single if r[0] == name) for name in named)
            assert value("posting.doctors_sent", "人", totals(user, pairing, year=year)) == alone + once
