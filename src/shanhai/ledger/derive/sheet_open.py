"""Opening the file somebody handed in: what it really is, whether it is safe to read, and its cells.

The name says nothing certain, so the bytes are asked. Files that are meant to harm (a few kilobytes that
unpack to gigabytes, or claim billions of cells) are refused before anything is unpacked; every refusal says
in Chinese what the file is and what to do.
"""

from __future__ import annotations

import csv
import io
import pickle
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from shanhai.ledger.derive.sheet_csv import csv_cells, decoded
from shanhai.ledger.derive.sheet_scan import MOST_CELLS, MOST_UNPACKED, Beyond, Scan, scan
from shanhai.ledger.errors import LedgerError, Problem

LONGEST = 120.0
"""Seconds the child process may take; of its own account it stops after half of them at work."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"{\\rtf": "word",
}
"""What files are that are no tables, by their first bytes."""
REFUSED = {
    "empty": "文件是空的，请重新选择",
    "damaged": "打不开：文件已损坏或不完整。请用Excel或WPS打开后另存为.xlsx再导入",
    "password": "打不开：文件加了打开密码。请在Excel或WPS中取消密码，另存后再导入",
    "web": "这是网页格式的表格（有的系统导出的“.xls”其实是网页）。请用Excel或WPS打开，另存为.xlsx后再导入",
    "word": "这是Word文档，不是表格。请把其中的表格复制到Excel，另存为.xlsx后再导入",
    "pdf": "这是PDF，不是表格。请导入Excel工作簿（.xlsx、.xls、.ods）或CSV文件",
    "image": "这是图片，不是表格。请导入Excel工作簿（.xlsx、.xls、.ods）或CSV文件",
    "archive": "这是压缩包，不是表格。请解压后导入其中的Excel工作簿",
    "unknown": "打不开：不是Excel工作簿（.xlsx、.xls、.ods）或CSV文件。请另存为.xlsx后再导入",
    "bomb": "文件解压后超过600 MB，已拒绝读取。请删去图片和多余内容，或分成几个文件",
    "huge": "表格太大，无法读取：有内容的区域超过1200万格。请删去表格右侧、下方零散的内容，或分成几个文件",
}


@dataclass(frozen=True, slots=True)
class Content:
    """One sheet as it is in the file: its name, whether it is shown, its cells, its merged ranges."""

    title: str
    visible: bool
    cells: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def open_workbook(name: str, data: bytes) -> list[Content]:
    """The sheets of a workbook or CSV file.

    Raises :class:`LedgerError` with the reason when it is neither, is damaged, locked or unsafe to read.
    """
    try:
        return _opened(name, data)
    except _Refused as refused:
        code = str(refused)
        raise LedgerError([Problem("not_a_workbook", REFUSED[code], value=code, file=name)]) from refused


class _Refused(Exception):
    """The file is not read; the argument is a key of ``REFUSED``."""


def _opened(name: str, data: bytes) -> list[Content]:
    if not data.strip(b"\x00 \r\n\t"):
        raise _Refused("empty")
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        return _old(data)
    for start, code in BEGINNINGS.items():
        if data.startswith(start):
            raise _Refused(code)
    return _text(name, data)


def _text(name: str, data: bytes) -> list[Content]:
    text = decoded(data)
    if text is None:
        raise _Refused("unknown")
    if text.lstrip().startswith("<"):
        raise _Refused("web")
    try:
        cells = csv_cells(text)
    except csv.Error:
        raise _Refused("damaged") from None
    if sum(map(len, cells)) > MOST_CELLS:
        raise _Refused("huge")
    return [Content(Path(name).stem or "CSV", True, cells, [])]


def _old(data: bytes) -> list[Content]:
    """An .xls file; a locked .xlsx is of the same make."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _Refused("password")
    if "WordDocument".encode("utf-16-le") in data:
        raise _Refused("word")
    return _in_child(data)


def _zipped(data: bytes) -> list[Content]:
    scans: dict[str, Scan] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise _Refused("bomb")
            if "word/document.xml" in names:
                raise _Refused("word")
            open_document = "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:100]
            if not open_document and not any(entry.startswith("xl/") for entry in names):
                raise _Refused("archive")
            scans = scan(archive)
    except Beyond as beyond:
        raise _Refused(str(beyond)) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise _Refused("damaged") from None
    return _in_child(data) if open_document or "xl/workbook.bin" in names else _read(data, scans)


def _read(data: bytes, scans: dict[str, Scan]) -> list[Content]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            cells = sheet.to_python(skip_empty_area=False)
            _put_failed(cells, scans.get(about.name))
            visible = about.visible == SheetVisibleEnum.Visible
            found.append(Content(about.name, visible, cells, sheet.merged_cell_ranges or []))
    except PasswordError:
        raise _Refused("password") from None
    except CalamineError:
        raise _Refused("damaged") from None
    return found


def _put_failed(cells: list[list[Any]], one: Scan | None) -> None:
    """Put what Excel shows in the cells of failed formulas, which the reader leaves empty."""
    for (row, column), text in one.failed.items() if one else ():
        if row < len(cells) and column < len(cells[row]) and cells[row][column] == "":
            cells[row][column] = text


def _in_child(data: bytes) -> list[Content]:
    script = Path(__file__).with_name("sheet_child.py")
    command = [sys.executable, "-I", str(script)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        raise _Refused("huge") from None
    if done.returncode:
        error = done.stderr.decode(errors="replace")
        raise _Refused("password" if "PasswordError" in error else "huge" if "memory" in error else "damaged")
    found = [Content(*sheet) for sheet in pickle.loads(done.stdout)]  # from our own script
    if sum(len(sheet.cells) * len(sheet.cells[0]) for sheet in found if sheet.cells) > MOST_CELLS:
        raise _Refused("huge")
    return found
