"""The headers offices print are recognised, and our columns stand in the same order."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from shanhai.ledger.derive.sheet_columns import recognise
from shanhai.ledger.kinds import all_kinds, kind

PRINTED = Path(__file__).with_name("printed_headers.tsv")
WITHOUT_FORM = {"base", "activity"}
"""Kinds of which no printed form is known."""
NOT_TAKEN = {
    "电子件": "evidence is attached to the row",
    "佐证": "evidence is attached to the row",
    "证明材料": "evidence is attached to the row",
    "学员名册": "evidence is attached to the row",
    "在岗状态": "follows from the dates",
    "支出进度%": "computed from two columns",
    "结余": "computed from two columns",
    "起止日期": "two columns, one for each day",
    "其中脱贫(监测)户/人": "two columns, one for each unit",
}


def printed() -> dict[str, list[str]]:
    with PRINTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {code: headers.split(" ") for code, headers in rows[1:]}


def test_every_kind_with_a_printed_form_is_here() -> None:
    assert set(printed()) == {model.Kind.code for model in all_kinds()} - WITHOUT_FORM


@pytest.mark.parametrize("code", printed())
def test_printed_headers_are_recognised_in_order(code: str) -> None:
    model = kind(code)
    found = {header: recognise(model, header) for header in printed()[code] if header != "序号"}
    strange = {header for header, column in found.items() if column is None}
    assert strange <= set(NOT_TAKEN)
    fields = [column.field for column in found.values() if column and column.field not in ("year", "note")]
    order = model.Kind.field_names()
    assert fields == sorted(fields, key=order.index)
