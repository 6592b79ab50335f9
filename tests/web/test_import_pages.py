"""Importing a workbook on the site: preview, confirmation, the rows that stayed out."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shanhai.ledger.derive.import_jobs import run
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportBatch, ImportJob, Pairing
from shanhai.ledger.services import update_record
from tests.factories import make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db
URL = "/records/training/import/"


@pytest.fixture
def pairing() -> Pairing:
    return make_pairing()


def login(username: str = "east", region: str = "310113") -> Client:
    client = Client()
    client.force_login(
        make_user(username, region=region), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def office_sheet(*rows: list[object]) -> bytes:
    """A sheet as an office would write it: aliases, other order, merged title, totals and signature lines."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "2024年度培训台账"
    sheet.merge_cells("A1:G1")
    sheet.append(["填报单位：宝山区"])
    sheet.append(["序号", "培训名称", "开班日期", "培训人数", "经费（元）", "培训类别", "年份"])
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    sheet.append(["合计", "", "", 100, "", "", ""])
    sheet.append(["填报人：张某", "", "", "审核人："])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


GOOD = ["教师研修班", "2024年3月5日", "４０", 35000, "专技人才", ""]
BAD = ["医护进修班", "三月", "四十", 1, "不知道", 2024]


def post(client: Client, data: bytes, **more: str) -> str:
    pairing = Pairing.objects.unscoped("test").get()
    file = SimpleUploadedFile("培训.xlsx", data)
    return client.post(URL, {"pairing": pairing.pk, "file": file, **more}).content.decode()


def test_preview_writes_nothing_then_confirmation_imports(pairing: Pairing) -> None:
    client, training = login(), kind("training")
    body = post(client, office_sheet(GOOD, BAD), report="1")
    assert training.objects.unscoped("test").count() == 0
    assert re.search(r"<b>1</b><span>行新增", body)
    assert re.search(r"<b>1</b><span>行有误", body)
    for words in ("“开班日期”“三月” 不是日期", "“培训人数”“四十” 应填数字", "“培训类别”“不知道” 没有这一项"):
        assert words in body
    token = re.search(r'name="token" value="([^"]+)"', body)
    assert token is not None
    form = {"pairing": pairing.pk, "token": token.group(1), "confirm": "1", "report": "1"}
    assert client.post(URL, form).status_code == 422
    record = training.objects.unscoped("test").get()
    assert (record.name, record.trainees, record.cost, record.year, record.state) == (
        "教师研修班",
        40,
        35000,
        2024,
        "reported",
    )
    batch = ImportBatch.objects.unscoped("test").get()
    assert (batch.added, batch.wrong) == (1, 1)
    mended = client.get(reverse("import_wrong", args=[batch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(mended.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[4]][:3] == [2, "医护进修班", "三月"]
    assert "不是日期" in sheet[4][7].value


def test_the_wrong_rows_workbook_can_be_mended_and_imported(pairing: Pairing) -> None:
    client = login()
    token = re.search(r'name="token" value="([^"]+)"', post(client, office_sheet(GOOD, BAD)))
    assert token is not None
    client.post(URL, {"pairing": pairing.pk, "token": token.group(1), "confirm": "1"})
    batch = ImportBatch.objects.unscoped("test").get()
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("import_wrong", args=[batch.pk])).content))
    assert book.active is not None
    for column, value in ((3, "2024-04-01"), (4, 40), (6, "专技人才")):
        book.active.cell(4, column, value)
    target = io.BytesIO()
    book.save(target)
    body = post(client, target.getvalue())
    assert re.search(r"<b>1</b><span>行新增", body)
    assert re.search(r"<b>0</b><span>行有误", body)


def test_an_equal_file_has_nothing_to_import(pairing: Pairing) -> None:
    client = login()
    make_record(kind("training"), make_user("east"), pairing)
    rows = kind("training").objects.unscoped("test")
    body = post(client, workbook(kind("training"), rows, pairing=pairing))
    assert "没有需要导入的行" in body


def test_a_token_of_somebody_else_or_a_changed_one_is_refused(pairing: Pairing) -> None:
    token = re.search(r'name="token" value="([^"]+)"', post(login(), office_sheet(GOOD)))
    assert token is not None
    for client, text in ((login("west", "530326"), token.group(1)), (login(), token.group(1) + "x")):
        response = client.post(URL, {"pairing": pairing.pk, "token": text, "confirm": "1"})
        assert response.status_code == 422
        assert "预览已过期" in response.content.decode()
    assert kind("training").objects.unscoped("test").count() == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "文件是空的"), (b"\xd0\xcf\x11\xe0 not a workbook", "打不开"), (office_sheet()[:200], "打不开")],
)
def test_files_that_cannot_be_read_are_told(pairing: Pairing, data: bytes, message: str) -> None:
    assert message in post(login(), data)


def test_imports_of_other_pairs_are_not_shown(pairing: Pairing) -> None:
    client = login()
    token = re.search(r'name="token" value="([^"]+)"', post(client, office_sheet(GOOD, BAD)))
    assert token is not None
    client.post(URL, {"pairing": pairing.pk, "token": token.group(1), "confirm": "1"})
    batch = ImportBatch.objects.unscoped("test").get()
    assert "培训.xlsx" in client.get("/imports/").content.decode()
    stranger = login("stranger", "310117")
    assert "培训.xlsx" not in stranger.get("/imports/").content.decode()
    assert stranger.get(reverse("import_wrong", args=[batch.pk])).status_code == 404


def imported(client: Client) -> ImportBatch:
    token = re.search(r'name="token" value="([^"]+)"', post(client, office_sheet(GOOD)))
    assert token is not None
    pairing = Pairing.objects.unscoped("test").get(east_id="310113")
    client.post(URL, {"pairing": pairing.pk, "token": token.group(1), "confirm": "1"})
    return ImportBatch.objects.unscoped("test").get()


def test_an_import_is_taken_back_from_its_page(pairing: Pairing) -> None:
    client = login()
    url = reverse("import_batch", args=[imported(client).pk])
    assert "撤回这次导入" in client.get(url).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 422
    body = client.post(url, {"reason": "导错了"}, follow=True).content.decode()
    assert "已撤回：作废1行，恢复0行" in body
    assert "撤回这次导入" not in body
    assert kind("training").objects.unscoped("test").get().state == "void"
    assert "已撤回" in client.get("/imports/").content.decode()


def test_what_stands_in_the_way_is_a_link_to_the_row(pairing: Pairing) -> None:
    client = login()
    url = reverse("import_batch", args=[imported(client).pk])
    record = kind("training").objects.unscoped("test").get()
    update_record(make_user("east"), record, {"note": "后来改的"})
    response = client.post(url, {"reason": "导错了"})
    assert response.status_code == 422
    assert f'href="{record.get_absolute_url()}"' in response.content.decode()


def test_who_does_not_write_there_is_not_offered_to_take_it_back(pairing: Pairing) -> None:
    url = reverse("import_batch", args=[imported(login()).pk])
    leader = Client()
    leader.force_login(
        make_user("leader", role="leader"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert "撤回这次导入" not in leader.get(url).content.decode()
    assert leader.post(url, {"reason": "试试"}).status_code == 422
    assert kind("training").objects.unscoped("test").get().state == "draft"


def test_a_file_of_several_kinds(pairing: Pairing) -> None:
    client = login()
    make_record(kind("training"), make_user("east"), pairing)
    make_record(kind("visit"), make_user("east"), pairing)
    file = SimpleUploadedFile("全部.xlsx", client.get(f"/pairings/{pairing.pk}/export.xlsx").content)
    body = client.post("/imports/new/", {"pairing": pairing.pk, "file": file}).content.decode()
    assert "与台账完全相同" in body
    assert re.search(r"培训班次台账</th>(<td[^>]*>\d+</td>){2}<td[^>]*>1</td>", body)
    template = openpyxl.load_workbook(io.BytesIO(client.get("/imports/template.xlsx").content))
    assert {"填报说明", "培训班次台账", "财政援助资金台账"} <= set(template.sheetnames)


def test_a_big_file_goes_to_the_background(
    pairing: Pairing, queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shanhai.web.views.sheets.BIG_FILE", 100)
    client = login()
    file = SimpleUploadedFile("大表.xlsx", office_sheet(GOOD, BAD))
    response = client.post(URL, {"pairing": pairing.pk, "file": file})
    url = response["Location"]
    job = ImportJob.objects.unscoped("test").get()
    assert url == reverse("import_job", args=[job.pk])
    assert "等待后台处理" in client.get(url).content.decode()
    assert "大表.xlsx" in client.get("/imports/").content.decode()
    run(job.pk)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    body = client.get(url).content.decode()
    assert re.search(r"<b>1</b><span>行新增", body)
    assert "“培训人数”“四十” 应填数字" in body
    colleague = login("west", "530326")
    assert 'name="confirm"' not in colleague.get(url).content.decode()
    assert client.post(url, {"confirm": "1"})["Location"] == url
    assert "等待后台处理" in client.get(url).content.decode()
    run(job.pk)
    body = client.get(url).content.decode()
    assert "1 行有误" in body
    assert "下载有误的行" in body
    assert kind("training").objects.unscoped("test").count() == 1
    assert client.post(url, {"confirm": "1"}).status_code == 422
