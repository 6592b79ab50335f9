"""What a file holds, judged by its content and never by its name, and the text inside.

Knows no Django, so that commands without a database can ask it too.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from shanhai.ledger.errors import LedgerError, one

# Beginnings of formats without plain text, the name people know them by, and what to do instead.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "PDF", "请用 Word 或 WPS 打开后另存为 docx 或文本再上传"),
    (b"\xd0\xcf\x11\xe0", "旧版或加密的 Office 文件", "请去掉密码并另存为 docx 再上传"),
    (b"{\\rtf", "RTF", "请另存为 docx 或文本再上传"),
    (b"\x89PNG", "图片", "请上传文字版"),
    (b"\xff\xd8\xff", "图片", "请上传文字版"),
    (b"GIF8", "图片", "请上传文字版"),
    (b"BM\x36", "图片", "请上传文字版"),
    (b"Rar!", "压缩包", "请解压后上传其中的文件"),
    (b"7z\xbc\xaf", "压缩包", "请解压后上传其中的文件"),
    (b"\x1f\x8b", "压缩包", "请解压后上传其中的文件"),
    (b"\x7fELF", "程序", "请上传文字资料"),
    (b"MZ\x90", "程序", "请上传文字资料"),
    (b"SQLite format 3\x00", "数据库", "请上传文字资料"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_SAMPLE = 64 * 1024

MAX_DOCX_TEXT = 40 * 1024 * 1024
"""Most bytes of XML read out of one Word file: a guard against archives that unpack without end."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_content(data: bytes) -> bytes | str:
    """The text of a file: bytes still to be decoded (plain text, HTML), or the text of a Word file.

    Raises :class:`LedgerError` with one clear problem for an empty or blank file, and for formats that
    hold no readable text; the message says what to do instead.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise one("empty_file", "文件是空的，没有可读的文字")
    if data.startswith(_ZIP):
        return _text_of_archive(data)
    for signature, name, advice in _SIGNATURES:
        if data.startswith(signature):
            raise one("wrong_type", f"这是{name}，暂不能读取文字；{advice}")
    if _looks_binary(data):
        raise one("binary", "这不是文本文件（含大量不可读的字节），请上传 txt、html 或 docx")
    return data


def _looks_binary(data: bytes) -> bool:
    """True when one in twenty bytes of the beginning is a control byte; damaged text may hold a few."""
    sample = data[:_SAMPLE]
    if sample.startswith(_UNICODE_MARKS):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * 20 > len(sample)


def _text_of_archive(data: bytes) -> str:
    """The text of a Word file (docx); other archives are refused by what they are."""
    broken = one("broken_file", "文件已损坏，无法打开；请重新保存后上传")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise _refused_archive(names)
            with archive.open("word/document.xml") as member:
                xml = member.read(MAX_DOCX_TEXT + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError):
        raise broken from None
    if len(xml) > MAX_DOCX_TEXT:
        raise one("too_large", "Word 文件的正文过大，请拆分后上传")
    try:
        text = docx_text(xml)
    except etree.XMLSyntaxError:
        raise broken from None
    if not text.strip():
        raise one("empty_file", "这份 Word 文件里没有文字（可能是扫描图片），请上传文字版")
    return text


def _refused_archive(names: set[str]) -> LedgerError:
    if "xl/workbook.xml" in names:
        return one("wrong_type", "这是 Excel 表格，请在相应台账中用“导入”功能录入")
    if "ppt/presentation.xml" in names:
        return one("wrong_type", "这是演示文稿，暂不能读取文字；请另存为 docx 或文本再上传")
    return one("wrong_type", "这是压缩包，请解压后上传其中的文件")


def docx_text(xml: bytes) -> str:
    """The text of a Word document's main part: one paragraph a line, table cells parted by tabs.

    Tracked deletions are left out. Entities and external parts are never resolved. Raises
    ``etree.XMLSyntaxError`` for what is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    lines = []
    for block in root.iter(f"{_W}p", f"{_W}tr"):
        if any(above.tag in (f"{_W}tc", f"{_W}p") for above in block.iterancestors()):
            continue  # told with the cell or the paragraph that holds it
        if block.tag == f"{_W}tr":
            cells = (
                "".join(map(_paragraph_text, cell.iter(f"{_W}p"))) for cell in block.iterchildren(f"{_W}tc")
            )
            lines.append("\t".join(cells))
        else:
            lines.append(_paragraph_text(block))
    return "\n".join(lines)


def _paragraph_text(paragraph: etree._Element) -> str:
    marks = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}
    parts = (
        node.text or "" if node.tag == f"{_W}t" else marks[node.tag]
        for node in paragraph.iter(f"{_W}t", *marks)
    )
    return "".join(parts)
