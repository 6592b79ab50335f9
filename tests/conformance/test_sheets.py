"""Every kind through Excel: export and import are inverse; bad sheets are told with place and mend."""

from __future__ import annotations

import io

import openpyxl
import pytest

from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_import import import_workbook
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.models import ImportBatch, Record
from shanhai.ledger.services.bulk import BulkWriter
from tests.conformance.conftest import World
from tests.factories import make_record


def edited(data: bytes, change: object) -> bytes:
    """The workbook with ``change(worksheet)`` applied, as a user would in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.active)  # type: ignore[operator]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def make_plain(model: type[Record], world: World, **values: object) -> Record:
    """A row without personal data, which an export would mask and another ledger not take."""
    return make_record(
        model, world.east, world.pairing, **{**dict.fromkeys(model.Kind.sensitive, ""), **values}
    )


def export(model: type[Record], world: World) -> bytes:
    rows = model.objects.for_user(world.east).order_by("pk")
    return workbook(model, rows, pairing=world.pairing, year=2024)


def test_export_then_import_changes_nothing(model: type[Record], world: World) -> None:
    for _ in range(3):
        make_record(model, world.east, world.pairing, note="=1+1")
    result = import_workbook(world.east, model, world.pairing, "导出.xlsx", export(model, world))
    assert (result.added, result.changed, result.same, result.problems) == (0, 0, 3, [])


def test_export_of_one_pair_imports_into_another(model: type[Record], world: World) -> None:
    first = make_plain(model, world, note="备注甲")
    data = export(model, world)
    result = import_workbook(world.stranger, model, world.other_pairing, "导出.xlsx", data)
    assert (result.added, result.problems) == (1, [])
    copy = model.objects.for_user(world.stranger).get()
    assert copy.values() == first.values()
    assert (copy.note, copy.year, copy.record_source) == ("备注甲", 2024, "import")
    assert import_workbook(world.stranger, model, world.other_pairing, "导出.xlsx", data).same == 1


def test_a_changed_cell_updates_the_row(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    position = [column.field for column in sheet_columns(model)].index("note") + 2
    data = edited(export(model, world), lambda sheet: sheet.cell(4, position, "核对后改"))
    result = import_workbook(world.east, model, world.pairing, "改.xlsx", data)
    assert (result.changed, result.problems) == (1, [])
    record.refresh_from_db()
    assert record.note == "核对后改"


def test_bad_cells_are_all_told_and_good_rows_go_in(model: type[Record], world: World) -> None:
    make_plain(model, world)
    make_plain(model, world)
    columns = sheet_columns(model)
    year = [column.field for column in columns].index("year") + 2
    precision = [column.field for column in columns].index("precision") + 2

    def spoil(sheet: object) -> None:
        sheet.cell(4, year, "去年")  # type: ignore[attr-defined]
        sheet.cell(4, precision, "大概")  # type: ignore[attr-defined]

    data = edited(export(model, world), spoil)
    result = import_workbook(world.stranger, model, world.other_pairing, "坏.xlsx", data)
    assert (result.added, result.wrong) == (1, 1)
    assert {(problem.row, problem.column, problem.value) for problem in result.problems} == {
        (4, "年度", "去年"),
        (4, "数据精度", "大概"),
    }
    assert all(problem.file == "坏.xlsx" and problem.sheet and problem.message for problem in result.problems)


def test_template_is_empty_and_recognised(model: type[Record], world: World) -> None:
    result = import_workbook(world.east, model, world.pairing, "模板.xlsx", workbook(model))
    assert (result.added, result.problems) == (0, [])
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(model))).active
    assert sheet is not None
    assert sheet["A1"].value == model.Kind.title
    assert [cell.value for cell in sheet[3]] == ["序号", *(column.header for column in sheet_columns(model))]


def test_files_that_are_no_ledger_are_refused(model: type[Record], world: World) -> None:
    other = io.BytesIO()
    openpyxl.Workbook().save(other)
    for name, data in (
        ("不是.xlsx", b"PK\x03\x04 nonsense"),
        ("空.xlsx", b""),
        ("别的.xlsx", other.getvalue()),
    ):
        with pytest.raises(LedgerError, match=name):
            import_workbook(world.east, model, world.pairing, name, data)
    for user in (world.leader, world.stranger, world.nobody):
        with pytest.raises(NotAllowed):
            import_workbook(user, model, world.pairing, "模板.xlsx", workbook(model))


def test_a_crash_in_the_middle_leaves_nothing(
    model: type[Record], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_plain(model, world)
    data = export(model, world)

    whole = BulkWriter._observe

    def crash(writer: BulkWriter, new: list[Record], changed: list[Record]) -> None:
        whole(writer, new, changed)
        raise KeyboardInterrupt

    monkeypatch.setattr(BulkWriter, "_observe", crash)
    with pytest.raises(KeyboardInterrupt):
        import_workbook(world.stranger, model, world.other_pairing, "断.xlsx", data)
    monkeypatch.undo()
    assert model.objects.for_user(world.stranger).count() == 0
    assert ImportBatch.objects.unscoped("test").count() == 0
    assert import_workbook(world.stranger, model, world.other_pairing, "断.xlsx", data).added == 3


def test_masked_numbers_are_kept_at_home_and_refused_elsewhere(model: type[Record], world: World) -> None:
    if not model.Kind.sensitive:
        return
    record = make_record(model, world.east, world.pairing)
    position = [column.field for column in sheet_columns(model)].index("note") + 2
    data = edited(export(model, world), lambda sheet: sheet.cell(4, position, "改了备注"))
    assert import_workbook(world.east, model, world.pairing, "改.xlsx", data).changed == 1
    after = model.objects.for_user(world.east).get()
    assert [getattr(after, name) for name in model.Kind.sensitive] == [
        getattr(record, name) for name in model.Kind.sensitive
    ]
    result = import_workbook(world.stranger, model, world.other_pairing, "改.xlsx", data)
    assert (result.added, {problem.code for problem in result.problems}) == (0, {"masked"})
