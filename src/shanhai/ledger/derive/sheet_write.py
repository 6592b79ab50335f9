"""Writing a kind's workbook: the empty template and the export, in the offices' layout.

Two title lines, the header on row 3, drop-downs for choices, money in 万元. Texts are written as texts,
so a cell that begins with ``=`` is never run as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from shanhai.ledger.derive.sheet_columns import SheetColumn, sheet_columns
from shanhai.ledger.history import display
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.models.record import WAN
from shanhai.ledger.wording import official_language

TEMPLATE_ROWS = 500
NARROW, NORMAL, BROAD = 8, 14, 30


def workbook(
    model: type[Record],
    records: Iterable[Record] = (),
    *,
    pairing: Pairing | None = None,
    year: int | None = None,
) -> bytes:
    """The workbook of a kind, in Chinese: a template when there are no records, else an export of them."""
    with official_language():
        return _workbook(model, records, pairing, year)


def _workbook(
    model: type[Record], records: Iterable[Record], pairing: Pairing | None, year: int | None
) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(str(model.Kind.title)[:31].replace("/", ""))
    columns = sheet_columns(model)
    styles = _styles(book)
    last = len(columns)
    sheet.merge_range(0, 0, 0, last, str(model.Kind.title), styles["title"])
    unit = "单位：万元（标注的列）" if model.Kind.money_fields else ""
    scope = f"结对：{pairing or '　　　　'}　年度：{year or '　　　　'}　{unit}"
    sheet.merge_range(1, 0, 1, last, scope, styles["subtitle"])
    _header(sheet, columns, styles)
    count = 0
    for count, record in enumerate(records, 1):
        sheet.write_number(2 + count, 0, count, styles["cell"])
        for position, column in enumerate(columns, 1):
            _write(sheet, 2 + count, position, record, column, styles)
    _dropdowns(sheet, columns, max(count, TEMPLATE_ROWS))
    _page(sheet, last)
    book.close()
    return target.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    box = {**font, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**font, "font_size": 18, "bold": True, "align": "center"}),
        "subtitle": book.add_format({**font, "align": "right"}),
        "header": book.add_format({**box, "bold": True, "align": "center", "bg_color": "#E8F1F2"}),
        "cell": book.add_format(box),
        "date": book.add_format({**box, "num_format": "yyyy-mm-dd"}),
        "money": book.add_format({**box, "num_format": "0.00####"}),
    }


def _header(sheet: Any, columns: tuple[SheetColumn, ...], styles: dict[str, Any]) -> None:
    sheet.write_string(2, 0, "序号", styles["header"])
    sheet.set_column(0, 0, NARROW)
    for position, column in enumerate(columns, 1):
        sheet.write_string(2, position, column.header, styles["header"])
        kind = column.model_field.get_internal_type()
        sheet.set_column(position, position, BROAD if kind == "TextField" else NORMAL)
        help_text = str(column.model_field.help_text)
        notes = [text for text in ("必填" if column.required else "", help_text) if text]
        if notes:
            sheet.write_comment(2, position, "；".join(notes))
    sheet.set_row(2, 30)
    sheet.freeze_panes(3, 2)


def _write(
    sheet: Any, row: int, position: int, record: Record, column: SheetColumn, styles: dict[str, Any]
) -> None:
    value = getattr(record, column.field)
    if value is None or value == "":
        sheet.write_blank(row, position, None, styles["cell"])
    elif column.wan:
        sheet.write_number(row, position, float(Decimal(value) / WAN), styles["money"])
    elif isinstance(value, bool) or column.choices or column.field in record.Kind.sensitive:
        sheet.write_string(row, position, display(record, column.field, record.Kind), styles["cell"])
    elif isinstance(value, date):
        sheet.write_datetime(row, position, value, styles["date"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, position, float(value), styles["cell"])
    else:
        sheet.write_string(row, position, str(value), styles["cell"])


def _dropdowns(sheet: Any, columns: tuple[SheetColumn, ...], rows: int) -> None:
    for position, column in enumerate(columns, 1):
        labels = [label for _value, label in column.choices]
        if column.model_field.get_internal_type() == "BooleanField":
            labels = ["是", "否"]
        # Excel takes at most 255 characters in a list typed into the rule.
        if labels and len(",".join(labels)) <= 255:
            sheet.data_validation(3, position, 2 + rows, position, {"validate": "list", "source": labels})


def _page(sheet: Any, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8 if last > 14 else 9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&L填报人：　　　　审核人：&R第&P页 共&N页")
