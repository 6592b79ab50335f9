"""Looking through an .xlsx before it is opened: does it stay within bounds, and which formulas failed.

Everything is unpacked once, a piece at a time, and thrown away: what a file says about its own size is not
believed. The reader gives failed formulas (#REF!) and those that were never calculated as empty cells, which
would lose figures silently; so their places are noted here.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree import ElementTree

MOST_UNPACKED = 600 << 20
"""Bytes; a ledger of half a million rows unpacks to about 300 MB."""
MOST_CELLS = 12_000_000
"""Cells between the first and the last one that is filled, over all sheets."""
MOST_FAILED = 20_000
"""Failed formulas that are noted; a sheet with more is beyond mending by hand."""
CHUNK = 1 << 20
OVERLAP = 600
"""Bytes of a piece that are looked at again with the next, so that no cell is cut in two."""
NOT_CALCULATED = "#未计算"

_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,100}[^/>]>\s{0,20}<')
_FAILED = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,60}\st="e"[^>]{0,60}>'
    rb"(?:<f[^>]{0,200}>[^<]{0,300}</f>|<f[^>]{0,200}/>)?"
    rb"<v>(#[A-Z0-9/!?_]{2,15})</v>"
)
_UNCALCULATED = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?![^>]{0,60}\st="str")[^>]{0,60}>'
    rb"<f[^>]{0,200}>[^<]{0,300}</f>(?:<v>\s{0,5}</v>|<v\s?/>)?</c>"
)
_SHEET_XML = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Beyond(Exception):
    """The file is not safe to read; the argument says why: ``bomb`` or ``huge``."""


@dataclass(slots=True)
class Scan:
    """What was noted about one sheet: row and column (from 0) of cells whose formulas gave no value."""

    failed: dict[tuple[int, int], str] = field(default_factory=dict)
    last: int = 0
    columns: set[bytes] = field(default_factory=set)

    def look(self, piece: bytes) -> None:
        """Take in one piece of the sheet."""
        found = _CELL.findall(piece)
        self.columns.update({column for column, _row in found})
        self.last = max(self.last, int(found[-1][1]) if found else 0)
        if b't="e"' in piece:
            for column, row, text in _FAILED.findall(piece):
                self._note(column, row, text.decode("ascii"))
        if b"</f>" in piece:
            for column, row in _UNCALCULATED.findall(piece):
                self._note(column, row, NOT_CALCULATED)

    def _note(self, column: bytes, row: bytes, text: str) -> None:
        if len(self.failed) < MOST_FAILED:
            self.failed[int(row) - 1, number_of(column) - 1] = text

    @property
    def cells(self) -> int:
        """How many cells lie between A1 and the last one."""
        return self.last * max(map(number_of, self.columns), default=0)


def scan(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Look through all of an .xlsx; the scans of its sheets by their names. Raises :class:`Beyond`."""
    unpacked = cells = 0
    scans: dict[str, Scan] = {}
    for entry in archive.infolist():
        one = Scan() if _SHEET_XML.fullmatch(entry.filename) else None
        tail = b""
        with archive.open(entry) as stream:
            while piece := stream.read(CHUNK):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise Beyond("bomb")
                if one is not None:
                    one.look(tail + piece)
                    tail = piece[-OVERLAP:]
        if one is not None:
            cells += one.cells if one.cells <= MOST_CELLS else _filled(archive, entry)
            scans[entry.filename] = one
    if cells > MOST_CELLS:
        raise Beyond("huge")
    return {name: scans[path] for name, path in _names(archive).items() if path in scans}


def _filled(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """The cells up to the last one with something in it: formatting whole columns costs nothing."""
    last = widest = 0
    tail = b""
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            for column, row in _FILLED.findall(tail + piece):
                last, widest = max(last, int(row)), max(widest, number_of(column))
            tail = piece[-OVERLAP:]
    return last * widest


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The paths of the sheets in the archive by the names they bear."""
    try:
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in book.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        found[sheet.get("name", "")] = path
    return found


def number_of(column: bytes) -> int:
    """The number of a column by its letters: A is 1, XFD is 16384."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
