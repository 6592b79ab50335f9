"""Decisions on claims: what they write, who may take them, and that they never trample each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.prefill import prefill
from shanhai.documents.selectors import candidates, claims_of, matches, siblings
from shanhai.documents.services import accept, link, reject, reopen
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, Observation, Pairing, Record, State
from shanhai.ledger.selectors import get_record, receipts, totals
from tests.documents.samples import add_claim, claim_of, make_document
from tests.factories import make_pairing, make_record, make_user


def fresh(claim: DocumentClaim) -> DocumentClaim:
    found: DocumentClaim = DocumentClaim.objects.unscoped("test").get(pk=claim.pk)
    return found


def values(claim: DocumentClaim, also: list[DocumentClaim] | None = None) -> dict[str, Any]:
    """What the review form hands in when nothing is changed in it."""
    filled = prefill(claim, claim.document.pairing, also or [])
    assert filled is not None
    return {**filled.initial, "pairing": claim.document.pairing}


def accepted(actor: User, claim: DocumentClaim, **more: Any) -> Record:
    return accept(actor, claim, values(claim, more.get("also")), **more)


def test_accepting_makes_a_record_with_evidence_and_a_total(document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    record = accepted(east, claim, report=True)
    assert (record.arrived, record.year, record.category) == (Decimal(36_000_000), 2023, "aid")
    assert record.record_source == "review"
    (receipt,) = receipts(east, document.pairing, "fund.aid", "元")
    (evidence,) = receipt.evidence
    assert evidence.quote == document.decoded[evidence.start : evidence.end] == claim.quote
    assert (evidence.document_id, evidence.title) == (document.pk, document.title)
    (total,) = totals(east, document.pairing)
    assert (total.measure, total.value) == ("fund.aid", Decimal(36_000_000))
    after = fresh(claim)
    assert (after.state, after.decided_by, after.record_kind, after.record_id) == (
        "accepted",
        east,
        "fund",
        record.pk,
    )


def test_one_event_becomes_one_record_with_a_piece_of_evidence_for_each_figure(
    document: Document, east: User
) -> None:
    first, second = claim_of(document, "training.sessions"), claim_of(document, "training.trainees")
    record = accepted(east, first, also=[second])
    assert (record.sessions, record.person_times, record.trainees, record.is_summary) == (3, 320, None, True)
    assert {fresh(first).record_id, fresh(second).record_id} == {record.pk}
    assert Evidence.objects.unscoped("test").filter(record_id=record.pk, kind="training").count() == 2


def test_figures_that_belong_in_different_rows_are_not_put_together(document: Document, east: User) -> None:
    teachers, doctors = (
        claim_of(document, "posting.teachers_sent"),
        claim_of(document, "posting.doctors_sent"),
    )
    filled = prefill(teachers, document.pairing, siblings(teachers))
    assert filled is not None
    assert [claim.pk for claim in filled.claims] == [teachers.pk]
    assert doctors in siblings(teachers)
    assert (filled.initial["category"], filled.initial["headcount"]) == ("teacher", 12)


def test_claims_of_two_events_are_not_accepted_as_one(document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    with pytest.raises(LedgerError, match="同一事件"):
        accept(east, claim, values(claim), also=[claim_of(document, "training.sessions")])
    assert fresh(claim).is_open


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("agreement.signed", {"title": "宝山会泽2023年协作协议", "copies": 1, "year": 2023}),
        ("fund.aid", {"arrived": Decimal(36_000_000), "name": "2023年财政援助资金"}),
        ("training.sessions", {"sessions": 3, "is_summary": True, "name": "2023年举办培训"}),
        ("training.trainees", {"person_times": 320, "sessions": None, "category": "mixed"}),
        (
            "posting.doctors_sent",
            {"headcount": 8, "category": "doctor", "direction": "east_to_west", "is_summary": True},
        ),
    ],
)
def test_the_form_is_filled_from_the_declaration(
    document: Document, measure: str, expected: dict[str, Any]
) -> None:
    filled = prefill(claim_of(document, measure), document.pairing)
    assert filled is not None
    assert {name: filled.initial.get(name) for name in expected} == pytest.approx(expected)


def test_a_day_fills_the_date_and_a_bound_the_precision(document: Document) -> None:
    claim = add_claim(
        document,
        "宝山区",
        "visit.person_times",
        12,
        "人次",
        since="2023-06-28",
        until="2023-06-30",
        bound="~",
    )
    filled = prefill(claim, document.pairing)
    assert filled is not None
    assert (filled.initial["started_on"], filled.initial["precision"], filled.initial["person_times"]) == (
        date(2023, 6, 28),
        "~",
        12,
    )


def test_a_period_of_years_is_a_summary_of_the_year_it_reaches(document: Document) -> None:
    claim = add_claim(document, "会泽县", "fund.aid", 5, "元", since="2017", until="")
    filled = prefill(claim, document.pairing)
    assert filled is not None
    assert (filled.initial["year"], filled.initial["is_summary"]) == (2024, True)


def test_without_a_date_the_year_comes_from_the_title_or_from_what_is_told(pairing: Pairing) -> None:
    undated = make_document(pairing, title="2022年协作简报")
    claim = add_claim(undated, "财政帮扶资金3600万元", "fund.aid", 36_000_000, "元", since="", until="")
    assert year_filled(claim) == 2022
    untitled = make_document(pairing, title="协作简报", sha256="e" * 64)
    claim = add_claim(untitled, "财政帮扶资金3600万元", "fund.aid", 36_000_000, "元", since="", until="")
    assert year_filled(claim) is None
    add_claim(untitled, "培训3期", "training.sessions", 3, "期", since="2021-03", until="2021-06")
    add_claim(
        untitled, "教师15名", "posting.teachers_sent", 15, "人", since="2025", until="2025", status="planned"
    )
    assert year_filled(claim) == 2021


def year_filled(claim: DocumentClaim) -> int | None:
    filled = prefill(claim, claim.document.pairing)
    assert filled is not None
    found: int | None = filled.initial.get("year")
    return found


def test_a_part_larger_than_the_whole_belongs_to_another_row(document: Document) -> None:
    whole = add_claim(document, "教师12名", "employment.total", 118, "人", group=9)
    part = add_claim(document, "医生8名", "employment.poor", 1049, "人", group=9)
    filled = prefill(whole, document.pairing, [part])
    assert filled is not None
    assert filled.claims == [whole]
    part.value = Decimal(60)
    filled = prefill(whole, document.pairing, [part])
    assert filled is not None
    assert filled.claims == [whole, part]


def test_a_measure_without_a_kind_cannot_be_accepted(document: Document, east: User) -> None:
    claim = add_claim(document, "会泽县", "meeting.unknown", 1, "次")
    assert prefill(claim, document.pairing) is None
    with pytest.raises(LedgerError, match="暂没有登记"):
        accept(east, claim, {})


def test_what_is_planned_is_not_summed_with_what_is_done(document: Document, east: User) -> None:
    claim = claim_of(document, "posting.teachers_sent", "planned")
    with pytest.raises(LedgerError, match="计划"):
        accepted(east, claim)
    assert fresh(claim).is_open
    accepted(east, claim, already_done=True)
    assert fresh(claim).state == "accepted"


def test_a_wrong_form_saves_nothing(document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    with pytest.raises(LedgerError):
        accept(east, claim, {**values(claim), "name": ""})
    assert fresh(claim).is_open
    assert not kind("fund").objects.unscoped("test").exists()


def test_a_stop_half_way_leaves_nothing(
    document: Document, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claim_of(document, "fund.aid")

    def crash(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shanhai.documents.services.review._decide", crash)
    with pytest.raises(KeyboardInterrupt):
        accepted(east, claim)
    monkeypatch.undo()
    assert fresh(claim).is_open
    for model in (kind("fund"), Evidence, Observation):
        assert not model.objects.unscoped("test").exists()
    assert accepted(east, claim).pk


def test_the_second_reviewer_learns_what_the_first_decided(
    document: Document, east: User, west: User
) -> None:
    claim = claim_of(document, "fund.aid")
    accepted(east, claim)
    for act in (
        lambda: accepted(west, claim),
        lambda: reject(west, claim, reason="重复"),
        lambda: link(west, claim, get_record(west, "fund", fresh(claim).record_id or 0)),
    ):
        with pytest.raises(LedgerError, match=r"已由east于.*已采纳"):
            act()
    assert kind("fund").objects.unscoped("test").count() == 1


def test_linking_backs_a_row_without_changing_it(document: Document, east: User, west: User) -> None:
    record = make_record(kind("fund"), west, document.pairing, category="aid")
    claim = claim_of(document, "fund.aid")
    evidence = link(west, claim, record)
    assert (evidence.record_id, evidence.quote) == (record.pk, claim.quote)
    after = get_record(west, "fund", record.pk)
    assert after.version == record.version
    assert (fresh(claim).state, fresh(claim).record_id) == ("linked", record.pk)


def test_linking_asks_for_the_right_kind_and_a_row_in_force(document: Document, east: User) -> None:
    training = make_record(kind("training"), east, document.pairing)
    claim = claim_of(document, "fund.aid")
    with pytest.raises(LedgerError, match="不登记"):
        link(east, claim, training)
    fund = make_record(kind("fund"), east, document.pairing)
    from shanhai.ledger.services import change_state

    change_state(east, fund, State.VOID, reason="重复")
    with pytest.raises(LedgerError, match="已作废"):
        link(east, claim, fund)
    assert fresh(claim).is_open


def test_a_row_of_another_pair_cannot_be_linked(document: Document, east: User, stranger: User) -> None:
    other = make_record(kind("fund"), stranger, make_pairing("310117", "530629"))
    with pytest.raises(NotAllowed):
        link(east, claim_of(document, "fund.aid"), other)


def test_rejecting_asks_for_a_reason(document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    with pytest.raises(LedgerError, match="原因"):
        reject(east, claim, reason="  ")
    reject(east, claim, reason="不属于本结对")
    assert (fresh(claim).state, fresh(claim).reason) == ("rejected", "不属于本结对")


def test_reopening_takes_the_evidence_out_of_use(document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    record = accepted(east, claim, report=True)
    reopen(east, claim, reason="看错了行")
    assert fresh(claim).is_open
    (evidence,) = Evidence.objects.unscoped("test").filter(record_id=record.pk)
    assert evidence.state == Evidence.State.REJECTED
    assert get_record(east, "fund", record.pk).state == State.REPORTED
    again = link(east, claim, record)
    assert (again.pk, again.state) != (evidence.pk, Evidence.State.REJECTED)


def test_reopening_with_the_record_opens_the_whole_event(document: Document, east: User) -> None:
    first, second = claim_of(document, "training.sessions"), claim_of(document, "training.trainees")
    record = accepted(east, first, also=[second], report=True)
    reopen(east, first, reason="不是本结对的培训", void_record=True)
    assert fresh(first).is_open
    assert fresh(second).is_open
    assert get_record(east, "training", record.pk).state == State.VOID
    assert not Observation.objects.unscoped("test").exists()


def test_an_open_claim_cannot_be_reopened(document: Document, east: User) -> None:
    with pytest.raises(LedgerError, match="待核对"):
        reopen(east, claim_of(document, "fund.aid"), reason="看看")


@pytest.mark.parametrize("role", ["leader", "inspector", ""])
def test_readers_decide_nothing(document: Document, role: str) -> None:
    reader = make_user(f"reader-{role}", role)
    with pytest.raises(NotAllowed):
        reject(reader, claim_of(document, "fund.aid"), reason="不需要")


def test_strangers_decide_nothing(document: Document, stranger: User) -> None:
    claim = claim_of(document, "fund.aid")
    with pytest.raises(NotAllowed):
        reject(stranger, claim, reason="不需要")
    with pytest.raises(NotAllowed):
        accepted(stranger, claim)


def test_a_reviewer_may_reject_but_not_enter_rows(document: Document) -> None:
    reviewer = make_user("reviewer", "reviewer")
    claim = claim_of(document, "fund.aid")
    with pytest.raises(NotAllowed):
        accepted(reviewer, claim)
    reject(reviewer, claim, reason="重复")
    assert fresh(claim).state == "rejected"


def test_every_decision_is_in_the_log(document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    record = accept(east, claim, {**values(claim), "arrived": Decimal(35_000_000)})
    reopen(east, claim, reason="金额不符")
    reject(east, claim, reason="金额不符")
    entries = AuditEntry.objects.filter(object_type="claim", object_id=str(claim.pk)).order_by("id")
    assert [entry.detail["state"] for entry in entries] == [
        ["open", "accepted"],
        ["accepted", "open"],
        ["open", "rejected"],
    ]
    first = entries[0]
    assert first.detail["record"] == f"fund {record.pk}"
    assert first.detail["record_values"] == ["35000000"]
    assert (first.actor, first.pairing_id) == (east, document.pairing_id)


def test_matches_say_whether_the_ledger_has_the_figure(
    document: Document, pairing: Pairing, east: User
) -> None:
    equal = make_record(
        kind("fund"),
        east,
        pairing,
        category="aid",
        year=2023,
        arrived=Decimal(36_000_000),
        paid=None,
        spent=None,
    )
    other = make_record(
        kind("fund"), east, pairing, category="aid", year=2022, arrived=Decimal(100), paid=None, spent=None
    )
    make_record(kind("fund"), east, pairing, category="labour")
    claim = claim_of(document, "fund.aid")
    found = matches(east, claims_of(document))[claim.pk]
    assert [(match.record_id, match.equal, match.in_period) for match in found] == [
        (equal.pk, True, True),
        (other.pk, False, False),
    ]
    assert [candidate.record.pk for candidate in candidates(east, claim)] == [equal.pk, other.pk]


def test_matches_stay_inside_the_scope(document: Document, east: User, stranger: User) -> None:
    unfiled = make_document(None, sha256="f" * 64)
    claim = add_claim(unfiled, "财政帮扶资金3600万元", "fund.aid", 36_000_000, "元")
    make_record(kind("fund"), stranger, make_pairing("310117", "530629"), category="aid")
    assert candidates(east, claim) == []
