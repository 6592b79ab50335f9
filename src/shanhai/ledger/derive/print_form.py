"""The official print form of a ledger: what an office signs, stamps and files.

Title, 填报单位 · 结对 · 年度 · 单位 above the table; columns in the office's order without the system's;
a totals line; the line to sign below; page numbers. One page wide on A4 or A3 (``print_layout``).
Personal data is masked, as everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from shanhai.ledger.derive.print_columns import PrintedColumn, measured, printed_columns, printed_text
from shanhai.ledger.derive.print_layout import (
    POINT,
    Layout,
    PrintColumn,
    arrange,
    ems,
    header_parts,
    lines_of,
)
from shanhai.ledger.derive.print_totals import PrintTotals, print_totals
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.models.record import WAN
from shanhai.ledger.wording import official_language

LINE_SIZE = 10.5
"""The least type size, in points, of the lines above and below the table."""
LONG = 8
"""A column of words with longer values than so many em is set flush left, others centred."""
EMPTY_LINES = 12
"""Lines of a form without rows, to be filled in by hand."""
PIXELS = POINT / 0.2646
"""Pixels of a point: Excel's columns have 96 an inch."""
SIGNATURES = ("填报人：", "审核人：", "负责人（签字）：", "联系电话：", "填报日期：　　　　年　　月　　日")
BOOK = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    # Columns are as wide as so many digits of the workbook's own font: 宋体, which every office has.
    "default_format_properties": {"font_name": "宋体", "font_size": 11},
    "default_column_width": 72,
}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above and below the table: who reports, on which pairing, and who printed it when."""

    unit: str
    pairing: Pairing | None = None
    printed: str = ""


def print_form(model: type[Record], records: Iterable[Record], head: Head) -> bytes:
    """The print form of these rows as a workbook, in Chinese."""
    with official_language():
        rows = list(records)
        columns = printed_columns(model, rows)
        texts = [[printed_text(row, column) for column in columns] for row in rows]
        totals = print_totals(model, rows)
        needs = measured(columns, texts, totals)
        layout = arrange(needs, numbers=max(ems(str(len(rows))), 2.0) + 0.4)
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, BOOK)
        page = _Page(book, model, columns, needs, layout)
        page.head(head, rows)
        page.header()
        page.body(rows, texts)
        page.foot(totals)
        page.set_up(head.printed)
        book.close()
        return target.getvalue()


class _Page:
    """Writes one print form, line by line."""

    def __init__(
        self,
        book: Any,
        model: type[Record],
        columns: Sequence[PrintedColumn],
        needs: Sequence[PrintColumn],
        layout: Layout,
    ) -> None:
        self.long = {column.field for column, need in zip(columns, needs, strict=True) if need.longest > LONG}
        self.model, self.columns, self.layout = model, columns, layout
        self.title = str(model.Kind.title)
        self.sheet = book.add_worksheet(self.title[:31].replace("/", ""))
        self.last = len(layout.widths) - 1
        self.bands = len(layout.bands)
        self.row = 0
        self.formats = _formats(book, layout.choice.size, columns)
        for place, width in enumerate(layout.widths):
            pixels = width * layout.choice.size * PIXELS
            self.sheet.set_column_pixels(place, place, int(pixels))

    def head(self, head: Head, rows: Sequence[Record]) -> None:
        """The title, and the line that says whose figures of which year in which unit these are."""
        self.sheet.set_row(0, 38)
        self.sheet.merge_range(0, 0, 0, self.last, self.title, self.formats["title"])
        years = sorted({row.year for row in rows})
        period = (
            f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年" if years else "　　　　年"
        )
        parts = [f"填报单位（盖章）：{head.unit or '　　　　　　　　'}"]
        parts += [f"结对：{head.pairing}"] if head.pairing else []
        parts += [f"年度：{period}"]
        parts += ["单位：万元（另有注明的除外）"] if self.model.Kind.money_fields else []
        self.sheet.set_row(1, 20)
        self._across(1, self._spread(parts))
        self.row = 2

    def _spread(self, parts: Sequence[str]) -> str:
        """Several short texts over the width of a line, with equal spaces between them."""
        size = max(self.layout.choice.size, LINE_SIZE)
        room = sum(self.layout.widths) * self.layout.choice.size / size - sum(map(ems, parts)) - 2
        return ("　" * max(int(room / (len(parts) - 1)), 1)).join(parts)

    def header(self) -> None:
        """The names of the columns; in several bands one below the other."""
        first = self.row
        texts = [
            ((band, place), self._header_text(column.header, self.layout.widths[place]))
            for at, column in enumerate(self.columns)
            for band, place in [self.layout.place(at)]
        ]
        for band in range(self.bands):
            self._line([(place, text) for (where, place), text in texts if where == band], least=24)
            self._blanks(first + band, band, "header")
        for (band, place), text in texts:
            self.sheet.write_string(first + band, place, text, self.formats["header"])
        self._number(first, "序号", "header")
        self.sheet.repeat_rows(first, self.row - 1)
        self.sheet.freeze_panes(self.row, 1)

    @staticmethod
    def _header_text(header: str, width: float) -> str:
        """A header that needs several lines begins a new one at its bracket."""
        return "\n".join(header_parts(header)) if lines_of(header, width) > 1 else header

    def body(self, rows: Sequence[Record], texts: Sequence[Sequence[str]]) -> None:
        """The rows, or empty lines to be filled in by hand."""
        for number, (record, line) in enumerate(zip(rows, texts, strict=True), 1):
            first = self._lines(line)
            for at, column in enumerate(self.columns):
                band, place = self.layout.place(at)
                self._cell(first + band, place, column, getattr(record, column.field), line[at], band)
            self._number(first, number, "number")
        for number in range(1, EMPTY_LINES + 1 if not rows else 1):
            first = self._lines([""] * len(self.columns))
            for at in range(len(self.columns)):
                band, place = self.layout.place(at)
                self.sheet.write_blank(first + band, place, None, self._style("words", band))
            self._number(first, number, "number")

    def _lines(self, line: Sequence[str]) -> int:
        """Make room for one row of the ledger; the number of its first line."""
        placed = [(self.layout.place(at), text) for at, text in enumerate(line)]
        first = self.row
        for band in range(self.bands):
            self._line([(place, text) for (where, place), text in placed if where == band], least=20)
            self._blanks(first + band, band, "words")
        return first

    def _line(self, texts: Sequence[tuple[int, str]], least: float) -> None:
        self.sheet.set_row(self.row, self.layout.height(texts, least=least))
        self.row += 1

    def _blanks(self, row: int, band: int, style: str) -> None:
        """Boxes where a band has fewer columns than the others."""
        for place in range(len(self.layout.bands[band]) + 1, self.last + 1):
            self.sheet.write_blank(row, place, None, self._style(style, band))

    def _number(self, first: int, value: str | int, style: str) -> None:
        if self.bands > 1:
            self.sheet.merge_range(first, 0, first + self.bands - 1, 0, value, self._style(style, 0))
        else:
            self.sheet.write(first, 0, value, self._style(style, 0))

    def _style(self, name: str, band: int) -> Any:
        """The format of a cell; of several bands only the outer lines are strong."""
        if self.bands == 1 or name == "header":
            return self.formats[name]
        return self.formats[f"{name}/{'first' if band == 0 else 'later'}"]

    def _cell(self, row: int, place: int, column: PrintedColumn, value: Any, text: str, band: int) -> None:
        if column.sort == "figure" and value is not None:
            style = self._style(_figure_style(column), band)
            self.sheet.write_number(row, place, float(value / WAN if column.money else value), style)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, place, value, self._style("day", band))
        elif text:
            name = "words" if column.sort == "words" and column.field in self.long else "choice"
            self.sheet.write_string(row, place, text, self._style(name, band))
        else:
            self.sheet.write_blank(row, place, None, self._style("words", band))

    def foot(self, totals: PrintTotals) -> None:
        """The totals line, a note on rows it leaves out, and the line to sign."""
        if totals.sums:
            self._totals(totals)
        if totals.covered:
            self.sheet.set_row(self.row, 20)
            note = f"注：另有{totals.covered}行所列事项已含在汇总行内，合计中不重复计入。"
            self._across(self.row, note)
            self.row += 1
        self.sheet.set_row(self.row, 34)
        self._across(self.row, self._spread(SIGNATURES))

    def _totals(self, totals: PrintTotals) -> None:
        first = self._lines([""] * len(self.columns))
        for at, column in enumerate(self.columns):
            band, place = self.layout.place(at)
            value = totals.sums.get(column.field)
            if value is None:
                self.sheet.write_blank(first + band, place, None, self._style("words", band))
            else:
                self._cell(first + band, place, column, value, "", band)
        self._number(first, "合计", "number")

    def _across(self, row: int, text: str) -> None:
        self.sheet.merge_range(row, 0, row, self.last, text, self.formats["line"])

    def set_up(self, printed: str) -> None:
        """Paper, margins, one page wide, page numbers, and who printed this when."""
        self.sheet.set_landscape()
        self.sheet.set_paper(self.layout.choice.paper)
        self.sheet.set_margins(left=0.39, right=0.39, top=0.6, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(f"&L&8{printed.replace('&', '&&')}&C&9第 &P 页 共 &N 页", {"margin": 0.3})


def _figure_style(column: PrintedColumn) -> str:
    return f"{'money' if column.money else 'figure'}{column.decimals}"


def _formats(book: Any, size: float, columns: Sequence[PrintedColumn]) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": size, "valign": "vcenter"}
    box = {**font, "border": 1, "text_wrap": True}
    looks: dict[str, dict[str, Any]] = {
        "header": {**box, "font_name": "黑体", "align": "center"},
        "number": {**box, "align": "center", "text_wrap": False},
        "words": {**box, "align": "left"},
        "choice": {**box, "align": "center"},
        "day": {**box, "align": "center", "num_format": "yyyy-mm-dd", "text_wrap": False},
    }
    for column in columns:
        if column.sort == "figure":
            places = f"0.{'0' * column.decimals}" if column.decimals else "0"
            align = "right" if column.money else "center"
            look = {"num_format": places, "align": align, "text_wrap": False}
            looks[_figure_style(column)] = {**box, **look}
    formats = {
        "title": book.add_format({**font, "font_size": 20, "bold": True, "align": "center"}),
        "line": book.add_format({**font, "font_size": max(size, LINE_SIZE)}),
    }
    for name, look in looks.items():
        formats[name] = book.add_format(look)
        formats[f"{name}/first"] = book.add_format({**look, "top": 2})
        formats[f"{name}/later"] = book.add_format({**look, "top": 4})
    return formats
