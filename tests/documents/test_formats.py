"""Telling files apart by content, and reading Word files."""

from __future__ import annotations

import io
import zipfile

import pytest

from shanhai.documents.formats import text_content
from shanhai.ledger.errors import LedgerError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(**members: str) -> bytes:
    """A zip archive; ``__`` in a name stands for the folder mark."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return buffer.getvalue()


def docx(body: str) -> bytes:
    return zipped(word__document=f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_word_file_gives_its_paragraphs_and_tables() -> None:
    row = f"<w:tr><w:tc>{paragraph('选派教师')}</w:tc><w:tc>{paragraph('12人')}</w:tc></w:tr>"
    body = f"{paragraph('协作')}<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p><w:tbl>{row}</w:tbl>"
    assert text_content(docx(body)) == "协作\n甲\t乙\n选派教师\t12人"


def test_deleted_words_of_a_word_file_are_left_out() -> None:
    deleted = "<w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
    body = f"<w:p><w:r><w:t>投入</w:t></w:r>{deleted}<w:r><w:t>200万元</w:t></w:r></w:p>"
    assert text_content(docx(body)) == "投入200万元"


def test_nested_tables_are_told_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('内')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph('外')}{inner}</w:tc></w:tr></w:tbl>"
    assert text_content(docx(body)) == "外内"


def test_entities_of_a_word_file_are_not_resolved(tmp_path: object) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;">]>'
    xml = f'{laughs}<w:document xmlns:w="{W}"><w:body>{paragraph("安全&b;")}</w:body></w:document>'
    content = text_content(zipped(word__document=xml))
    assert isinstance(content, str)
    assert "哈哈" not in content


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空"),
        (b" \r\n\t", "空"),
        (b"\xef\xbb\xbf", "空"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 50, "旧版或加密的 Office"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "图片"),
        (b"{\\rtf1 abc}", "RTF"),
        (b"PK\x03\x04 not really", "损坏"),
        (zipped(xl__workbook="<x/>"), "Excel"),
        (zipped(other="<x/>"), "压缩包"),
        (zipped(word__document="<not closed"), "损坏"),
        (docx(""), "没有文字"),
        (bytes(range(32)) * 40, "不是文本"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(data: bytes, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        text_content(data)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.documents.formats.MAX_DOCX_TEXT", 1000)
    with pytest.raises(LedgerError, match="过大"):
        text_content(docx(paragraph("长" * 2000)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_in_any_encoding_is_left_for_decoding(encoding: str) -> None:
    data = "东西部协作简报：选派教师12名。".encode(encoding)
    assert text_content(data) == data


def test_text_with_a_few_stray_control_bytes_is_text() -> None:
    data = "东西部协作".encode() * 20 + b"\x00\x01"
    assert text_content(data) == data
