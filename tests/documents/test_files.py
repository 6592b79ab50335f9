"""Files of every format: told apart by content, read with the place of every character, refused by name."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest

from shanhai.documents.files import Contents, limits, ocr, office, read_file, recognise
from shanhai.documents.files.model import unpack
from shanhai.ledger.errors import LedgerError
from tests.documents import files
from tests.documents.files import docx, paragraph, zipped

SENTENCE = "2023年，宝山区投入财政帮扶资金3600万元支持会泽县。"

needs_ocr = pytest.mark.skipif(not ocr.available(), reason="the extra `ocr` is not installed")


def text_of(data: bytes) -> str:
    return read_file(data).text


def boxes_of(found: Contents, words: str) -> list[tuple[float, ...]]:
    """The boxes of the first place where the text says ``words``."""
    at = found.text.index(words)
    page = next(page for page in found.pages if page.start <= at < page.end)
    return list(unpack(page.boxes)[at - page.start : at - page.start + len(words)])


# --- Word -------------------------------------------------------------------------------------------------


def test_a_word_file_gives_its_paragraphs_and_tables() -> None:
    row = f"<w:tr><w:tc>{paragraph('选派教师')}</w:tc><w:tc>{paragraph('12人')}</w:tc></w:tr>"
    body = f"{paragraph('协作')}<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p><w:tbl>{row}</w:tbl>"
    assert text_of(docx(body)) == "协作\n甲\t乙\n选派教师\t12人"


def test_deleted_words_of_a_word_file_are_left_out() -> None:
    deleted = "<w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
    body = f"<w:p><w:r><w:t>投入</w:t></w:r>{deleted}<w:r><w:t>200万元</w:t></w:r></w:p>"
    assert text_of(docx(body)) == "投入200万元"


def test_nested_tables_are_told_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('内')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph('外')}{inner}</w:tc></w:tr></w:tbl>"
    assert text_of(docx(body)) == "外内"


def test_headers_come_first_and_once_notes_last() -> None:
    header = f'<w:hdr xmlns:w="{files.W}">{paragraph("简报第3期")}</w:hdr>'
    notes = (
        f'<w:footnotes xmlns:w="{files.W}"><w:footnote>{paragraph("含社会资金")}</w:footnote></w:footnotes>'
    )
    parts = {"word__header1": header, "word__header2": header, "word__footnotes": notes}
    assert text_of(docx(paragraph("正文"), **parts)) == "简报第3期\n正文\n含社会资金"


def test_a_text_box_is_told_once() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    twice = f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>{box}</mc:Choice>'
    twice += f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text_of(docx(f"<w:p><w:r><w:t>外</w:t>{twice}</w:r></w:p>")) == "外\n框内"


def test_entities_of_a_word_file_are_not_resolved() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;">]>'
    xml = f'{laughs}<w:document xmlns:w="{files.W}"><w:body>{paragraph("安全&b;")}</w:body></w:document>'
    assert "哈哈" not in text_of(zipped(word__document=xml))


def test_a_large_word_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_XML", 1000)
    with pytest.raises(LedgerError, match="过大"):
        read_file(docx(paragraph("长" * 2000)))


def test_many_large_headers_of_a_word_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_XML", 3_000)
    header = f'<w:hdr xmlns:w="{files.W}">{files.paragraph("页眉" * 100)}</w:hdr>'
    parts = {f"word__header{number}": header for number in range(1, 9)}
    with pytest.raises(LedgerError, match="过大"):
        read_file(files.docx(files.paragraph("正文"), **parts))
    assert "正文" in read_file(files.docx(files.paragraph("正文"), word__header1=header)).text


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
def test_rich_text_is_read_by_way_of_libreoffice() -> None:
    words = "".join(f"\\u{ord(char)}?" for char in "选派教师12名")
    found = read_file(f"{{\\rtf1\\ansi {words}\\par}}".encode())
    assert (found.format, found.text.strip()) == ("rtf", "选派教师12名")


def test_without_libreoffice_old_files_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.documents.files.office.shutil.which", lambda name: None)
    old = b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le")
    with pytest.raises(LedgerError, match="另存为 docx"):
        read_file(old)


# --- PDF and pictures -------------------------------------------------------------------------------------


def test_a_pdf_gives_its_text_and_the_place_of_every_character() -> None:
    found = read_file(files.pdf([SENTENCE, "第二行。"], ["第二页"]))
    assert found.text == f"{SENTENCE}\n第二行。\n第二页\n"
    assert [(page.width, page.height) for page in found.pages] == [(595, 842)] * 2
    for page in found.pages:
        assert len(page.boxes) == 8 * (page.end - page.start)
    left, top, right, bottom = boxes_of(found, "3600")[0]
    assert 0 < left < right < 1
    assert 0.05 < top < bottom < 0.12
    assert boxes_of(found, "第二页")[0][1] == pytest.approx(top, abs=0.02)


def test_lines_that_a_page_has_wrapped_are_joined() -> None:
    first = "宝山区会泽县东西部协作工作持续深化在资金支持人才交流方面投入财政帮扶资"
    found = read_file(files.pdf([first, "金3600万元。", "　　另起一段。", "9", "协作"]))
    assert "投入财政帮扶资金3600万元。\n" in found.text
    assert "另起一段" in found.text.splitlines()[1]


def test_a_long_pdf_is_read_and_a_longer_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    thousand = files.pdf(*[[f"第{number}页投入{number}万元。"] for number in range(1, 1001)])
    found = read_file(thousand)
    assert len(found.pages) == 1000
    assert "第1000页投入1000万元。" in found.text
    from shanhai.documents.files import pdf

    monkeypatch.setattr(limits, "MAX_PAGES", 999)
    with pytest.raises(LedgerError, match="1000页，超过999页"):
        pdf.read(thousand, "pdf")


def test_a_page_is_drawn_as_a_picture() -> None:
    from shanhai.documents.files.child import picture_in_child

    data = files.pdf([SENTENCE], ["二"])
    assert picture_in_child("pdf", data, 1, 400).startswith(b"\x89PNG")
    with pytest.raises(LookupError):
        picture_in_child("pdf", data, 2, 400)


@needs_ocr
@pytest.mark.parametrize(("form", "code"), [("PNG", "image"), ("PDF", "pdf")])
def test_a_scan_is_recognised_with_boxes(form: str, code: str) -> None:
    found = read_file(files.scan("2023年，宝山区选派教师12名。", form=form))
    assert found.format == code
    assert "选派教师" in found.text
    left, top, right, bottom = boxes_of(found, "教师")[0]
    assert 0.1 < left < right < 0.9
    assert 0 < top < bottom < 0.2


@pytest.mark.parametrize("form", ["PNG", "PDF"])
def test_without_the_extra_a_scan_says_what_is_missing(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from shanhai.documents.files import image, pdf

    monkeypatch.setattr(ocr, "available", lambda: False)
    read = image.read if form == "PNG" else pdf.read
    with pytest.raises(LedgerError, match="没有安装文字识别"):
        read(files.scan("2023年，宝山区选派教师12名。", form=form), "image")


def test_a_huge_picture_is_refused_before_it_is_unpacked() -> None:
    import struct
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    huge = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    with pytest.raises(LedgerError, match="过大"):
        read_file(huge)


# --- Excel, mail, archives --------------------------------------------------------------------------------


def test_a_workbook_gives_a_line_a_row() -> None:
    found = read_file(files.xlsx([["项目", "资金(万元)"], ["茶园", 300.0], ["", 0.5]]))
    assert found.text == "协作情况\n项目\t资金(万元)\n茶园\t300\n\t0.5"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_mail_gives_its_text_and_its_attachments(charset: str) -> None:
    inner = files.mail("转发", "里面的信。", ("内.txt", b"x"))
    found = read_file(
        files.mail("协作信息", "选派教师12名。", ("附件.txt", b"abc"), ("信.eml", inner), charset=charset)
    )
    assert found.text == "协作信息\n选派教师12名。\n"
    assert (found.title, found.author, str(found.published)) == ("协作信息", "李某", "2024-01-17")
    assert [member.name for member in found.members] == ["附件.txt", "信.eml"]
    assert [member.name for member in read_file(found.members[1].data).members] == ["内.txt"]


def test_a_saved_page_is_its_html() -> None:
    found = read_file(files.saved_page("<html><body><p>选派教师12名</p></body></html>"))
    assert (found.format, found.title) == ("mhtml", "协作动态")
    assert "<p>选派教师12名</p>" in found.text


def test_an_archive_gives_its_files() -> None:
    junk = {"__MACOSX/._a.txt": b"x", "空.txt": b"", "文件夹/简报.txt": SENTENCE.encode()}
    found = read_file(files.archive(junk))
    assert [(member.name, member.data) for member in found.members] == [
        ("文件夹/简报.txt", SENTENCE.encode())
    ]


def test_names_in_gbk_are_read() -> None:
    (member,) = read_file(files.gbk_archive("会泽县简报.txt", b"x")).members
    assert member.name == "会泽县简报.txt"


def test_a_bomb_in_an_archive_costs_only_itself() -> None:
    bomb = files.archive({"炸弹.txt": b"0" * 40_000_000, "简报.txt": SENTENCE.encode()})
    found = read_file(bomb)
    assert [member.name for member in found.members] == ["简报.txt"]
    assert found.remarks == ("“炸弹.txt”解压后过大，没有读取",)


def test_an_archive_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 2)
    with pytest.raises(LedgerError, match="3个文件，超过2个"):
        read_file(files.archive({f"{number}.txt": b"x" for number in range(3)}))


def test_a_workbook_that_is_a_bomb_is_refused() -> None:
    sheet = b"<worksheet>" + b" " * 50_000_000 + b"</worksheet>"
    with pytest.raises(LedgerError, match="过大"):
        read_file(files.archive({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": sheet}))


# --- everything else --------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空"),
        (b" \r\n\t", "空"),
        (b"\xef\xbb\xbf", "空"),
        (b"%PDF-1.7 ...", "PDF 已损坏"),
        (files.pdf(["一"])[:300], "PDF 已损坏"),
        (files.encrypted_pdf(), "PDF 设有密码"),
        (files.pdf([]), "没有文字"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "设有密码"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "演示文稿"),
        (OLE + "Workbook".encode("utf-16-le"), "Excel 表格已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "图片已损坏"),
        (b"PK\x03\x04 not really", "损坏"),
        (b"Rar!\x1a\x07", "RAR"),
        (zipped(ppt__presentation="<x/>"), "演示文稿"),
        (zipped(xl__workbook="<x/>"), "Excel 表格已损坏"),
        (zipped(word__document="<not closed"), "损坏"),
        (files.archive({}), "空"),
        (docx(""), "没有文字"),
        (b"MZ\x90\x00", "程序"),
        (bytes(range(32)) * 40, "不是文本"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(data: bytes, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        read_file(data)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_in_any_encoding_is_read(encoding: str) -> None:
    words = "东西部协作简报：选派教师12名。"
    assert text_of(words.encode(encoding)).lstrip("\ufeff") == words


def test_text_with_a_few_stray_control_bytes_is_text() -> None:
    assert recognise("东西部协作".encode() * 20 + b"\x00\x01") == "text"


def test_prose_with_colons_is_no_mail() -> None:
    assert recognise("From: 宝山区\nTo: 会泽县\n选派教师12名。".encode()) == "text"


def test_a_child_that_dies_costs_only_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from shanhai.documents.files import child

    run = subprocess.run

    def killed(command: list[str], **more: Any) -> Any:
        return run([sys.executable, "-c", "import os; os.abort()"], **more)

    monkeypatch.setattr(child.subprocess, "run", killed)
    with pytest.raises(LedgerError, match="损坏"):
        read_file(files.pdf([SENTENCE]))


def test_a_sheet_with_cells_in_opposite_corners_costs_only_its_file() -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "头")
        sheet.write(1_048_575, 16_383, "尾")
    with pytest.raises(LedgerError):
        read_file(buffer.getvalue())


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from shanhai.documents.files import child

    run = subprocess.run

    def slow(command: list[str], **more: Any) -> Any:
        return run([sys.executable, "-c", "import time; time.sleep(60)"], **more)

    monkeypatch.setattr(limits, "READ_SECONDS", 1)
    monkeypatch.setattr(child.subprocess, "run", slow)
    with pytest.raises(LedgerError, match="读取超过"):
        read_file(files.pdf([SENTENCE]))
