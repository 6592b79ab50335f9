"""Progress, row by row by hand: other units, 其中, persons twice, stocks, summaries, ranks, warnings."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from shanhai.accounts.models import User
from shanhai.assessment.alerts import Rule, alerts, warned_board
from shanhai.assessment.behind import rows_behind
from shanhai.assessment.dispatch_sheet import dispatch_workbook
from shanhai.assessment.models import Indicator
from shanhai.assessment.periods import Period
from shanhai.assessment.progress import Board, Line, board, summed
from shanhai.assessment.reporting import reports
from shanhai.assessment.services.targets import set_target, sign_targets
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, State
from shanhai.ledger.services import attach_file, change_state, create_record
from tests.factories import make_pairing, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 31)


def enter(user: User, pairing: Pairing, code: str, **values: Any) -> Any:
    return create_record(user, kind(code), {"pairing": pairing, "year": 2024, **values}, report=True)


def table(user: User, *pairings: Pairing, month: int = 12, step: str = "month", **more: Any) -> Board:
    found = board(user, pairings, Period.of(2024, month, step, TODAY), **more)
    assert found is not None
    return found


def line(user: User, pairing: Pairing, code: str, **more: Any) -> Line:
    found = table(user, pairing, **more).line(pairing, code)
    assert found is not None
    return found


@pytest.fixture
def east(db: None) -> User:
    return make_user("east")


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


def test_before_new_and_done_by_month_and_quarter(east: User, pairing: Pairing) -> None:
    for month, amount in ((2, 10), (5, 20), (6, 30), (7, 40)):
        enter(
            east,
            pairing,
            "fund",
            name="资金",
            category="aid",
            arrived=amount,
            arrived_on=date(2024, month, 3),
        )
    told = line(east, pairing, "B02", month=6)
    assert (told.before, told.new, told.done) == (30, 30, 60)
    told = line(east, pairing, "B02", month=6, step="quarter")
    assert (told.before, told.new, told.done) == (10, 50, 60)
    told = line(east, pairing, "B02", month=1)
    assert (told.before, told.done) == (None, None)


def test_rates_above_a_hundred_gap_rank_and_sum(east: User, pairing: Pairing) -> None:
    other = make_pairing(west="533423")
    for where, amount, goal in ((pairing, 150, 100), (other, 30, 100)):
        enter(east, where, "fund", name="资金", category="aid", arrived=amount, arrived_on=date(2024, 3, 3))
        set_target(east, where, 2024, "B02", Decimal(goal))
    found = table(east, pairing, other)
    first, second = found.line(pairing, "B02"), found.line(other, "B02")
    assert first is not None
    assert second is not None
    assert (first.rate, first.gap, first.rank) == (150, 0, (1, 2))
    assert (second.rate, second.gap, second.rank) == (30, 70, (2, 2))
    together = {one.indicator.code: one for one in summed(found)}
    assert (together["B02"].done, together["B02"].goal, together["B02"].rate) == (180, 200, 90)
    # The ratio of the sums, not the mean of 150 % and 30 %.
    assert together["B05"].done == 90


def test_persons_and_person_times_parts_and_persons_in_two_courses(east: User, pairing: Pairing) -> None:
    enter(east, pairing, "training", name="班", category="cadre", trainees=20, person_times=60)
    for host in ("县人民医院", "县中医医院"):
        enter(
            east, pairing, "posting", category="doctor", person_name="王某", birth="1980-05", host_unit=host
        )
    enter(east, pairing, "posting", category="teacher", person_name="李某", birth="1985-01")
    west = make_user("west", region="530326")
    for household in ("poor", "ordinary"):
        enter(
            west, pairing, "employment", person_name=household, household_type=household, destination="county"
        )
    values = {code: line(east, pairing, code).done for code in ("C08", "C08P", "C03", "E01", "E02", "E04")}
    assert values == {"C08": 60, "C08P": 20, "C03": 2, "E01": 2, "E02": 1, "E04": 2}


def test_a_stock_is_what_is_valid_on_the_day(east: User, pairing: Pairing) -> None:
    for name, closed in (("甲", None), ("乙", date(2024, 5, 5)), ("丙", date(2025, 2, 1))):
        enter(
            east, pairing, "workshop", year=2022, name=f"{name}车间", workshops=1, jobs=10,
            recognised_on=date(2022, 3, 1), closed_on=closed,
        )  # fmt: skip
    assert [line(east, pairing, "E08", month=month).done for month in (4, 6)] == [3, 2]
    assert line(east, pairing, "E08J").last_year == 30


def test_a_stock_told_year_by_year_opens_its_newest_rows(east: User, pairing: Pairing) -> None:
    rows = [
        enter(east, pairing, "employment", year=year, destination="county", headcount=None, posts=posts)
        for year, posts in ((2023, 340), (2024, 360))
    ]
    found = table(east, pairing)
    told = found.line(pairing, "E07")
    assert told is not None
    assert (told.done, told.last_year) == (360, 340)
    behind = rows_behind(east, pairing, told.indicator, found)
    assert [(row.record_id, row.value) for row in behind] == [(rows[1].pk, 360)]


def test_rows_of_a_summary_are_not_added_to_it(east: User, pairing: Pairing) -> None:
    base = {"name": "资金", "category": "aid", "level": "district"}
    enter(east, pairing, "fund", **base, arrived=10)
    enter(east, pairing, "fund", **base, arrived=25, is_summary=True, since_year=2024)
    told = line(east, pairing, "B02")
    assert (told.done, told.amount.rows) == (25, 1)
    assert line(east, pairing, "B03").done == 25


def test_ratios_have_their_own_denominator(east: User, pairing: Pairing) -> None:
    for stage, started, nature in (
        ("completed", date(2024, 2, 1), "new"), ("building", date(2024, 3, 1), "continued"),
        ("approved", None, "new"), ("ended", None, "new"),
    ):  # fmt: skip
        done = date(2024, 9, 1) if stage == "completed" else None
        enter(
            east, pairing, "project", name=f"{stage}项目", category="industry", stage=stage, nature=nature,
            started_on=started, completed_on=done, aid=100, total=100, projects=1,
        )  # fmt: skip
    values = {code: line(east, pairing, code).done for code in ("K01", "K02", "K03", "K04", "B08")}
    assert values == {
        "K01": 3, "K02": Decimal("66.67"), "K03": 50, "K04": 0, "B08": 100,
    }  # fmt: skip
    assert line(east, pairing, "K05").done is None


def test_confirmed_only_and_the_shares(east: User, pairing: Pairing) -> None:
    west = make_user("west", region="530326")
    rows = [
        enter(east, pairing, "fund", name=f"第{n}批", category="aid", arrived=n * 10) for n in range(1, 5)
    ]
    change_state(west, rows[3], State.CONFIRMED)
    attach_file(east, rows[0], name="凭证.txt", data="到账凭证".encode())
    told = line(east, pairing, "B02")
    assert (told.done, told.confirmed_share, told.evidence_share) == (100, 40, 25)
    assert line(east, pairing, "B02", confirmed_only=True).done == 40
    assert line(east, pairing, "B03", confirmed_only=True).done is None


def test_a_county_that_was_paired_anew_keeps_its_history_apart(east: User, pairing: Pairing) -> None:
    former = make_pairing(east="310117", since=date(2016, 10, 1), until=date(2021, 4, 30), west="530326")
    other = make_user("former", region="310117")
    enter(other, former, "fund", name="资金", category="aid", arrived=99)
    enter(east, pairing, "fund", name="资金", category="aid", arrived=1)
    assert line(east, pairing, "B02").done == 1
    west = make_user("west", region="530326")
    assert [one.done for one in (line(west, former, "B02"), line(west, pairing, "B02"))] == [99, 1]


def test_warnings_tell_what_is_behind_unproven_and_unsigned(east: User, pairing: Pairing) -> None:
    enter(east, pairing, "fund", name="资金", category="aid", arrived=30, paid=10, spent=5)
    set_target(east, pairing, 2024, "B02", Decimal(100))
    found = alerts(east, table(east, pairing), TODAY)
    told = {(alert.rule, alert.indicator.code if alert.indicator else "") for alert in found}
    assert told == {
        (Rule.BEHIND, "B02"), (Rule.SPENDING, "B06S"), (Rule.EVIDENCE, "B02"), (Rule.UNSIGNED, ""),
    }  # fmt: skip
    behind = next(alert for alert in found if alert.rule == Rule.BEHIND)
    assert (behind.figure, behind.limit, behind.owner) == (30, 90, "财政局、农业农村局")
    sign_targets(east, pairing, 2024, signed_on=date(2024, 5, 1), document="协议")
    assert Rule.UNSIGNED not in {alert.rule for alert in alerts(east, table(east, pairing), TODAY)}
    # Halfway through the year 30 % of a target is not yet ten points behind 40 %.
    early = alerts(east, table(east, pairing, month=4), date(2024, 4, 30))
    assert Rule.BEHIND not in {alert.rule for alert in early}


def test_the_small_table_of_the_home_page_warns_of_the_same(east: User, pairing: Pairing) -> None:
    enter(east, pairing, "fund", name="资金", category="aid", arrived=30, paid=10, spent=5)
    for code in ("B02", "A02"):
        set_target(east, pairing, 2024, code, Decimal(100))
    whole = table(east, pairing)
    small = warned_board(east, [pairing], whole.period)
    assert small is not None
    assert len(small.lines[pairing.pk]) < len(whole.lines[pairing.pk])
    found = alerts(east, small, TODAY, of_rows=False)
    assert found == alerts(east, whole, TODAY)
    assert "A02" in {alert.indicator.code for alert in found if alert.indicator}


def test_who_has_not_reported(east: User, pairing: Pairing) -> None:
    row = enter(east, pairing, "training", name="班", category="cadre", trainees=3)
    create_record(east, kind("meeting"), {"pairing": pairing, "year": 2024, "name": "会", "category": "talk"})
    found = reports(east, [pairing], row.created_at.year, row.created_at.month)
    counts = {
        (one.side, model.Kind.code): count
        for one in found.rows
        for model, count in zip(found.kinds, one.counts, strict=True)
        if count
    }
    assert counts == {("east", "training"): 1}  # a draft is no report
    assert [one.missing for one in found.rows] == [len(found.kinds) - 1, len(found.kinds)]


def test_the_workbook_says_what_the_screen_says(east: User, pairing: Pairing) -> None:
    enter(east, pairing, "fund", name="=1+1", category="aid", arrived=1_500_000)
    set_target(east, pairing, 2024, "B02", Decimal(1_000_000))
    other = make_pairing(west="533423")
    data = dispatch_workbook(table(east, pairing, other))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["汇总", "宝山区—会泽县", "宝山区—维西傈僳族自治县"]
    rows = {row[1].value: [cell.value for cell in row] for row in book["宝山区—会泽县"].iter_rows(min_row=4)}
    assert rows["B02"][2:10] == ["财政援助资金到位", None, "万元", 100, 150, 0, 150, 150]
    assert rows["B02"][16] == "目标未签"


def test_every_line_of_every_frame_is_computed(east: User, pairing: Pairing) -> None:
    """No formula of the files fails on any year, on rows or without."""
    for year in (2018, 2022, 2024):
        found = board(east, [pairing], Period.of(year, 12, "month", TODAY))
        assert found is not None
        lines = {line.indicator.code for line in found.lines[pairing.pk]}
        assert lines == set(
            Indicator.objects.filter(catalogue=found.catalogue).values_list("code", flat=True)
        )


@pytest.mark.parametrize(
    ("year", "month", "step", "day", "before"),
    [
        (2023, 0, "month", date(2023, 12, 31), date(2023, 11, 30)),
        (2024, 2, "month", date(2024, 2, 29), date(2024, 1, 31)),
        (2024, 1, "month", date(2024, 1, 31), None),
        (2024, 5, "quarter", date(2024, 6, 30), date(2024, 3, 31)),
        (2024, 12, "month", date(2024, 12, 31), date(2024, 11, 30)),
    ],
)
def test_periods(year: int, month: int, step: str, day: date, before: date | None) -> None:
    period = Period.of(year, month, step, TODAY)
    assert (period.day, period.before) == (day, before)


def test_the_running_year_ends_today_and_a_leap_day_has_a_year_before() -> None:
    assert Period.of(2024, 12, "month", date(2024, 3, 5)).day == date(2024, 3, 5)
    assert Period(date(2024, 2, 29)).last_year == date(2023, 2, 28)
    assert Period(date(2024, 12, 31)).passed == 100
