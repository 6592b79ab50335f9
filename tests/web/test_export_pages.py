"""Files that a list gives: the rows, order and columns of the screen, the print form, the log."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.test import Client

from shanhai.accounts.models import AuditEntry
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ListSetting, Pairing
from tests.factories import make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing() -> Pairing:
    pairing = make_pairing()
    east = make_user("east", unit_name="宝山区合作交流办")
    training = kind("training")
    for name, year, trainees in (("甲班", 2023, 30), ("乙班", 2024, 20), ("丙班", 2024, 50)):
        make_record(training, east, pairing, name=name, year=year, trainees=trainees, person_times=None,
                    poor_trainees=None, employed=None)  # fmt: skip
    return pairing


def login(username: str = "east", **more: str) -> Client:
    client = Client()
    client.force_login(make_user(username, **more), backend="django.contrib.auth.backends.ModelBackend")
    return client


def lines(client: Client, url: str) -> list[list[object]]:
    response = client.get(url)
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    return [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)]


def test_the_file_has_the_rows_and_the_order_of_the_screen(pairing: Pairing) -> None:
    found = lines(login(), "/records/training/rows.xlsx?year=2024&order=-trainees")
    name = found[0].index("班次名称")
    assert [line[name] for line in found[1:]] == ["丙班", "乙班"]


def test_the_file_has_the_columns_of_the_screen_when_asked(pairing: Pairing) -> None:
    client = login()
    ListSetting.objects.create(
        user=make_user("east"), kind="training", columns=["label", "trainees", "state"]
    )
    header = lines(client, "/records/training/rows.xlsx?columns=shown")[0]
    assert header[:-1] == ["序号", "年度", "班次名称", "实训人数", "记录状态"]
    assert len(lines(client, "/records/training/rows.xlsx")[0]) > 15


def test_csv_and_print_form(pairing: Pairing) -> None:
    client = login()
    response = client.get("/records/training/rows.csv?q=甲班")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    found = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [line[found[0].index("班次名称")] for line in found[1:]] == ["甲班"]
    response = client.get(f"/records/training/print.xlsx?pairing={pairing.pk}&year=2024")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert sheet["A1"].value == "培训班次台账"
    assert "填报单位（盖章）：宝山区合作交流办" in sheet["A2"].value
    assert "结对：宝山区—会泽县" in sheet["A2"].value


def test_the_whole_pair_in_one_workbook(pairing: Pairing) -> None:
    response = login().get(f"/pairings/{pairing.pk}/export.xlsx?year=2024")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book["培训班次台账"].max_row == 5


def test_every_export_is_in_the_log_with_what_was_asked(pairing: Pairing) -> None:
    client = login()
    for url in ("rows.xlsx?year=2024", "rows.csv?year=2024", "print.xlsx?year=2024"):
        client.get(f"/records/training/{url}")
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.EXPORT)
    assert [entry.detail["query"] for entry in entries] == ["year=2024"] * 3
    assert all("2行" in entry.summary for entry in entries)


def test_others_rows_are_not_in_the_file(pairing: Pairing) -> None:
    make_pairing("310117", "530629")
    stranger = login("stranger", region="310117")
    assert len(lines(stranger, "/records/training/rows.xlsx")) == 1
    assert stranger.get(f"/pairings/{pairing.pk}/export.xlsx").status_code == 404
    assert stranger.get(f"/records/training/export/{pairing.pk}/").status_code == 404
