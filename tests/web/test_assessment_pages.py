"""The assessment's pages by hand: what a form does, what a page says, what a file holds."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shanhai.assessment.catalogue import catalogue_of
from shanhai.assessment.models import Catalogue, ChecklistMark, DoubleDecision, Target
from shanhai.assessment.target_sheet import targets_workbook
from shanhai.documents.services import ingest
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing
from shanhai.ledger.services import create_record
from tests.factories import make_pairing, make_user

pytestmark = pytest.mark.django_db


def client_of(username: str = "east", **more: Any) -> Client:
    client = Client()
    client.force_login(make_user(username, **more), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def pairing(db: None) -> Pairing:
    pairing = make_pairing()
    data = {"pairing": pairing, "year": 2024, "name": "第一批资金", "category": "aid", "arrived": 15_000_000}
    create_record(make_user("east"), kind("fund"), data, report=True)
    return pairing


def act(client: Client, pairing: Pairing, **data: Any) -> str:
    url = reverse("target_act", args=[pairing.pk])
    return client.post(url, {"year": "2024", **data}, follow=True).content.decode()


def test_a_target_is_typed_in_wan_signed_and_shown_with_a_rate_above_a_hundred(pairing: Pairing) -> None:
    client = client_of()
    assert "已保存" in act(client, pairing, act="set", code="B02", value="1,000", responsible="县财政局")
    target = Target.objects.unscoped("the test reads what it wrote").get()
    assert (target.value, target.responsible) == (10_000_000, "县财政局")
    page = act(client, pairing, act="sign", signed_on="2024-05-20", document="2024年度协议")
    assert "1项目标已记为协议签订" in page
    assert "写明原因" in act(client, pairing, act="set", code="B02", value="1200")
    shown = client.get(reverse("pairing", args=[pairing.pk]), {"year": 2024}).content.decode()
    assert "完成 150.0%" in shown
    table = client.get(reverse("dispatch"), {"year": 2024}).content.decode()
    assert "150.0%" in table
    assert "县财政局" in table


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"act": "set", "code": "B02", "value": "很多"}, "应为数字"),
        ({"act": "set", "code": "B02", "value": "NaN"}, "应为数字"),
        ({"act": "set", "code": "B02", "value": "1e40"}, "应为数字"),
        ({"act": "set", "code": "C01", "value": "1", "due_on": "2024-02-31"}, "没有这一天"),
        ({"act": "set", "code": "Z9", "value": "1"}, "没有“Z9”"),
        ({"act": "claims"}, "请先勾选"),
        ({"act": "import"}, "请选择一个Excel文件"),
        ({"act": "nothing"}, "没有这个操作"),
    ],
)
def test_what_cannot_be_done_is_said(pairing: Pairing, data: dict[str, str], says: str) -> None:
    assert says in act(client_of(), pairing, **data)
    assert not Target.objects.unscoped("asks whether anything was written").exists()


def test_targets_come_out_of_a_workbook_and_of_a_document(pairing: Pairing) -> None:
    user, client = make_user("east"), client_of()
    book = openpyxl.load_workbook(io.BytesIO(targets_workbook(user, pairing, 2024)))
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows(min_row=3)}
    rows["C01"][3].value = 2
    target = io.BytesIO()
    book.save(target)
    file = SimpleUploadedFile("目标.xlsx", target.getvalue())
    assert "目标更新1项" in act(client, pairing, act="import", file=file)
    text = "2024年，宝山区计划向会泽县投入财政援助资金4000万元，计划选派医生8名。"
    ingest(user, name="协议.txt", data=text.encode(), pairing=pairing)
    page = client.get(reverse("targets", args=[pairing.pk]), {"year": 2024})
    ((claim, _line),) = page.context["planned"]
    assert "1条计划数已转为目标" in act(client, pairing, act="claims", claim=str(claim.pk))
    values = dict(Target.objects.unscoped("the test reads what it wrote").values_list("code", "value"))
    assert values == {"C01": 2, "B02": Decimal(40_000_000)}


def test_a_line_opens_its_rows(pairing: Pairing) -> None:
    page = client_of().get(reverse("line", args=[pairing.pk, "B02"]), {"year": 2024}).content.decode()
    assert "第一批资金" in page
    assert "缺佐证" in page
    assert "fund.aid" in page
    # A column of rows and a ratio open theirs too.
    for code in ("B06", "K10", "A08", "F05", "H04"):
        assert client_of().get(reverse("line", args=[pairing.pk, code]), {"year": 2024}).status_code == 200


def test_the_dispatch_table_as_a_file(pairing: Pairing) -> None:
    answer = client_of().get(reverse("dispatch"), {"year": 2024, "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet["A1"].value == "宝山区—会泽县2024年度东西部协作指标调度表"


def test_a_foreign_pairing_in_the_address_does_not_exist(pairing: Pairing) -> None:
    make_pairing("310117", "530629")
    stranger = client_of("stranger", region="310117")
    for name in ("dispatch", "alerts", "unreported", "compare", "map", "screen_data"):
        assert stranger.get(reverse(name), {"pairing": pairing.pk}).status_code == 404


def test_pages_of_a_region_without_pairings_are_empty_not_broken(db: None) -> None:
    client = client_of("lonely", region="310117")
    for name in ("home", "dispatch", "alerts", "unreported", "compare", "map", "screen", "screen_data"):
        assert client.get(reverse(name)).status_code == 200, name


def test_nonsense_in_the_address_counts_as_not_said(pairing: Pairing) -> None:
    for query in ({"year": "二〇二四"}, {"month": "13"}, {"step": "week"}, {"pairing": "x"}, {"code": "Z"}):
        assert client_of().get(reverse("compare"), query).status_code == 200


def test_the_big_screen_and_the_map_say_what_the_tables_say(pairing: Pairing) -> None:
    client = client_of()
    told = client.get(reverse("screen_data"), {"year": 2024}).json()
    assert told["cards"][0] == {"title": "财政援助资金到位", "text": "1500", "unit": "万元", "rate": None}
    assert told["funds"]["series"][0]["data"] == [1500.0]
    page = client.get(reverse("map"), {"year": 2024, "code": "B02"})
    (pair,) = page.context["drawn"]["pairs"]
    assert (pair["east"], pair["west"], pair["value"]) == ("310113", "530326", 1500.0)
    assert "GS(2024)0650号" in page.content.decode()


def test_the_big_screen_keeps_the_strict_policy_but_for_nothing(pairing: Pairing) -> None:
    page = client_of().get(reverse("screen")).content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page


def test_an_administrator_revises_the_catalogue(pairing: Pairing) -> None:
    client = client_of("admin", role="admin", region="")
    current = catalogue_of(2024)
    assert current is not None
    client.post(reverse("catalogue_act", args=[current.pk]), {"act": "revise", "reason": "口径调整"})
    draft = Catalogue.objects.get(state="draft")
    url = reverse("indicator", args=[draft.pk, "C03"])
    line = draft.indicators.get(code="C03")
    names = ("zh", "en", "unit", "direction", "better", "formula", "parent", "source", "definition")
    told = {name: getattr(line, name) or "" for name in names}
    answer = client.post(url, {**told, "formula": "fund.nothing"})
    assert answer.status_code == 422
    assert "没有“fund.nothing”这个计量" in answer.content.decode()
    assert client.post(url, {**told, "weight": "很多"}).status_code == 422
    assert client.post(url, {**told, "weight": "5", "agreement": "on"}).status_code == 302
    assert draft.indicators.get(code="C03").weight == 5
    parameters = {name: item["value"] for name, item in draft.parameters.items()}
    act_url = reverse("catalogue_act", args=[draft.pk])
    client.post(act_url, {"act": "parameters", **parameters, "silent_days": "30"})
    client.post(act_url, {"act": "publish"})
    now = catalogue_of(2024)
    assert now == draft
    assert now.parameter("silent_days") == 30
    coordinator = client_of()
    assert coordinator.post(act_url, {"act": "revise", "reason": "x"}).status_code == 403


def test_a_double_is_settled_and_a_checklist_answered(pairing: Pairing) -> None:
    client, west = client_of(), make_user("west", region="530326")
    told = {"pairing": pairing, "year": 2024, "name": "第二批", "category": "aid", "arrived": 500,
            "arrived_on": date(2024, 3, 1)}  # fmt: skip
    for user in (make_user("east"), west):
        create_record(user, kind("fund"), told, report=True)
    url = reverse("pairing_reconcile", args=[pairing.pk]) + "?year=2024"
    page = client.get(url)
    ((found, _excess, _rows),) = page.context["doubles"]
    settle = reverse("double_settle", args=[pairing.pk]) + "?year=2024"
    client.post(settle, {"key": found.key, "reason": "两笔不同的资金"})
    assert DoubleDecision.objects.unscoped("the test reads what it wrote").get().decision == "different"
    again = client.post(settle, {"key": found.key, "reason": "再来"}, follow=True).content.decode()
    assert "这些记录已处理" in again
    lists = reverse("checklists", args=[pairing.pk]) + "?year=2024"
    client.post(lists, {"checklist": "four_keeps", "item": "duty", "satisfied": "1", "basis": "文件"})
    assert ChecklistMark.objects.unscoped("the test reads what it wrote").get().satisfied
    assert (
        "由台账计算"
        in client.post(
            lists, {"checklist": "ten_haves", "item": "funds", "satisfied": "1", "basis": "x"}, follow=True
        ).content.decode()
    )


def test_json_in_a_page_cannot_end_its_element(pairing: Pairing) -> None:
    region = pairing.west
    region.name = "</script><script>alert(1)</script>"
    region.save()
    page = client_of().get(reverse("map"), {"year": 2024, "code": "B02"}).content.decode()
    assert "</script><script>alert" not in page
    assert json.loads(page.split('id="map-data" type="application/json">')[1].split("</script>")[0])
