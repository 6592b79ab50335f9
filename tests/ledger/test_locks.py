"""A locked period takes no entry, change or move by any way, until a reviewer opens it for a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shanhai.accounts.models import AuditEntry
from shanhai.ledger.derive.sheet_import import import_workbook
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import State
from shanhai.ledger.services import change_state, lift_lock, lock_period, update_record
from tests.factories import make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db


def test_nothing_is_written_into_a_locked_year_by_any_way() -> None:
    pairing, east, west = make_pairing(), make_user("east"), make_user("west", region="530326")
    reviewer = make_user("reviewer", role="reviewer")
    record = make_record(
        kind("training"), east, pairing, started_on=date(2024, 3, 1), ended_on=date(2024, 3, 5)
    )
    rows = kind("training").objects.for_user(east)
    sheet = workbook(kind("training"), rows, pairing=pairing)
    lock = lock_period(reviewer, pairing, 2024, reason="年度考核")
    for attempt in (
        lambda: update_record(east, record, {"note": "改"}),
        lambda: update_record(east, record, {"year": 2023}),
        lambda: change_state(west, record, State.CONFIRMED),
        lambda: make_record(kind("training"), east, pairing),
    ):
        with pytest.raises(LedgerError, match="已锁定"):
            attempt()
    update_record(east, make_record(kind("training"), east, pairing, year=2023), {"note": "别的年度可以改"})
    other = make_record(kind("training"), east, pairing, year=2022)
    with pytest.raises(LedgerError, match="已锁定"):
        update_record(east, other, {"year": 2024})
    result = import_workbook(east, kind("training"), pairing, "表.xlsx", sheet)
    assert (result.same, result.problems) == (1, [])
    with pytest.raises(LedgerError, match="原因"):
        lift_lock(reviewer, lock, reason="")
    lift_lock(reviewer, lock, reason="更正数字")
    assert update_record(east, record, {"note": "解锁后可以改"}).note == "解锁后可以改"
    assert AuditEntry.objects.filter(action=AuditEntry.Action.LOCK).count() == 2


def test_an_import_into_a_locked_year_says_so_for_each_row() -> None:
    pairing, east = make_pairing(), make_user("east")
    make_record(kind("training"), east, pairing)
    sheet = workbook(kind("training"), kind("training").objects.for_user(east), pairing=pairing)
    other = make_pairing("310117", "530629")
    lock_period(make_user("other_reviewer", role="reviewer", region="310117"), other, 2024)
    result = import_workbook(make_user("other", region="310117"), kind("training"), other, "表.xlsx", sheet)
    assert (result.added, [problem.code for problem in result.problems]) == (0, ["locked"])


def test_a_month_of_one_kind_may_be_locked_alone() -> None:
    pairing, east = make_pairing(), make_user("east")
    lock_period(make_user("reviewer", role="reviewer"), pairing, 2024, month=3, kind="training")
    dates = {"started_on": date(2024, 3, 1), "ended_on": date(2024, 3, 2)}
    with pytest.raises(LedgerError, match="2024年3月已锁定"):
        make_record(kind("training"), east, pairing, **dates)
    make_record(kind("visit"), east, pairing, **dates)
    make_record(kind("training"), east, pairing, started_on=date(2024, 4, 1), ended_on=date(2024, 4, 2))


def test_only_reviewers_of_the_pair_lock_and_once() -> None:
    pairing, reviewer = make_pairing(), make_user("reviewer", role="reviewer")
    for user in (
        make_user("east"),
        make_user("far", role="reviewer", region="310117"),
        make_user("boss", role="leader"),
    ):
        with pytest.raises(NotAllowed):
            lock_period(user, pairing, 2024)
    lock_period(reviewer, pairing, 2024)
    with pytest.raises(LedgerError, match="已经锁定"):
        lock_period(reviewer, pairing, 2024)
    with pytest.raises(LedgerError, match="年度或月份"):
        lock_period(reviewer, pairing, 2024, month=13)


def test_an_announced_lock_binds_from_its_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    pairing, east, reviewer = make_pairing(), make_user("east"), make_user("reviewer", role="reviewer")
    record = make_record(kind("training"), east, pairing)
    lock_period(reviewer, pairing, 2024, from_day=timezone.localdate() + timedelta(days=3), reason="年终")
    update_record(east, record, {"note": "还可以改"})
    with pytest.raises(LedgerError, match="预告锁定"):
        lock_period(reviewer, pairing, 2024)
    day = timezone.localdate() + timedelta(days=3)
    monkeypatch.setattr("shanhai.ledger.services.locks.timezone.localdate", lambda: day)
    with pytest.raises(LedgerError, match="已锁定"):
        update_record(east, record, {"note": "不能再改"})
    with pytest.raises(LedgerError, match="没有这类台账"):
        lock_period(reviewer, pairing, 2023, kind="nothing")
