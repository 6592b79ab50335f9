"""Claims against the ledger, documents against each other, rows that count twice, checklists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shanhai.accounts.models import User
from shanhai.assessment.checklists import Standing, filled
from shanhai.assessment.doubles import Sort, doubles
from shanhai.assessment.periods import Period
from shanhai.assessment.reconcile import Verdict, Why, contradictions, reconcile
from shanhai.assessment.services.checklists import mark_item
from shanhai.assessment.services.settle import settle
from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, State
from shanhai.ledger.services import attach_file, create_record
from tests.factories import make_pairing, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def east(db: None) -> User:
    return make_user("east")


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


def enter(user: User, pairing: Pairing, code: str, **values: Any) -> Any:
    return create_record(user, kind(code), {"pairing": pairing, "year": 2024, **values}, report=True)


_numbers = iter(range(1, 10_000))


def claim(pairing: Pairing, measure: str, value: int, unit: str = "人", **told: Any) -> DocumentClaim:
    """A claim as the reader makes it, of a document of its own unless one is given."""
    number = next(_numbers)
    document = told.pop("document", None) or Document.objects.create(
        title=f"简报{number}", sha256=f"{number:064}", size=1, pairing=pairing, published=date(2024, 10, 1),
        state=Document.State.READY,
    )  # fmt: skip
    return DocumentClaim.objects.create(
        document=document, number=number, measure=measure, kind=measure.split(".")[0],
        value=Decimal(value), unit=unit,
        start=0, end=1, quote="一", text_start=0, text_end=1, text="一", group=1,
        **{"since": "2024", "until": "2024", **told},
    )  # fmt: skip


def verdict(user: User, pairing: Pairing, one: DocumentClaim) -> tuple[Verdict, Why | None]:
    (found,) = reconcile(user, pairing, [one])
    return found.verdict, found.why


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        (60, "=", Verdict.EQUAL), (61, "=", Verdict.LOWER), (59, "=", Verdict.HIGHER),
        (60, ">", Verdict.EQUAL), (50, ">", Verdict.HIGHER), (70, ">", Verdict.LOWER),
        (60, "<", Verdict.EQUAL), (70, "<", Verdict.LOWER), (50, "<", Verdict.HIGHER),
        (60, "~", Verdict.EQUAL), (62, "~", Verdict.LOWER), (50, "~", Verdict.HIGHER),
        (100, "~", Verdict.LOWER),
    ],
)  # fmt: skip
def test_figures_and_bounds(east: User, pairing: Pairing, value: int, bound: str, expected: Verdict) -> None:
    """The ledger says 60 in two rows: 60余 is 60 to 69, 近60 is 51 to 60, 约60 is 55 to 65."""
    for number in (40, 20):
        enter(east, pairing, "training", name=f"第{number}班", category="cadre", trainees=number)
    assert verdict(east, pairing, claim(pairing, "training.trainees", value, bound=bound))[0] == expected


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"status": "planned"}, Why.PLANNED),
        ({"unit": "人次"}, Why.UNIT),
        ({"since": "", "until": ""}, Why.OPEN),
        ({"west": "533423"}, Why.OTHER_PLACE),
        ({"west": "530326102"}, Why.PART),
        ({"west": "530300"}, Why.WIDER),
        ({"west": "530326,533423"}, Why.WIDER),
        ({"extra": {"subset": "training.trainees"}}, Why.SUBSET),
        ({"since": "2024-03", "until": "2024-05"}, Why.UNDATED),
    ],
)
def test_what_cannot_be_compared_says_why(
    east: User, pairing: Pairing, told: dict[str, Any], why: Why
) -> None:
    enter(east, pairing, "training", name="班", category="cadre", trainees=40)
    found = verdict(east, pairing, claim(pairing, "training.trainees", 77, **told))
    assert found == (Verdict.INCOMPARABLE, why)


def test_a_summary_that_reaches_beyond_the_claims_years_is_not_compared(east: User, pairing: Pairing) -> None:
    base = {"name": "资金", "category": "aid", "is_summary": True}
    enter(east, pairing, "fund", **base, year=2022, since_year=2017, arrived=108_140_000)
    one = claim(pairing, "fund.aid", 11_750_000, "元", since="2018", until="2018")
    assert verdict(east, pairing, one) == (Verdict.INCOMPARABLE, Why.SPANNING)
    whole = claim(pairing, "fund.aid", 108_140_000, "元", since="2017", until="2022")
    assert verdict(east, pairing, whole) == (Verdict.EQUAL, None)


def test_since_a_year_ends_with_the_publication(east: User, pairing: Pairing) -> None:
    for month, number in ((3, 10), (11, 7)):
        enter(east, pairing, "training", name=f"{month}月班", category="cadre", trainees=number,
              started_on=date(2024, month, 2))  # fmt: skip
    one = claim(pairing, "training.trainees", 10, since="2021", until="")
    assert verdict(east, pairing, one) == (Verdict.EQUAL, None)


def test_a_single_act_equals_its_row_though_the_total_is_more(east: User, pairing: Pairing) -> None:
    for amount in (400_000, 600_000):
        enter(east, pairing, "donation", donor="某企业", value=amount, form="money")
    (found,) = reconcile(east, pairing, [claim(pairing, "donation.value", 400_000, "元")])
    assert found.verdict == Verdict.EQUAL
    assert found.same_row is not None
    assert found.same_row["value"] == 400_000
    assert found.ledger is not None
    assert found.ledger.value == 1_000_000


def test_nothing_in_the_ledger(east: User, pairing: Pairing) -> None:
    assert verdict(east, pairing, claim(pairing, "service.rescues", 300, "人次"))[0] == Verdict.NONE


def test_documents_that_contradict_each_other(pairing: Pairing) -> None:
    first, second = claim(pairing, "project.count", 12, "个"), claim(pairing, "project.count", 14, "个")
    same = claim(pairing, "project.towns", 9, "个"), claim(pairing, "project.towns", 9, "个")
    gifts = claim(pairing, "donation.value", 5, "元"), claim(pairing, "donation.value", 6, "元")
    parts = claim(pairing, "sale.amount", 5, "元"), claim(pairing, "sale.amount", 9, "元")
    more = claim(pairing, "sale.amount", 4, "元", document=parts[1].document)
    (found,) = contradictions([first, second, *same, *gifts, *parts, more])
    assert found.claims == [first, second]


def test_the_same_act_told_by_both_sides_is_found_and_settled(east: User, pairing: Pairing) -> None:
    west = make_user("west", region="530326")
    told = {"name": "资金", "category": "aid", "arrived": 500, "arrived_on": date(2024, 3, 1)}
    mine, theirs = enter(east, pairing, "fund", **told), enter(west, pairing, "fund", **told)
    (found,) = doubles(east, pairing, 2024)
    assert (found.sort, found.excess, {row.pk for row in found.rows}) == (
        Sort.BOTH_SIDES, 500, {mine.pk, theirs.pk},
    )  # fmt: skip
    with pytest.raises(NotAllowed):  # the row of the other side is not ours to void
        settle(east, pairing, found, void=theirs.pk, reason="重复")
    with pytest.raises(LedgerError, match="写明原因"):
        settle(east, pairing, found, void=mine.pk, reason=" ")
    settle(east, pairing, found, void=mine.pk, reason="对方已填")
    mine.refresh_from_db()
    assert mine.state == State.VOID
    assert doubles(east, pairing, 2024) == []


def test_rows_said_to_be_different_are_not_asked_about_again(east: User, pairing: Pairing) -> None:
    for name in ("甲企业", "乙企业"):
        enter(east, pairing, "donation", donor=name, value=500, given_on=date(2024, 3, 1))
    (found,) = doubles(east, pairing, 2024)
    assert found.sort == Sort.SAME_ACT
    settle(east, pairing, found, reason="两家企业同日捐赠")
    assert doubles(east, pairing, 2024) == []
    (again,) = doubles(east, pairing, 2024, decided=True)
    assert again.decision is not None


def test_month_rows_beside_their_year_and_a_summary_that_does_not_say_of_what(
    east: User, pairing: Pairing
) -> None:
    for month, number in ((1, 10), (2, 20), (3, 30)):
        enter(east, pairing, "job_event", name=f"{month}月招聘会", form="fair", posts=number,
              held_on=date(2024, month, 5))  # fmt: skip
    enter(east, pairing, "job_event", name="全年招聘会", form="fair", posts=60)
    (found,) = doubles(east, pairing, 2024)
    assert (found.sort, found.measure, found.excess) == (Sort.PARTS_AND_WHOLE, "job_event.posts", 60)
    enter(east, pairing, "visit", trips=1, direction="east_to_west")
    enter(east, pairing, "visit", trips=20, direction="east_to_west", is_summary=True)
    assert Sort.SUMMARY in {one.sort for one in doubles(east, pairing, 2024)}


def test_ten_haves_with_rows_with_proof_and_without(east: User, pairing: Pairing) -> None:
    row = enter(east, pairing, "agreement", title="协议", copies=1)
    enter(east, pairing, "fund", name="资金", category="aid", arrived=5)
    attach_file(east, row, name="协议.txt", data="协议".encode())
    period = Period.of(2024, 12, "month", date(2024, 12, 31))
    ten = filled(east, [pairing], period)[pairing.pk][0]
    standings = {answer.item.code: answer.standing for answer in ten.answers}
    assert len(standings) == 10
    assert (standings["agreement"], standings["funds"], standings["cadres"]) == (
        Standing.MET, Standing.UNPROVEN, Standing.MISSING,
    )  # fmt: skip
    assert ten.met == 1


def test_items_that_no_ledger_proves_are_answered_with_their_basis(east: User, pairing: Pairing) -> None:
    for item, basis, says in (("agreement", "x", "由台账计算"), ("duty", " ", "写明依据")):
        checklist = "ten_haves" if item == "agreement" else "four_keeps"
        with pytest.raises(LedgerError, match=says):
            mark_item(east, pairing, 2024, checklist, item, satisfied=True, basis=basis)
    mark_item(east, pairing, 2024, "four_keeps", "duty", satisfied=False, basis="领导小组未调整")
    mark_item(east, pairing, 2024, "four_keeps", "duty", satisfied=True, basis="领导小组文件")
    period = Period.of(2024, 12, "month", date(2024, 12, 31))
    keeps = filled(east, [pairing], period)[pairing.pk][-1]
    assert (keeps.met, keeps.answers[0].mark.basis) == (1, "领导小组文件")  # type: ignore[union-attr]
    leader = make_user("leader", role="leader")
    with pytest.raises(NotAllowed):
        mark_item(leader, pairing, 2024, "four_keeps", "duty", satisfied=True, basis="x")


def test_the_reference_case_of_a_person_who_counts_once(east: User, pairing: Pairing) -> None:
    for year in (2023, 2024):
        enter(east, pairing, "posting", year=year, category="doctor", person_name="王某", birth="1980-05")
    one = claim(pairing, "posting.doctors_sent", 1, since="2023", until="2024")
    (found,) = reconcile(east, pairing, [one])
    assert found.ledger is not None
    assert (found.verdict, found.ledger.value) == (Verdict.EQUAL, Decimal(1))
