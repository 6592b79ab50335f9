"""Every kind's official print form: what stands on it, in which order, on which paper, adding up to what."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shanhai.ledger.derive.print_form import EMPTY_LINES, Head, print_form
from shanhai.ledger.derive.print_layout import CHOICES, POINT, PrintColumn, arrange, least_width
from shanhai.ledger.derive.print_totals import print_totals
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Record
from shanhai.ledger.models.record import WAN, field_of
from tests.conformance.conftest import World
from tests.factories import make_record

LONG = "在乡镇卫生院开展常见病诊疗、带教查房和设备使用培训，并为村医讲授急救知识。" * 6


def printed(model: type[Record], world: World, *rows: Record) -> Worksheet:
    data = print_form(model, rows, Head("宝山区合作交流办", world.pairing, "east 2026-01-01"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def cells(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]


def test_title_columns_in_order_and_the_line_to_sign(model: type[Record], world: World) -> None:
    rows = [make_record(model, world.east, world.pairing, note="备注甲") for _ in range(3)]
    sheet = printed(model, world, *rows)
    found = cells(sheet)
    assert found[0] == model.Kind.title
    assert "填报单位（盖章）：宝山区合作交流办" in found[1]
    assert "年度：2024年" in found[1]
    assert ("单位：万元" in found[1]) is bool(model.Kind.money_fields)
    titles = [str(field_of(model, name).verbose_name) for name in (*model.Kind.field_names(), "note")]
    bare = [text.replace("\n", "") for text in found]
    assert bare[2 : 3 + len(titles)] == ["序号", *titles]
    assert "填报人：" in found[-1]
    assert "审核人：" in found[-1]


def test_one_page_wide_with_header_and_page_numbers(model: type[Record], world: World) -> None:
    wide = {name: LONG for name in model.Kind.field_names() if field_of(model, name).max_length is None
            and field_of(model, name).get_internal_type() == "TextField"
            and name not in model.Kind.sensitive}  # fmt: skip
    sheet = printed(model, world, make_record(model, world.east, world.pairing, **wide))
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize in (8, 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    sizes = {cell.font.size for line in sheet.iter_rows(min_row=3) for cell in line if cell.value}
    assert min(sizes) >= 8
    usable = 400 if sheet.page_setup.paperSize == 8 else 277
    millimetres = sum((dimension.width * 8 + 5) * 0.2646 for dimension in sheet.column_dimensions.values())
    assert millimetres <= usable * 1.05


def test_personal_data_is_masked(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    found = cells(printed(model, world, record))
    for name in model.Kind.sensitive:
        assert getattr(record, name) not in found
    assert any("****" in text for text in found) is bool(model.Kind.sensitive)


def test_money_adds_up_to_the_ledgers_own_sum(model: type[Record], world: World) -> None:
    rows = [make_record(model, world.east, world.pairing) for _ in range(3)]
    sheet = printed(model, world, *rows)
    if not model.Kind.money_fields:
        return
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    where = next(index for index, line in enumerate(lines) if line[0] == "合计")
    below = [value for line in lines[where:] for value in line if isinstance(value, int | float)]
    totals = print_totals(model, rows).sums
    for name in model.Kind.money_fields:
        if name in totals:
            assert float(totals[name] / WAN) in [pytest.approx(value) for value in below]


def test_a_form_without_rows_is_filled_in_by_hand(model: type[Record], world: World) -> None:
    sheet = printed(model, world)
    numbers = [cell.value for cell in sheet["A"] if isinstance(cell.value, int)]
    assert numbers == list(range(1, EMPTY_LINES + 1))
    assert "合计" not in cells(sheet)


def test_a_summary_row_stands_for_the_single_rows_of_its_years(world: World) -> None:
    visit = kind("visit")
    single = [make_record(visit, world.east, world.pairing, year=2022, person_times=10) for _ in range(2)]
    later = make_record(visit, world.east, world.pairing, year=2024, person_times=7)
    summary = make_record(
        visit, world.east, world.pairing, year=2023, since_year=2021, is_summary=True, person_times=100
    )
    totals = print_totals(visit, [*single, later, summary])
    assert (totals.sums["person_times"], totals.covered) == (Decimal(107), 2)
    assert any("另有2行" in text for text in cells(printed(visit, world, *single, later, summary)))


def test_the_people_of_one_village_are_counted_once(world: World) -> None:
    project = kind("project")
    rows = [
        make_record(project, world.east, world.pairing, location=place, persons=persons, households=1,
                    poor_persons=None, poor_households=None, is_summary=False)
        for place, persons in (("迤车镇", 300), ("迤车镇", 500), ("大桥乡", 200))
    ]  # fmt: skip
    assert print_totals(project, rows).sums["persons"] == 700


def test_rows_of_several_years_and_pairs_say_which(world: World) -> None:
    visit = kind("visit")
    rows = [
        make_record(visit, world.east, world.pairing, year=2023),
        make_record(visit, world.stranger, world.other_pairing, year=2024),
    ]
    found = cells(printed(visit, world, *rows))
    assert {"结对", "年度", str(world.pairing), str(world.other_pairing)} <= set(found)
    assert "2023—2024年" in found[1]


@pytest.mark.parametrize("longest", [0.0, 4.0, 20.0, 400.0])
@pytest.mark.parametrize("count", [1, 6, 15, 40, 80])
def test_every_layout_fits_its_paper(count: int, longest: float) -> None:
    columns = [PrintColumn("其中脱贫（监测）人数", "words", longest) for _ in range(count)]
    layout = arrange(columns)
    room = layout.choice.usable / (layout.choice.size * POINT)
    assert sum(layout.widths) <= room * 1.0001
    assert sorted(at for band in layout.bands for at in band) == list(range(count))
    if layout.choice != CHOICES[-1]:
        needed = least_width(columns[0], layout.choice.lines)
        assert min(layout.widths[1:]) >= needed


def test_figures_are_never_wrapped() -> None:
    columns = [PrintColumn("总投资", "figure", 9.0), PrintColumn("建设内容", "words", 300.0)]
    layout = arrange(columns)
    assert layout.widths[1] > 9
