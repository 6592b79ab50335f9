"""Writing workbooks: templates and exports, of one kind or of all, in the offices' layout.

Two title lines, the header on row 3, drop-downs for choices, money in 万元. Texts are written as texts,
so a cell that begins with ``=`` is never run as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from shanhai.ledger.derive.sheet_columns import SheetColumn
from shanhai.ledger.derive.sheet_csv import is_formula
from shanhai.ledger.derive.sheet_keys import KEY_HEADER
from shanhai.ledger.derive.sheet_values import OutColumn, Value, out_columns
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.wording import official_language

TEMPLATE_ROWS = 500
NARROW, NORMAL, BROAD = 8, 14, 30
CHOICES_SHEET, GUIDE_SHEET = "选项", "填报说明"
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(
    model: type[Record],
    records: Iterable[Record] = (),
    *,
    pairing: Pairing | None = None,
    year: int | None = None,
    columns: Sequence[OutColumn] = (),
) -> bytes:
    """The workbook of a kind, in Chinese: a template when there are no records, else an export of them."""
    with official_language():
        target = io.BytesIO()
        book = Book(target)
        columns = columns or out_columns(model, keys=records != ())
        book.sheet(model, records, columns, pairing=pairing, year=year)
        book.close()
        return target.getvalue()


def sheet_name(model: type[Record]) -> str:
    """The name of a kind's sheet: the ledger's title, as far as Excel takes it."""
    return str(model.Kind.title).replace("/", "")[:31]


class Book:
    """A workbook with one sheet a kind; the drop-down lists of all of them stand on one hidden sheet."""

    def __init__(self, target: io.BytesIO) -> None:
        self.book = xlsxwriter.Workbook(target, OPTIONS)
        self.styles = _styles(self.book)
        self.lists: dict[tuple[str, ...], int] = {}

    def sheet(
        self,
        model: type[Record],
        records: Iterable[Record],
        columns: Sequence[OutColumn],
        *,
        pairing: Pairing | None = None,
        year: int | None = None,
    ) -> int:
        """Write the sheet of a kind; the number of rows written."""
        sheet = self.book.add_worksheet(sheet_name(model))
        last = len(columns)
        sheet.merge_range(0, 0, 0, last, str(model.Kind.title), self.styles["title"])
        unit = "单位：万元（标注的列）" if model.Kind.money_fields else ""
        scope = f"结对：{pairing or '　　　　'}　年度：{year or '　　　　'}　{unit}"
        sheet.merge_range(1, 0, 1, last, scope, self.styles["subtitle"])
        _header(sheet, columns, self.styles)
        count = 0
        for count, record in enumerate(records, 1):
            sheet.write_number(2 + count, 0, count, self.styles["cell"])
            for position, column in enumerate(columns, 1):
                _write(sheet, 2 + count, position, column.value(record), column.column, self.styles)
        rows = max(count, TEMPLATE_ROWS)
        self._dropdowns(sheet, columns, rows)
        empty = {"type": "blanks", "format": self.styles["empty"]}
        sheet.conditional_format(3, 0, 2 + rows, last, empty)
        _page(sheet, last)
        return count

    def close(self) -> None:
        """Write the lists of choices and finish the file."""
        if self.lists:
            sheet = self.book.add_worksheet(CHOICES_SHEET)
            sheet.hide()
            # One list a row: a column of headers would look like a ledger's header to the import.
            for labels, row in self.lists.items():
                sheet.write_row(row, 0, labels)
        self.book.close()

    def _dropdowns(self, sheet: Any, columns: Sequence[OutColumn], rows: int) -> None:
        for position, out in enumerate(columns, 1):
            labels = _labels(out.column)
            if labels:
                row = self.lists.setdefault(labels, len(self.lists))
                source = xlsxwriter.utility.xl_range_abs(row, 0, row, len(labels) - 1)
                rule = {"validate": "list", "source": f"={CHOICES_SHEET}!{source}"}
                sheet.data_validation(3, position, 2 + rows, position, rule)


def _labels(column: SheetColumn | None) -> tuple[str, ...]:
    """What may be chosen in a column, empty when it is filled in freely."""
    if column is None:
        return ()
    if column.model_field.get_internal_type() == "BooleanField":
        return ("是", "否")
    return tuple(label for _value, label in column.choices)


def _styles(book: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    box = {**font, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**font, "font_size": 18, "bold": True, "align": "center"}),
        "subtitle": book.add_format({**font, "align": "right"}),
        "header": book.add_format({**box, "bold": True, "align": "center", "bg_color": "#E8F1F2"}),
        "note": book.add_format({**font, "align": "left", "text_wrap": True}),
        "link": book.add_format({**box, "font_color": "#0B5E6B", "underline": 1}),
        "cell": book.add_format(box),
        "empty": book.add_format({"border": 1}),
        "date": book.add_format({**box, "num_format": "yyyy-mm-dd"}),
        "money": book.add_format({**box, "num_format": "0.00####"}),
        # Excel keeps a text that looks like a formula a text, even when somebody edits the cell.
        "quoted": book.add_format({**box, "quote_prefix": True}),
    }


def _header(sheet: Any, columns: Sequence[OutColumn], styles: dict[str, Any]) -> None:
    sheet.write_string(2, 0, "序号", styles["header"])
    sheet.set_column(0, 0, NARROW)
    for position, out in enumerate(columns, 1):
        sheet.write_string(2, position, out.header, styles["header"])
        hidden = {"hidden": True} if out.header == KEY_HEADER else {}
        sheet.set_column(position, position, BROAD if out.broad else NORMAL, None, hidden)
        notes = _notes(out.column)
        if notes:
            sheet.write_comment(2, position, "；".join(notes))
    sheet.set_row(2, 30)
    sheet.freeze_panes(3, 2)


def _notes(column: SheetColumn | None) -> list[str]:
    if column is None:
        return []
    return [text for text in ("必填" if column.required else "", str(column.model_field.help_text)) if text]


def _write(
    sheet: Any, row: int, position: int, value: Value, column: SheetColumn | None, styles: dict[str, Any]
) -> None:
    if value is None:
        return  # boxed all at once, by a rule
    if isinstance(value, date):
        sheet.write_datetime(row, position, value, styles["date"])
    elif isinstance(value, int | Decimal):
        money = column is not None and column.wan
        sheet.write_number(row, position, float(value), styles["money" if money else "cell"])
    else:
        sheet.write_string(row, position, value, styles["quoted" if is_formula(value) else "cell"])


def _page(sheet: Any, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8 if last > 14 else 9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&L填报人：　　　　审核人：&R第&P页 共&N页")
