"""Columns of tables: the header gives the unit, the rows their numbers."""

from __future__ import annotations

import pytest

from shanhai.text.claims import read_claims
from shanhai.text.claims.tables import table_cells

TITLE = "2023年宁波市鄞州区东西部协作盐源县项目公示\n"


@pytest.mark.parametrize("gap", [" ", "\t", " | ", "　"])
def test_rows_count_in_the_unit_of_their_header(gap: str) -> None:
    rows = [
        ["序号", "项目名称", "帮扶资金(万元)", "进度"],
        ["1", "苹果冷链中心", "1,250.5", "完工"],
        ["2", "村道路灯", "80", "在建"],
    ]
    text = "\n".join(gap.join(row) for row in rows)
    assert [int(cell.value) for cell in table_cells(text)] == [12_505_000, 800_000]
    found = [claim for claim in read_claims(TITLE + text) if claim.measure == "fund.aid"]
    assert [(int(claim.value), claim.text, claim.since) for claim in found] == [
        (12_505_000, "1,250.5", "2023"),
        (800_000, "80", "2023"),
    ]


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("销售额（亿元）", "sale.amount"),
        ("劳务协作资金(万元)", "fund.labour"),
        ("到位投资（单位：万元）", "enterprise.investment"),
        ("人均收入(元)", ""),
        ("面积(亩)", ""),
        ("选派教师(名)", "posting.teachers_sent"),
        ("转移就业(人)", "employment.total"),
        ("实施项目（个）", "project.count"),
        ("人口(人)", ""),
    ],
)
def test_a_column_tells_what_its_header_says(header: str, measure: str) -> None:
    text = f"年份 乡镇 {header}\n2023 甲镇 35"
    assert [cell.column.measure for cell in table_cells(text)] == [measure] * bool(measure)


def test_rows_of_another_width_and_text_below_the_table_are_left_alone() -> None:
    text = "序号 名称 帮扶资金(万元)\n合计 35\n以上资金均已到位。\n1 甲项目 20"
    assert list(table_cells(text)) == []


def test_a_year_in_the_first_cell_is_the_period_of_its_row() -> None:
    text = "年份 帮扶资金(万元) 选派医生(名)\n2021年 300 12\n2022年 420 15\n合计 720 27"
    found = [c for c in read_claims(TITLE + text) if c.start >= len(TITLE)]
    assert [(c.measure, int(c.value), c.since, c.until) for c in found[:4]] == [
        ("fund.aid", 3_000_000, "2021", "2021"),
        ("posting.doctors_sent", 12, "2021", "2021"),
        ("fund.aid", 4_200_000, "2022", "2022"),
        ("posting.doctors_sent", 15, "2022", "2022"),
    ]
