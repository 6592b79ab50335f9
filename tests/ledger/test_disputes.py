"""The other side states its own figure; the owner takes it over or keeps its own, and says why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shanhai.accounts.models import AuditEntry, User
from shanhai.ledger.disputes import disputes_of, has_open_dispute
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Dispute, Record, State
from shanhai.ledger.services import (
    accept_dispute,
    change_state,
    keep_figure,
    lock_period,
    raise_dispute,
    update_record,
    withdraw_dispute,
)
from tests.factories import make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db
WHY = "签到表为45人"
FIGURES = {"trainees": 40, "person_times": 80, "poor_trainees": 10, "employed": 5, "planned": 40}


@pytest.fixture
def record() -> Record:
    return make_record(kind("training"), make_user("east"), make_pairing(), **FIGURES)


@pytest.fixture
def west() -> User:
    return make_user("west", region="530326")


def test_both_figures_are_shown_until_the_owner_takes_the_other_one_over(record: Record, west: User) -> None:
    change_state(west, record, State.CONFIRMED)
    dispute = raise_dispute(west, record, "trainees", 45, reason=WHY)
    (shown,) = disputes_of(record)
    assert (shown.title, shown.stated, shown.figure, shown.is_open) == ("实训人数", "40", "45", True)
    assert list(kind("training").objects.for_user(west).filter(has_open_dispute(kind("training")))) == [
        record
    ]
    changed = accept_dispute(make_user("east"), record, dispute)
    assert (changed.trainees, changed.state, changed.changed_since_confirmed) == (45, State.REPORTED, 1)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.settled_by) == (Dispute.State.ACCEPTED, make_user("east"))
    reasons = AuditEntry.objects.filter(object_id=str(record.pk)).values_list("action", "reason")
    assert ("change", f"采纳对方异议：{WHY}") in reasons
    assert ("dispute", WHY) in reasons


def test_the_owner_may_keep_its_figure_for_a_reason(record: Record, west: User) -> None:
    dispute = raise_dispute(west, record, "trainees", 45, reason=WHY)
    with pytest.raises(LedgerError, match="理由"):
        keep_figure(make_user("east"), record, dispute, reason=" ")
    keep_figure(make_user("east"), record, dispute, reason="5人只旁听")
    record.refresh_from_db()
    assert (record.trainees, disputes_of(record)[0].dispute.answer) == (40, "5人只旁听")
    with pytest.raises(LedgerError, match="已经了结"):
        accept_dispute(make_user("east"), record, dispute)


def test_a_disputed_row_is_not_confirmed_and_a_void_one_has_no_open_dispute(
    record: Record, west: User
) -> None:
    dispute = raise_dispute(west, record, "trainees", 45, reason=WHY)
    with pytest.raises(LedgerError, match="未了结的异议"):
        change_state(west, record, State.CONFIRMED)
    withdraw_dispute(west, record, dispute)
    assert change_state(west, record, State.CONFIRMED).state == State.CONFIRMED
    raise_dispute(west, record, "trainees", 45, reason=WHY)
    change_state(make_user("east"), record, State.VOID, reason="重复")
    assert not any(one.is_open for one in disputes_of(record))


def test_only_the_other_side_disputes_and_only_the_owner_answers(record: Record, west: User) -> None:
    strangers = [
        make_user("east"),
        make_user("reviewer", role="reviewer"),
        make_user("leader", role="leader", region="530326"),
        make_user("inspector", role="inspector", region="530326"),
        make_user("far", region="310117"),
        make_user("upper", region="530000"),
    ]
    for user in strangers[:-1]:
        with pytest.raises(NotAllowed):
            raise_dispute(user, record, "trainees", 45, reason=WHY)
    dispute = raise_dispute(strangers[-1], record, "trainees", 45, reason=WHY)
    for user in (west, *strangers[1:]):
        with pytest.raises(NotAllowed):
            keep_figure(user, record, dispute, reason="不改")
    with pytest.raises(NotAllowed):
        withdraw_dispute(make_user("east"), record, dispute)


@pytest.mark.parametrize(
    ("field", "figure", "message"),
    [
        ("trainees", 40, "与台账相同"),
        ("trainees", -1, "大于或等于"),
        ("poor_trainees", 41, "实训人数"),
        ("state", "confirmed", "不能提出异议"),
        ("name", "", "不能为空"),
    ],
)
def test_a_figure_the_owner_could_not_enter_is_refused(
    record: Record, west: User, field: str, figure: object, message: str
) -> None:
    with pytest.raises(LedgerError, match=message):
        raise_dispute(west, record, field, figure, reason=WHY)


def test_personal_data_and_locked_rows_are_not_disputed(west: User) -> None:
    posting = make_record(kind("posting"), make_user("east"), make_pairing(), phone="13812345678")
    with pytest.raises(LedgerError, match="不能提出异议"):
        raise_dispute(west, posting, "phone", "13987654321", reason=WHY)
    lock_period(make_user("reviewer", role="reviewer"), make_pairing(), 2024)
    with pytest.raises(LedgerError, match="已锁定"):
        raise_dispute(west, posting, "headcount", 2, reason=WHY)


def test_one_open_dispute_a_value_and_money_keeps_its_unit(west: User) -> None:
    fund = make_record(kind("fund"), make_user("east"), make_pairing(), arrived=Decimal(400000))
    raise_dispute(west, fund, "arrived", Decimal(380000), reason="到账回单38万元")
    assert [(one.stated, one.figure) for one in disputes_of(fund)] == [("40", "38")]
    with pytest.raises(LedgerError, match="未了结"):
        raise_dispute(west, fund, "arrived", Decimal(390000), reason="又一个")
    # The owner may also type the figure in; accepting then only settles the dispute.
    update_record(make_user("east"), fund, {"arrived": Decimal(380000)})
    (shown,) = disputes_of(fund)
    accept_dispute(make_user("east"), fund, shown.dispute)
    assert not disputes_of(fund)[0].is_open
