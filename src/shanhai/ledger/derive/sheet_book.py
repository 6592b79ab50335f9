"""One workbook with all kinds: a sheet of instructions and contents first, then a sheet a kind.

As a template it is empty; as an export it holds a pairing's rows. Either comes back through
:func:`shanhai.ledger.derive.sheet_import.import_book`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from shanhai.accounts.models import User
from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_values import out_columns
from shanhai.ledger.derive.sheet_write import GUIDE_SHEET, Book, sheet_name
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.wording import official_language

RULES = (
    "每张工作表是一类台账，表头在第3行；从第4行起填写，一行一条。不用的工作表可以留空，也可以删去。",
    "表头可以调换次序，用不到的列可以删去；带“必填”批注的列上报前必须填好。",
    "金额列的表头注明“（万元）”，按万元填；把表头改为“（元）”则按元读。",
    "日期写作2024-06-13或2024年6月13日；有下拉选项的，从选项中选。",
    "合计行、签字行可以保留，导入时自动略过；请不要改动工作表的名称。",
    "导出的文件改好后可以直接导入：系统按隐藏的记录号找到原来的记录，只更新改动的内容。",
)


def template_book(models: Sequence[type[Record]]) -> bytes:
    """The empty workbook of these kinds, in menu order."""
    with official_language():
        return _book(models, {}, None, None)


def export_book(
    user: User, models: Sequence[type[Record]], pairing: Pairing, year: int | None = None
) -> tuple[bytes, int]:
    """The rows of a pairing (of one year, or of all) that are not void, a sheet a kind; how many they are."""
    rows = {}
    for model in models:
        found = model.objects.for_user(user).filter(pairing=pairing).exclude(state=State.VOID)
        found = found.filter(year=year) if year is not None else found
        rows[model] = list(found.order_by("year", "pk"))
    with official_language():
        return _book(models, rows, pairing, year), sum(map(len, rows.values()))


def _book(
    models: Sequence[type[Record]],
    rows: Mapping[type[Record], Sequence[Record]],
    pairing: Pairing | None,
    year: int | None,
) -> bytes:
    target = io.BytesIO()
    book = Book(target)
    _guide(book, models, {model: len(rows.get(model, ())) for model in models}, pairing)
    for model in models:
        columns = out_columns(model, keys=pairing is not None)
        book.sheet(model, rows.get(model, ()), columns, pairing=pairing, year=year)
    book.close()
    return target.getvalue()


def _guide(
    book: Book, models: Sequence[type[Record]], counts: Mapping[type[Record], int], pairing: Pairing | None
) -> None:
    """The first sheet: how to fill the others in, and a line for each with a link to it."""
    sheet, styles = book.book.add_worksheet(GUIDE_SHEET), book.styles
    sheet.merge_range(
        0, 0, 0, 3, "东西部协作台账" + (f"（{pairing}）" if pairing else "模板"), styles["title"]
    )
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 8)
    sheet.set_column(3, 3, 80)
    for number, rule in enumerate(RULES, 1):
        sheet.merge_range(number, 0, number, 3, f"{number}. {rule}", styles["note"])
    top = len(RULES) + 2
    for position, header in enumerate(("序号", "台账", "行数", "必填的列")):
        sheet.write_string(top, position, header, styles["header"])
    for number, model in enumerate(models, 1):
        required = "、".join(column.header for column in sheet_columns(model) if column.required)
        sheet.write_number(top + number, 0, number, styles["cell"])
        sheet.write_url(
            top + number, 1, f"internal:'{sheet_name(model)}'!A1", styles["link"], str(model.Kind.title)
        )
        sheet.write_number(top + number, 2, counts[model], styles["cell"])
        sheet.write_string(top + number, 3, required or "—", styles["cell"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
