"""万元 against 元: what is doubted, and what is not."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.test import Client

from shanhai.ledger.derive.sheet_import import import_workbook, preview
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.magnitude import Usual, doubts
from shanhai.ledger.models import Pairing, Record
from tests.factories import make_pairing, make_record, make_user, sample_data

WAN = Decimal(10_000)


def training(cost: str) -> Record:
    return kind("training")(name="教师研修班", year=2024, cost=Decimal(cost))


def usual(*costs: str) -> Usual:
    found = Usual(kind("training"))
    found.learn(training(cost) for cost in costs)
    return found


NORMAL = ("32000", "48000", "55000", "61000", "118000", "160000")


@pytest.mark.parametrize(
    ("cost", "doubted"),
    [
        ("45000", False), ("3000", False), ("900000", False), ("5800000", False),
        ("450000000", True), ("550000000", True), ("3200000000", True),
        ("12.5", True), ("0.5", True), ("20000000000", True),
    ],
)  # fmt: skip
def test_a_training_course_beside_former_ones(cost: str, doubted: bool) -> None:
    assert bool(doubts(training(cost), usual(*NORMAL))) is doubted


def test_too_few_former_figures_say_nothing() -> None:
    assert doubts(training("450000000"), usual(*NORMAL[:4])) == []


def test_sums_that_do_occur_are_not_doubted() -> None:
    assert doubts(training("450000000"), usual(*NORMAL, "400000000", "380000000")) == []
    assert doubts(training("450000000"), usual(*NORMAL, "450000000"))


def test_figures_of_one_row_are_compared() -> None:
    fund = kind("fund")
    row = fund(name="援助资金", year=2024, agreed=2400 * WAN, issued=2400 * WAN, spent=Decimal(2400))
    [doubt] = doubts(row)
    assert doubt.field == "spent"
    assert "支出金额0.24万元" in doubt.message
    assert "2400万元" in doubt.message
    assert (
        doubts(fund(name="援助资金", year=2024, agreed=2400 * WAN, issued=2400 * WAN, spent=12 * WAN)) == []
    )


def test_rows_of_every_kind_that_are_right_are_not_doubted() -> None:
    for model in all_kinds():
        figures = dict.fromkeys(model.Kind.money_fields, 35 * WAN)
        assert doubts(model(year=2024, **(sample_data(model, 1) | figures))) == []


def sheet(header: str, *costs: float) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet()
    page.write_row(0, 0, ["班次名称", "类别", "开始日期", "期数", header])
    for number, cost in enumerate(costs, 1):
        page.write_row(number, 0, [f"第{number}班", "党政干部", "2024-03-05", 1, cost])
    book.close()
    return target.getvalue()


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


def test_the_header_without_its_unit_is_doubted_at_preview_and_let_in(pairing: Pairing) -> None:
    east, model = make_user("east"), kind("training")
    for cost in NORMAL:
        make_record(model, east, pairing, cost=Decimal(cost))
    data = sheet("经费", 35000, 42000)
    found = preview(east, [model], pairing, "表.xlsx", data)
    assert found.doubtful == 2
    assert "35000万元" in found.rows[0].doubts[0].message
    assert preview(east, [model], pairing, "表.xlsx", sheet("经费（元）", 35000, 42000)).doubtful == 0
    assert import_workbook(east, model, pairing, "表.xlsx", data).added == 2


def test_the_first_file_is_its_own_measure(pairing: Pairing) -> None:
    data = sheet("经费（万元）", 3.2, 4.8, 5.5, 6.1, 11.8, 16, 35000)
    found = preview(make_user("east"), [kind("training")], pairing, "表.xlsx", data)
    assert [planned.row.number for planned in found.rows if planned.doubts] == [8]


def test_the_page_and_the_form_say_it(pairing: Pairing) -> None:
    east, model = make_user("east"), kind("training")
    for cost in NORMAL:
        make_record(model, east, pairing, cost=Decimal(cost))
    client = Client()
    client.force_login(east, backend="django.contrib.auth.backends.ModelBackend")
    upload = io.BytesIO(sheet("经费", 35000))
    upload.name = "表.xlsx"
    body = client.post("/records/training/import/", {"pairing": pairing.pk, "file": upload}).content.decode()
    assert "有 1 行的金额可能差一万倍" in body
    form = {
        "pairing": pairing.pk,
        "year": 2024,
        "name": "新班",
        "category": sample_data(model, 1)["category"],
        "sessions": 1,
        "cost": "35000",
        "precision": "=",
    }
    body = client.post("/records/training/new/", form, follow=True).content.decode()
    assert "相差约一万倍" in body
    assert model.objects.for_user(east).filter(name="新班").exists()
