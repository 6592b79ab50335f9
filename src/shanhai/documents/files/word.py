"""Word files (docx): running headers, paragraphs, tables, text boxes and notes, one paragraph a line."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

from shanhai.documents.files import limits, problems
from shanhai.documents.files.model import Contents

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BEFORE = re.compile(r"word/header\d{0,4}\.xml")
_AFTER = re.compile(r"word/(?:footnotes|endnotes)\.xml")


def read(data: bytes, code: str) -> Contents:
    """The text: headers once, the body, foot- and endnotes. Footers hold page numbers and are left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            first, last = (sorted(filter(part.fullmatch, names)) for part in (_BEFORE, _AFTER))
            _check_size(archive, (*first, *last))
            before = [_part(archive, name) for name in first]
            body = _part(archive, "word/document.xml")
            after = [_part(archive, name) for name in last]
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, etree.XMLSyntaxError):
        raise problems.broken("这份 Word 文件") from None
    headers = dict.fromkeys(line for part in before for line in part.splitlines() if line.strip())
    text = "\n".join(part for part in ("\n".join(headers), body, *after) if part.strip())
    if not text.strip():
        raise problems.said("empty_file", "这份 Word 文件里没有文字（可能是扫描图片），请另存为 PDF 再上传")
    return Contents(code, text)


def _check_size(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    """Refuse a file whose small parts are many bombs: no part unpacks to more than its entry tells."""
    if sum(archive.getinfo(name).file_size for name in names) > limits.MAX_XML:
        raise problems.too_large("Word 文件的页眉和注释过大")


def _part(archive: zipfile.ZipFile, name: str) -> str:
    """The text of one XML part."""
    with archive.open(name) as member:
        xml = member.read(limits.MAX_XML + 1)
    if len(xml) > limits.MAX_XML:
        raise problems.too_large("Word 文件的正文过大")
    return docx_text(xml)


def docx_text(xml: bytes) -> str:
    """The text of one part of a Word document: one paragraph a line, table cells parted by tabs.

    Tracked deletions are left out. Entities and external parts are never resolved. Raises
    ``etree.XMLSyntaxError`` for what is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    return "\n".join(_lines(root))


def _lines(root: etree._Element) -> Iterator[str]:
    # A walk of our own, for iterancestors() at every paragraph of a long table costs its depth each time.
    for child in root:
        if child.tag == f"{_W}p":
            yield _paragraph_text(child)
        elif child.tag == f"{_W}tr":
            cells = (cell for cell in child.iter(f"{_W}tc") if _row_of(cell) is child)
            yield "\t".join("".join(map(_paragraph_text, _paragraphs(cell))) for cell in cells)
        elif child.tag not in (f"{_W}del", _FALLBACK):
            yield from _lines(child)


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next(cell.iterancestors(f"{_W}tr"), None)


def _paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    return (found for found in cell.iter(f"{_W}p") if not any(True for _ in found.iterancestors(f"{_W}p")))


_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def _paragraph_text(paragraph: etree._Element) -> str:
    """The paragraph's words, those of text boxes anchored in it included, but not their copy for old Word."""
    parts = []
    for node in paragraph.iter(f"{_W}t", f"{_W}p", *_MARKS):
        if node is paragraph or next(node.iterancestors(_FALLBACK), None) is not None:
            continue
        parts.append(node.text or "" if node.tag == f"{_W}t" else _MARKS.get(str(node.tag), "\n"))
    return "".join(parts)
