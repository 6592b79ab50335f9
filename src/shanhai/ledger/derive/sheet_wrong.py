"""The rows an import could not take, as a workbook to mend and import again: the same columns, and why."""

from __future__ import annotations

import io
from datetime import date, datetime

import xlsxwriter

from shanhai.ledger.derive.sheet_plan import Planned
from shanhai.ledger.derive.sheet_read import Sheet
from shanhai.ledger.wording import official

REASON = "未导入原因"


def wrong_rows_workbook(sheets: list[Sheet], wrong: list[Planned]) -> bytes:
    """The wrong rows sheet by sheet as their author typed them, with the reasons in the last column."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#E8F1F2", "text_wrap": True})
    red = book.add_format({"font_color": "#9C1C1C", "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        rows = [planned for planned in wrong if planned.row.sheet == sheet.name]
        if not rows:
            continue
        page = book.add_worksheet(sheet.name[:31])
        page.write_string(0, 0, official(sheet.model.Kind.title))
        page.write_string(1, 0, "以下各行未导入，改好后可直接导入本文件")
        for column, header in enumerate((*sheet.header, REASON)):
            page.write_string(2, column, header, bold)
        page.set_column(0, len(sheet.header) - 1, 14)
        page.set_column(len(sheet.header), len(sheet.header), 60)
        for line, planned in enumerate(rows, 3):
            for column, cell in enumerate(planned.row.cells[: len(sheet.header)]):
                if isinstance(cell, datetime | date):
                    page.write_datetime(line, column, cell, day)
                elif isinstance(cell, int | float) and not isinstance(cell, bool):
                    page.write_number(line, column, cell)
                elif cell not in (None, ""):
                    page.write_string(line, column, str(cell))
            reasons = [
                f"{problem.column}：{problem.message}" if problem.column else problem.message
                for problem in planned.problems
            ]
            page.write_string(line, len(sheet.header), "；".join(reasons), red)
        page.freeze_panes(3, 0)
    book.close()
    return target.getvalue()
