"""A snapshot as a workbook: what it is, its rows kind by kind, and what is different today."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.ledger.models import Snapshot, State
from shanhai.ledger.snapshots import (
    CHANGED,
    MOVED,
    NEW,
    VOID,
    cells,
    compare,
    frozen_lines,
    kinds_in,
    printed,
)
from shanhai.ledger.values import title_of
from shanhai.ledger.wording import official_language

WHAT = {NEW: "新增", CHANGED: "已修改", VOID: "已作废", MOVED: "已移出"}


def snapshot_workbook(user: User, snapshot: Snapshot) -> bytes:
    """The workbook, of the kinds and places the user may see; in Chinese, personal data masked."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#E8F1F2", "text_wrap": True})
    with official_language():
        _first_sheet(book, snapshot, user, bold)
        for model, _count in kinds_in(user, snapshot):
            sheet = book.add_worksheet(str(model.Kind.title)[:31].replace("/", ""))
            _line(sheet, 0, ["记录编号", "状态", *(title_of(model, name) for name in printed(model))], bold)
            for number, line in enumerate(frozen_lines(user, snapshot, model.Kind.code), 1):
                _line(sheet, number, [str(line["id"]), str(State(line["state"]).label), *cells(model, line)])
            sheet.freeze_panes(1, 2)
        _differences(book, snapshot, user, bold)
    book.close()
    return target.getvalue()


def _line(sheet: Any, number: int, texts: list[str], style: Any = None) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(number, column, text, style)


def _first_sheet(book: Any, snapshot: Snapshot, user: User, bold: Any) -> None:
    sheet = book.add_worksheet("说明")
    facts = [
        ("快照", f"{snapshot.pairing} {snapshot.period}"),
        ("用途", snapshot.reason),
        ("制作", f"{snapshot.taken_by} {timezone.localtime(snapshot.taken_at):%Y-%m-%d %H:%M:%S}"),
        ("SHA-256", snapshot.sha256),
        ("导出", f"{user} {timezone.localtime():%Y-%m-%d %H:%M:%S}"),
        *((str(model.Kind.title), f"{count}行") for model, count in kinds_in(user, snapshot)),
    ]
    for number, (name, text) in enumerate(facts):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, text)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)


def _differences(book: Any, snapshot: Snapshot, user: User, bold: Any) -> None:
    sheet = book.add_worksheet("与今日对照")
    _line(sheet, 0, ["台账", "记录编号", "记录", "变化", "栏目", "快照", "今日"], bold)
    number = 1
    for one in compare(user, snapshot):
        start = [str(one.model.Kind.title), str(one.number), one.label, WHAT[one.what]]
        for change in one.changes or (None,):
            told = [change.title, change.old, change.new] if change else []
            _line(sheet, number, [*start, *told])
            number += 1
    sheet.set_column(2, 2, 30)
    sheet.set_column(5, 6, 30)
    sheet.freeze_panes(1, 0)
