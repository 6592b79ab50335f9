"""Targets: set, revised with a reason, signed, taken over from a document, out to Excel and in again."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from shanhai.accounts.models import User
from shanhai.assessment.models import Target
from shanhai.assessment.services.targets import (
    line_of_claim,
    set_remarks,
    set_target,
    sign_targets,
    targets_from_claims,
)
from shanhai.assessment.target_sheet import import_targets, targets_workbook
from shanhai.documents.models import DocumentClaim
from shanhai.documents.services import ingest
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.models import Pairing
from tests.factories import make_pairing, make_user

pytestmark = pytest.mark.django_db
MILLION = Decimal(1_000_000)


@pytest.fixture
def east(db: None) -> User:
    return make_user("east")


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


def test_a_revision_keeps_the_old_value_its_reason_and_its_paper(east: User, pairing: Pairing) -> None:
    target = set_target(east, pairing, 2024, "B02", 30 * MILLION)
    set_target(east, pairing, 2024, "B02", 33 * MILLION)  # a draft needs no reason
    sign_targets(east, pairing, 2024, signed_on=date(2024, 9, 10), document="2024年协议")
    with pytest.raises(LedgerError, match="写明原因"):
        set_target(east, pairing, 2024, "B02", 35 * MILLION)
    set_target(east, pairing, 2024, "B02", 35 * MILLION, reason="追加资金", document="补充协议")
    target.refresh_from_db()
    assert (target.value, target.state, target.signed_on) == (35 * MILLION, "draft", None)
    told = [(r.value / MILLION, r.state, r.reason, r.document) for r in target.revisions.all()]
    assert told == [
        (30, "draft", "", ""),
        (33, "draft", "", ""),
        (33, "signed", "协议签订", "2024年协议"),
        (35, "draft", "追加资金", "补充协议"),
    ]


def test_saying_the_same_again_writes_nothing(east: User, pairing: Pairing) -> None:
    target = set_target(east, pairing, 2024, "C01", Decimal(2))
    set_target(east, pairing, 2024, "C01", Decimal(2))
    assert target.revisions.count() == 1


@pytest.mark.parametrize(
    ("year", "code", "value", "says"),
    [(2024, "Z99", 1, "没有“Z99”"), (1890, "C01", 1, "年度应在"), (2024, "C01", -1, "不小于0")],
)
def test_nonsense_is_refused(
    east: User, pairing: Pairing, year: int, code: str, value: int, says: str
) -> None:
    with pytest.raises(LedgerError, match=says):
        set_target(east, pairing, year, code, Decimal(value))


@pytest.mark.parametrize(
    ("role", "region"), [("department", "310113"), ("leader", "310113"), ("coordinator", "310117")]
)
def test_only_coordinators_and_reviewers_of_the_pair_set_targets(
    pairing: Pairing, role: str, region: str
) -> None:
    with pytest.raises(NotAllowed):
        set_target(make_user("other", role=role, region=region), pairing, 2024, "C01", Decimal(1))
    assert not Target.objects.unscoped("asks whether anything was written").exists()


def test_signing_asks_for_day_and_paper_and_for_something_to_sign(east: User, pairing: Pairing) -> None:
    with pytest.raises(LedgerError, match="没有待签"):
        sign_targets(east, pairing, 2024, signed_on=date(2024, 5, 1), document="协议")
    set_target(east, pairing, 2024, "C01", Decimal(2))
    with pytest.raises(LedgerError, match="签订日期"):
        sign_targets(east, pairing, 2024, signed_on=None, document="协议")
    with pytest.raises(LedgerError, match="协议名称"):
        sign_targets(east, pairing, 2024, signed_on=date(2024, 5, 1), document=" ")


def test_planned_claims_become_targets_in_one_step(east: User, pairing: Pairing) -> None:
    text = "2024年，宝山区计划向会泽县投入财政援助资金4000万元，计划选派医生8名。"
    document = ingest(east, name="协议.txt", data=text.encode(), pairing=pairing).document
    claims = list(DocumentClaim.objects.for_user(east).filter(document=document, status="planned"))
    fund = [claim for claim in claims if claim.measure == "fund.aid"]
    (target,) = targets_from_claims(east, pairing, fund, year=2024)
    assert (target.code, target.value) == ("B02", 40 * MILLION)
    assert (target.document_id, target.claim_id) == (document.pk, fund[0].pk)
    # Doctors are only a part of the professionals' line: taking them for it would be wrong.
    doctors = next(claim for claim in claims if claim.measure == "posting.doctors_sent")
    assert line_of_claim(doctors, 2024) is None
    with pytest.raises(LedgerError, match="没有对应的指标"):
        targets_from_claims(east, pairing, [doctors], year=2024)


def test_a_workbook_comes_back_unchanged_and_changes_what_was_changed(east: User, pairing: Pairing) -> None:
    set_target(east, pairing, 2024, "B02", 30 * MILLION)
    set_remarks(east, pairing, 2024, "B02", responsible="财政局")
    data = targets_workbook(east, pairing, 2024)
    result = import_targets(east, pairing, 2024, "目标.xlsx", data)
    assert (result.changed, result.same, result.problems) == (0, 1, [])
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=3):
        if row[0].value == "B02":
            row[3].value = 3300
        elif row[0].value == "C01":
            row[3].value = 2
    target = io.BytesIO()
    book.save(target)
    result = import_targets(east, pairing, 2024, "目标.xlsx", target.getvalue())
    assert (result.changed, result.problems) == (2, [])
    values = dict(Target.objects.for_user(east).values_list("code", "value"))
    assert values == {"B02": 33 * MILLION, "C01": 2}


def test_a_wrong_line_stops_the_whole_workbook_and_is_named(east: User, pairing: Pairing) -> None:
    book = openpyxl.load_workbook(io.BytesIO(targets_workbook(east, pairing, 2024)))
    sheet = book.worksheets[0]
    sheet.cell(3, 4).value = 5
    sheet.cell(4, 4).value = "很多"
    sheet.cell(5, 1).value = "Z9"
    sheet.cell(6, 4).value = "NaN"
    sheet.cell(7, 4).value = "1e40"
    target = io.BytesIO()
    book.save(target)
    result = import_targets(east, pairing, 2024, "目标.xlsx", target.getvalue())
    wrong = [(4, "number"), (5, "indicator"), (6, "number"), (7, "number")]
    assert [(p.row, p.code) for p in result.problems] == wrong
    assert not Target.objects.for_user(east).exists()
    sheet.cell(1_048_576, 16_384).value = "billions of cells, of which this is the last"
    huge = io.BytesIO()
    book.save(huge)
    for data, says in ((b"no workbook", "没有找到表头"), (b"", "空的"), (huge.getvalue(), "太大")):
        with pytest.raises(LedgerError, match=says):
            import_targets(east, pairing, 2024, "目标.xlsx", data)
