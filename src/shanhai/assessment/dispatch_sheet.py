"""The dispatch table (调度表) as a workbook, in the order of DOMAIN.md (e.25)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from shanhai.assessment.progress import Board, Line, summed
from shanhai.ledger.models import Pairing
from shanhai.ledger.models.record import WAN
from shanhai.ledger.wording import official_language

COLUMNS = (
    ("序号", 5), ("指标代码", 8), ("指标名称", 26), ("其中项", 7), ("单位", 7), ("年度协议（目标）数", 13),
    ("截至上期完成", 13), ("本期新增", 12), ("截至本期累计", 13), ("完成率%", 9), ("时序进度%", 9),
    ("差额", 12), ("同比%", 8), ("排名", 7), ("责任单位", 18), ("存在问题", 24), ("备注", 20),
)  # fmt: skip


def dispatch_workbook(table: Board, *, confirmed_only: bool = False) -> bytes:
    """One sheet of all pairings together (when there are several), then one a pairing; money in 万元."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    with official_language():
        sheets: list[tuple[str, Pairing | None, Sequence[Line]]] = [
            (str(pairing), pairing, table.lines[pairing.pk]) for pairing in table.pairings
        ]
        if len(sheets) > 1:
            sheets.insert(0, ("汇总", None, summed(table)))
        styles = _styles(book)
        names: set[str] = set()
        for title, _pairing, lines in sheets:
            sheet = book.add_worksheet(_name(title, names))
            _fill(sheet, title, lines, table, styles, confirmed_only)
    book.close()
    return target.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 signs, none of those that Excel forbids, each once."""
    plain = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31]
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain[:27]}({number})"
    taken.add(name)
    return name


def _styles(book: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    box = {**font, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**font, "font_size": 18, "bold": True, "align": "center"}),
        "subtitle": book.add_format({**font, "align": "right"}),
        "header": book.add_format({**box, "bold": True, "align": "center", "bg_color": "#E8F1F2"}),
        "cell": book.add_format(box),
        "number": book.add_format({**box, "num_format": "#,##0.##"}),
        "section": book.add_format({**box, "bold": True, "bg_color": "#F4F8F8"}),
    }


def _fill(
    sheet: Any, title: str, lines: Sequence[Line], table: Board, styles: dict[str, Any], confirmed: bool
) -> None:
    last = len(COLUMNS) - 1
    year, day = table.period.year, table.period.day
    sheet.merge_range(0, 0, 0, last, f"{title}{year}年度东西部协作指标调度表", styles["title"])
    told = f"截至{day:%Y-%m-%d}　口径：{table.catalogue}　{'只计已确认' if confirmed else '计已报和已确认'}"
    sheet.merge_range(1, 0, 1, last, f"{told}　金额单位：万元", styles["subtitle"])
    for position, (header, width) in enumerate(COLUMNS):
        sheet.write_string(2, position, header, styles["header"])
        sheet.set_column(position, position, width)
    row, section = 3, ""
    for number, line in enumerate(lines, 1):
        if line.indicator.section != section:
            section = line.indicator.section
            sheet.merge_range(row, 0, row, last, table.catalogue.section_title(section), styles["section"])
            row += 1
        for position, value in enumerate(_cells(number, line, table)):
            _write(sheet, row, position, value, styles)
        row += 1
    sheet.freeze_panes(3, 3)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&L填报人：　　　　审核人：　　　　签发：&R第&P页 共&N页")


def _cells(number: int, line: Line, table: Board) -> list[Any]:
    indicator, target = line.indicator, line.target
    money = indicator.unit == "元"
    unit = "万元" if money else indicator.unit

    def shown(value: Decimal | None) -> Decimal | None:
        return value / WAN if money and value is not None else value

    remark = "约数" if line.amount.inexact else ""
    state = "" if line.goal is None or line.signed else "目标未签"
    return [
        number, indicator.code, indicator.zh, "其中" if indicator.parent else "", unit, shown(line.goal),
        shown(line.before), shown(line.new), shown(line.done), line.rate,
        table.period.passed if line.goal else None, shown(line.gap), line.trend,
        f"{line.rank[0]}/{line.rank[1]}" if line.rank else "", line.responsible,
        target.problem if target else "", "；".join(filter(None, (state, remark))),
    ]  # fmt: skip


def _write(sheet: Any, row: int, position: int, value: Any, styles: dict[str, Any]) -> None:
    if value is None or value == "":
        sheet.write_blank(row, position, None, styles["cell"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, position, float(value), styles["number"])
    else:
        sheet.write_string(row, position, str(value), styles["cell"])
