"""Excel files read as documents: the name of each sheet, then a line a row with cells parted by tabs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from shanhai.documents.files import limits, problems
from shanhai.documents.files.archive import check_expansion
from shanhai.documents.files.model import Contents


def read(data: bytes, code: str) -> Contents:
    """The text of all cells, hidden sheets left out."""
    if code == "xlsx":
        check_expansion(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        text = "\n".join(_lines(book))
    except PasswordError:
        raise problems.encrypted("这份 Excel 表格") from None
    except (CalamineError, ValueError, OSError):
        raise problems.broken("这份 Excel 表格") from None
    if not text.strip():
        raise problems.no_text(" Excel 表格")
    return Contents(code, text)


def _lines(book: CalamineWorkbook) -> Iterator[str]:
    cells = 0
    for sheet in book.sheets_metadata:
        if str(sheet.visible) != "SheetVisibleEnum.Visible" or str(sheet.typ) != "SheetTypeEnum.WorkSheet":
            continue
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=True)
        cells += sum(map(len, rows))
        if cells > limits.MAX_CELLS:
            raise problems.too_large(f"表格超过{limits.MAX_CELLS // 10_000}万格")
        told = ["\t".join(map(_cell, row)).rstrip("\t") for row in rows]
        if any(told):
            yield sheet.name
            yield from told


def _cell(value: Any) -> str:
    """A cell as people would write it: 12, not 12.0; a date without its midnight."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 10))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time | timedelta):
        return str(value)
    return " ".join(str(value).split())
