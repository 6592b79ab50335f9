"""Targets as a workbook, out and in: one line an indicator, money in 万元."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter
from django.db import transaction

from shanhai.accounts.models import User
from shanhai.assessment.catalogue import catalogue_of, visible_indicators
from shanhai.assessment.models import Indicator, Target
from shanhai.assessment.services.targets import set_remarks, set_target
from shanhai.ledger.derive.sheet_cells import text_of
from shanhai.ledger.derive.sheet_open import open_workbook
from shanhai.ledger.errors import LedgerError, Problem
from shanhai.ledger.models import Pairing
from shanhai.ledger.models.record import WAN

HEADERS = ("指标代码", "指标名称", "单位", "年度目标", "责任单位", "依据文件", "修改原因")
CODE, VALUE, RESPONSIBLE, DOCUMENT, REASON = 0, 3, 4, 5, 6
HEADER_ROWS = 10
MOST = Decimal(10) ** 20
"""Figures beyond this are no figures; what a target may be is asked when it is set."""


def targets_workbook(user: User, pairing: Pairing, year: int, *, all_lines: bool = False) -> bytes:
    """The targets of a pairing and year, with the agreement's lines (or all) that have none yet, empty."""
    targets = {t.code: t for t in Target.objects.for_user(user).filter(pairing=pairing, year=year)}
    catalogue = catalogue_of(year)
    lines = visible_indicators(user, catalogue) if catalogue else []
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("年度目标")
    box = {"font_name": "宋体", "font_size": 11, "border": 1, "text_wrap": True, "valign": "vcenter"}
    header = book.add_format({**box, "bold": True, "bg_color": "#E8F1F2", "align": "center"})
    cell = book.add_format(box)
    sheet.merge_range(0, 0, 0, len(HEADERS) - 1, f"{pairing}{year}年度目标（金额单位：万元）", header)
    for position, (title, width) in enumerate(zip(HEADERS, (10, 34, 8, 14, 24, 30, 24), strict=True)):
        sheet.write_string(1, position, title, header)
        sheet.set_column(position, position, width)
    shown = [line for line in lines if line.agreement or all_lines or line.code in targets]
    for row, line in enumerate(shown, 2):
        target = targets.get(line.code)
        texts = (line.code, line.zh, "万元" if line.unit == "元" else line.unit)
        for position, text in enumerate(texts):
            sheet.write_string(row, position, text, cell)
        if target is not None and target.value is not None:
            value = target.value / WAN if line.unit == "元" else target.value
            sheet.write_number(row, VALUE, float(value), cell)
        else:
            sheet.write_blank(row, VALUE, None, cell)
        sheet.write_string(row, RESPONSIBLE, target.responsible if target else "", cell)
        sheet.write_string(row, DOCUMENT, target.document if target else "", cell)
        sheet.write_string(row, REASON, "", cell)
    sheet.freeze_panes(2, 2)
    book.close()
    return output.getvalue()


@dataclass(slots=True)
class TargetImport:
    """What a workbook of targets did: targets set, lines that said the same, and what is wrong."""

    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_targets(actor: User, pairing: Pairing, year: int, name: str, data: bytes) -> TargetImport:
    """Set the targets of a workbook, all or none. Raises :class:`LedgerError` when it is no such workbook."""
    catalogue = catalogue_of(year)
    lines = {line.code: line for line in catalogue.indicators.all()} if catalogue else {}
    result = TargetImport()
    with transaction.atomic():
        for number, cells in _rows(name, data):
            try:
                _take(actor, pairing, year, lines, cells, result)
            except LedgerError as error:
                result.problems += [
                    Problem(p.code, p.message, p.field, p.value, file=name, row=number)
                    for p in error.problems
                ]
        if result.problems:
            transaction.set_rollback(True)
            result.changed = result.same = 0
    return result


def _rows(name: str, data: bytes) -> list[tuple[int, list[Any]]]:
    sheets = open_workbook(name, data)
    cells = [[*line, *[""] * (len(HEADERS) - len(line))] for line in (sheets[0].cells if sheets else [])]
    for index, line in enumerate(cells[:HEADER_ROWS]):
        if [text_of(cell) for cell in line[: len(HEADERS)]] == list(HEADERS):
            body = enumerate(cells[index + 1 :], index + 2)
            return [(number, line) for number, line in body if text_of(line[CODE])]
    message = f"没有找到表头（{'、'.join(HEADERS)}），请先导出模板"
    raise LedgerError([Problem("no_header", message, file=name)])


def _take(
    actor: User,
    pairing: Pairing,
    year: int,
    lines: dict[str, Indicator],
    cells: list[Any],
    result: TargetImport,
) -> None:
    """Set one line's target and responsible unit; an empty figure leaves the target as it is."""
    code = text_of(cells[CODE])
    line = lines.get(code)
    if line is None:
        raise LedgerError([Problem("indicator", f"{year}年的指标目录中没有这个代码", value=code)])
    raw, unit = text_of(cells[VALUE]), text_of(cells[RESPONSIBLE])
    if unit:
        set_remarks(actor, pairing, year, code, responsible=unit[:120])
    if not raw:
        return
    try:
        value = Decimal(raw.replace(",", "").rstrip("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not (value.is_finite() and abs(value) < MOST):
        raise LedgerError([Problem("number", "年度目标应填数字，不带单位", value=raw)])
    value = value * WAN if line.unit == "元" else value
    before = Target.objects.for_user(actor).filter(pairing=pairing, year=year, code=code).first()
    if before is not None and before.value == value:
        result.same += 1
        return
    reason, document = text_of(cells[REASON]), text_of(cells[DOCUMENT])
    value = value.quantize(Decimal("0.01"))
    set_target(actor, pairing, year, code, value, reason=reason, document=document)
    result.changed += 1
