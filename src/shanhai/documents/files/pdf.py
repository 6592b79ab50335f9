"""PDF: the text of each page with the box of each character; pages without text are read as pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from shanhai.documents.files import limits, ocr, problems
from shanhai.documents.files.lines import Letters, RawPage, joined
from shanhai.documents.files.model import Box, Contents

SCAN_LETTERS = 12
"""A page with fewer letters than this and a picture on it is a scan (stamps and page numbers aside)."""
READING_WIDTH = 1_700
"""Pixels to which a scanned page is drawn for recognition: A4 at 200 dpi."""


def read(data: bytes, code: str) -> Contents:
    """The text page by page. Encrypted, broken and far too long files are refused by name."""
    with opened(data) as document:
        count = len(document)
        if count > limits.MAX_PAGES:
            raise problems.too_large(f"这份 PDF 有{count}页，超过{limits.MAX_PAGES}页的上限")
        found, scanned, unread = [], 0, 0
        for number in range(count):
            page = document[number]
            letters = _letters(page)
            if _is_scan(page, letters):
                scanned += 1
                if ocr.available() and scanned <= limits.MAX_SCANNED_PAGES:
                    letters = ocr.recognised(_drawn(page)) or letters
                else:
                    unread += 1
            found.append(RawPage(letters, page.get_width(), page.get_height()))
            page.close()
    text, pages = joined(found)
    if not text.strip():
        raise _unread(count, unread)
    remarks = (_skipped(unread),) if unread else ()
    return Contents(code, text, pages=pages, remarks=remarks)


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The document of a PDF's bytes, closed afterwards."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise problems.encrypted("这份 PDF ") from None
        raise problems.broken("这份 PDF ") from None
    try:
        yield document
    finally:
        document.close()


def picture(data: bytes, number: int, width: int) -> bytes:
    """Page ``number`` (from 0) as PNG, ``width`` pixels wide; LookupError for a page there is not."""
    with opened(data) as document:
        if not 0 <= number < len(document):
            raise LookupError(number)
        buffer = BytesIO()
        _drawn(document[number], width).save(buffer, "PNG", optimize=False, compress_level=3)
    return buffer.getvalue()


def _drawn(page: Any, width: int = READING_WIDTH) -> Any:
    # Height is bounded too: a page may be a strip a hundred metres long.
    scale = min(width / max(page.get_width(), 1), 4 * width / max(page.get_height(), 1))
    return page.render(scale=scale).to_pil()


def _letters(page: Any) -> Letters:
    """The characters of a page in reading order, with their boxes; line ends as one ``\\n``."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    left, bottom, right, top = page.get_bbox()
    width, height = max(right - left, 1), max(top - bottom, 1)
    turned = page.get_rotation()
    x0, x1, y0, y1 = sides = [ctypes.c_double() for _ in range(4)]
    letters: Letters = []
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if code in (0, 13) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        if code <= 32 or not pdfium.FPDFText_GetCharBox(textpage, index, *sides):
            letters.append((chr(code), None))
            continue
        box = (
            (x0.value - left) / width,
            (top - y1.value) / height,
            (x1.value - left) / width,
            (top - y0.value) / height,
        )
        letters.append((chr(code), _turned(box, turned)))
    textpage.close()
    return letters


def _turned(box: Box, degrees: int) -> Box:
    """A box of the unturned page on the page as it is shown."""
    x0, y0, x1, y1 = box
    return {
        90: (1 - y1, x0, 1 - y0, x1),
        180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        270: (y0, 1 - x1, y1, 1 - x0),
    }.get(degrees, box)


def _is_scan(page: Any, letters: Letters) -> bool:
    import pypdfium2.raw as pdfium

    if sum(letter.isalnum() for letter, _ in letters) >= SCAN_LETTERS:
        return False
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _unread(count: int, unread: int) -> Exception:
    if unread and not ocr.available():
        return problems.said("no_ocr", f"这份 PDF 是扫描件（{count}页），{ocr.MISSING}")
    if unread:
        return problems.too_large(f"这份扫描的 PDF 有{count}页，超过{limits.MAX_SCANNED_PAGES}页的上限")
    return problems.no_text(" PDF ")


def _skipped(unread: int) -> str:
    why = f"超过{limits.MAX_SCANNED_PAGES}页的部分" if ocr.available() else "本机没有安装文字识别组件"
    return f"有{unread}页是扫描图片，没有读取（{why}）"
