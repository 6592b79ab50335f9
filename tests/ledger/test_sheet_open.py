"""Files that somebody hands in: what they really are, and those that are meant to harm."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from shanhai.ledger.derive import sheet_child, sheet_open, sheet_scan
from shanhai.ledger.derive.sheet_open import REFUSED, open_workbook
from shanhai.ledger.derive.sheet_read import read_workbook
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import kind
from tests.ledger.opendocument import opendocument

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def small(*, corner: tuple[int, int] | None = None) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("培训")
    sheet.write_row(0, 0, ["班次名称", "类别", "开始日期", "期数", "经费（万元）"])
    sheet.write_row(1, 0, ["教师研修班", "党政干部", "2024-03-05", 1, 3.5])
    if corner:
        sheet.write(*corner, "零散")
    book.close()
    return target.getvalue()


def repacked(data: bytes, **members: bytes) -> bytes:
    """The archive with more members, or others in their place."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in members:
                new.writestr(entry.filename, old.read(entry))
        for name, content in members.items():
            new.writestr(name, content)
    return target.getvalue()


def refused(data: bytes, name: str = "表.xlsx") -> str:
    """Why a file is refused, in a word; it takes no time and says in Chinese what to do."""
    started = time.perf_counter()
    with pytest.raises(LedgerError) as caught:
        open_workbook(name, data)
    assert time.perf_counter() - started < 30
    problem = caught.value.problems[0]
    assert problem.message == REFUSED[problem.value]
    assert problem.file == name
    return problem.value


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert refused(repacked(small(), **{"xl/media/big.bin": bytes(700 << 20)})) == "bomb"


def test_a_zip_that_lies_about_its_size_is_not_unpacked() -> None:
    data = bytearray(repacked(small(), **{"xl/media/big.bin": bytes(64 << 20)}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    assert refused(bytes(data)) == "damaged"


def test_many_entities_are_not_expanded() -> None:
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + b"a" * 1000 + b'">'
    for number in range(20):
        name, before = bytes([98 + number]), bytes([97 + number])
        entities += b'<!ENTITY %s "%s">' % (name, (b"&%s;" % before) * 20)
    bomb = entities + b"]><sst>&u;</sst>"
    data = repacked(small(), **{"xl/sharedStrings.xml": bomb})
    started = time.perf_counter()
    with contextlib.suppress(LedgerError):
        open_workbook("表.xlsx", data)
    assert time.perf_counter() - started < 10
    assert refused(repacked(small(), **{"xl/workbook.xml": bomb})) == "damaged"


@pytest.mark.parametrize("corner", [(1_048_575, 16_383), (1_048_575, 50), (900_000, 16_000)])
def test_a_stray_cell_far_away_does_not_kill_the_reader(corner: tuple[int, int]) -> None:
    assert refused(small(corner=corner)) == "huge"


def test_a_very_wide_sheet_is_read() -> None:
    found = read_workbook([kind("training")], "宽.xlsx", small(corner=(1, 16_383)))
    assert [row.values["name"] for row in found.sheets[0].rows()] == ["教师研修班"]


def test_columns_that_are_only_formatted_cost_nothing() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["班次名称", "类别", "开始日期", "期数"])
    sheet.write_row(1, 0, ["教师研修班", "党政干部", "2024-03-05", 1])
    box = book.add_format({"border": 1})
    for row in range(2, 800_000, 100):
        sheet.write_blank(row, 30, None, box)
    book.close()
    found = read_workbook([kind("training")], "格式.xlsx", target.getvalue())
    assert len(list(found.sheets[0].rows())) == 1


def test_an_open_document_that_claims_billions_of_cells_is_read_elsewhere() -> None:
    rows = [["班次名称", "类别"], ["教师研修班", "党政干部"]]
    found = open_workbook("表.ods", opendocument(rows))
    assert found[0].cells[1] == ["教师研修班", "党政干部"]
    assert refused(opendocument(rows, repeat=(1_000_000, 16_000)), "表.ods") in ("huge", "damaged")


def test_locked_workbooks_are_told_as_such() -> None:
    locked = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    assert refused(locked) == "password"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\r\n \n", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"Rar!\x1a\x07....", "archive"),
        (b"{\\rtf1 }", "word"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web"),
        ("\ufeff<?xml version='1.0'?><Workbook/>".encode(), "web"),
        (OLE + b"broken", "damaged"),
        (OLE + "WordDocument".encode("utf-16-le"), "word"),
        (b"PK\x03\x04 broken", "damaged"),
        (bytes(range(256)), "unknown"),
        (small()[:3000], "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told_what_it_is(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_zip_that_is_no_workbook() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("说明.txt", "内容")
    assert refused(target.getvalue()) == "archive"
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(target.getvalue()) == "word"


@pytest.mark.parametrize("name", ["表.xls", "表.csv", "表", "表.pdf", "表.xlsm"])
def test_the_name_says_nothing(name: str) -> None:
    assert open_workbook(name, small())[0].cells[1][0] == "教师研修班"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_every_make(encoding: str, mark: str) -> None:
    text = f"班次名称{mark}类别{mark}期数\r\n“教师”研修班{mark}党政干部{mark}1\r\n"
    [content] = open_workbook("培训.csv", text.encode(encoding))
    assert content.cells == [["班次名称", "类别", "期数"], ["“教师”研修班", "党政干部", "1"]]


def test_failed_formulas_are_told_and_not_taken_for_empty() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["班次名称", "类别", "开始日期", "期数", "实训人数", "经费（万元）"])
    sheet.write_row(1, 0, ["甲班", "党政干部"])
    sheet.write_formula(1, 2, "=DATE(2024,3,5)", None, 45356)
    sheet.write_formula(1, 3, "=1+0", None, 1)
    sheet.write_formula(1, 4, "=A9/0", None, "#DIV/0!")
    sheet.write_formula(1, 5, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")
    sheet.write_formula(2, 0, '="乙"&"班"', None, "乙班")
    sheet.write_row(2, 1, ["党政干部", "2024-03-05", 1, 20, 1.5])
    book.close()
    first, second = read_workbook([kind("training")], "表.xlsx", target.getvalue()).sheets[0].rows()
    assert (first.values["started_on"], first.values["sessions"]) == (date(2024, 3, 5), 1)
    assert [(problem.column, problem.value) for problem in first.problems] == [
        ("实训人数", "#DIV/0!"),
        ("经费(万元)", "#N/A"),
    ]
    assert (second.values["name"], second.problems) == ("乙班", [])


def test_formulas_that_were_never_calculated_are_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["班次名称", "类别", "开始日期", "期数"])
    sheet.append(["甲班", "党政干部", "2024-03-05", "=1+1"])
    target = io.BytesIO()
    book.save(target)
    [row] = read_workbook([kind("training")], "表.xlsx", target.getvalue()).sheets[0].rows()
    assert [problem.value for problem in row.problems] == [sheet_scan.NOT_CALCULATED]


def test_hidden_sheets_are_left_aside_and_named() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for name in ("现在的", "去年的"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["班次名称", "类别", "开始日期", "期数"])
        sheet.write_row(1, 0, [f"{name}班", "党政干部", "2024-03-05", 1])
    sheet.hide()
    book.close()
    found = read_workbook([kind("training")], "表.xlsx", target.getvalue())
    assert [sheet.name for sheet in found.sheets] == ["现在的"]
    assert found.notes == ["隐藏的工作表“去年的”没有读取"]


def test_the_child_has_bounds() -> None:
    assert sheet_child.MEMORY <= 4 << 30
    assert sheet_child.SECONDS <= 120
    assert sheet_open.MOST_CELLS == sheet_scan.MOST_CELLS


def test_a_file_that_takes_its_process_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_open, "LONGEST", 0.001)
    with pytest.raises(LedgerError) as refused:
        open_workbook("a.xls", OLE + b"\x00" * 600)
    assert refused.value.problems[0].value == "huge"
