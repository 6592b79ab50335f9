"""Makes the example workbooks from their sources: run `python -m examples.build_ledgers`.

A source is a table with tabs; lines that begin with ``#`` give the sheet's two title lines (标题, 说明) and
the columns that get a total (合计). The layout is that of the offices: titles, header on row 3, numbered
rows, a totals line, a signature line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

LEDGERS = Path(__file__).with_name("ledgers")
SOURCES = LEDGERS / "sources"
HEADER_ROW = 2
# So that the same source gives the same file.
MADE = datetime(2024, 11, 1)

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_AS_WORDS = frozenset({"出生年月", "电话", "联系电话", "统一社会信用代码", "身份证号"})
"""Columns whose digits are words, not figures."""


@dataclass(frozen=True, slots=True)
class Source:
    """One workbook as its source tells it."""

    title: str
    subtitle: str
    summed: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_source(path: Path) -> Source:
    """Read a source; ``ValueError`` when a row has not as many cells as the header."""
    lines = path.read_text("utf-8").splitlines()
    notes = dict(line.removeprefix("# ").split("：", 1) for line in lines if line.startswith("# "))
    header, *rows = [tuple(line.split("\t")) for line in lines if not line.startswith("# ")]
    for row in rows:
        if len(row) != len(header):
            raise ValueError(
                f"{path.name}: {len(row)} cells in the row of {row[0]!r}, header has {len(header)}"
            )
    summed = tuple(filter(None, notes.get("合计", "").split("、")))
    return Source(notes["标题"], notes["说明"], summed, header, tuple(rows))


def cell_value(header: str, text: str) -> date | float | str:
    """A cell as a clerk would have typed it: days and figures as such, all else as words."""
    if header not in _AS_WORDS:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if _NUMBER.fullmatch(text):
            return float(text)
    return text


def build(source: Source, target: Path) -> None:
    """Write one workbook."""
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": source.title, "created": MADE})
    sheet = book.add_worksheet("台账")
    styles = _styles(book)
    last = len(source.header)
    sheet.merge_range(0, 0, 0, last, source.title, styles["title"])
    sheet.merge_range(1, 0, 1, last, source.subtitle, styles["subtitle"])
    for position, header in enumerate(("序号", *source.header)):
        sheet.write_string(HEADER_ROW, position, header, styles["header"])
    for number, row in enumerate(source.rows, 1):
        sheet.write_number(HEADER_ROW + number, 0, number, styles["cell"])
        for position, (header, text) in enumerate(zip(source.header, row, strict=True), 1):
            _write(sheet, HEADER_ROW + number, position, cell_value(header, text), styles)
    _totals(sheet, source, styles)
    _widths(sheet, source)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    book.close()


def _write(sheet: Any, row: int, position: int, value: date | float | str, styles: dict[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, position, value, styles["date"])
    elif isinstance(value, float):
        sheet.write_number(row, position, value, styles["cell"])
    else:
        sheet.write_string(row, position, value, styles["cell"])


def _totals(sheet: Any, source: Source, styles: dict[str, Any]) -> None:
    """The totals line below the rows, and the signature line below that."""
    line = HEADER_ROW + len(source.rows) + 1
    sheet.write_string(line, 0, "合计", styles["header"])
    for position, header in enumerate(source.header, 1):
        if header in source.summed:
            cells = (cell_value(header, row[position - 1]) for row in source.rows)
            total = sum(value for value in cells if isinstance(value, float))
            sheet.write_number(line, position, round(total, 6), styles["header"])
        else:
            sheet.write_blank(line, position, None, styles["header"])
    sheet.write_string(line + 1, 0, "填报人：　　　　　审核人：　　　　　联系电话：")


def _widths(sheet: Any, source: Source) -> None:
    """Columns as wide as their longest cell, within reason; a Chinese character takes two places."""
    sheet.set_column(0, 0, 6)
    for position, header in enumerate(source.header, 1):
        longest = max(len(text) for text in (header, *(row[position - 1] for row in source.rows)))
        sheet.set_column(position, position, min(max(2 * longest, 8), 34))


def _styles(book: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    box = {**font, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**font, "font_size": 16, "bold": True, "align": "center"}),
        "subtitle": book.add_format(font),
        "header": book.add_format({**box, "bold": True, "align": "center"}),
        "cell": book.add_format(box),
        "date": book.add_format({**box, "num_format": "yyyy-mm-dd"}),
    }


def workbook_of(source: Path) -> Path:
    """Where the workbook of a source is kept."""
    return LEDGERS / f"{source.stem}.xlsx"


def main() -> None:
    """Write all workbooks."""
    for path in sorted(SOURCES.glob("*.tsv")):
        build(read_source(path), workbook_of(path))


if __name__ == "__main__":
    main()
