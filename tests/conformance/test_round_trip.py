"""Every kind out and in again: CSV, one workbook with all kinds, rows found again by their key."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from shanhai.ledger.derive.sheet_book import export_book, template_book
from shanhai.ledger.derive.sheet_columns import recognise, sheet_columns
from shanhai.ledger.derive.sheet_csv import csv_lines
from shanhai.ledger.derive.sheet_import import import_book, import_workbook, preview
from shanhai.ledger.derive.sheet_keys import KEY_HEADER, key_text, read_key
from shanhai.ledger.derive.sheet_values import PAIRING_HEADER, SIDE_HEADER, STATE_HEADER, out_columns
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.models import ImportBatch, Record
from shanhai.ledger.services import update_record
from shanhai.ledger.services.bulk import BulkWriter
from tests.conformance.conftest import World
from tests.conformance.test_sheets import edited, make_plain
from tests.factories import make_record, make_user

FORMULAS = ("=1+1", "+86 138", "-备注", "@总计", "'=已有", "''=两个", "普通", "—")


def rows_of(model: type[Record], world: World) -> list[Record]:
    return list(model.objects.for_user(world.east).select_related("pairing__east", "pairing__west"))


def as_csv(model: type[Record], world: World) -> bytes:
    return b"".join(csv_lines(rows_of(model, world), out_columns(model)))


def test_csv_out_and_in_changes_nothing(model: type[Record], world: World) -> None:
    for text in FORMULAS:
        make_record(model, world.east, world.pairing, note=text)
    data = as_csv(model, world)
    assert data.startswith(b"\xef\xbb\xbf")
    result = import_workbook(world.east, model, world.pairing, "导出.csv", data)
    assert (result.same, result.added, result.changed, result.problems) == (len(FORMULAS), 0, 0, [])


def test_csv_of_one_pair_imports_into_another(model: type[Record], world: World) -> None:
    first = make_plain(model, world, note="=cmd|' /C calc'!A0")
    text = as_csv(model, world).decode("utf-8-sig")
    for encoding in ("utf-8", "gb18030", "utf-16"):
        result = import_workbook(
            world.stranger, model, world.other_pairing, "表.csv", text.encode(encoding, "replace")
        )
        assert result.problems == []
        copy = model.objects.for_user(world.stranger).get()
        assert (copy.values(), copy.note) == (first.values(), first.note)


def test_nothing_in_a_csv_begins_as_a_formula(model: type[Record], world: World) -> None:
    for text in FORMULAS:
        make_record(model, world.east, world.pairing, note=text)
    for line in csv.reader(io.StringIO(as_csv(model, world).decode("utf-8-sig"))):
        assert not [cell for cell in line if len(cell) > 1 and cell[0] in "=+-@\t\r"]


def test_a_row_is_found_by_its_key_whatever_was_changed(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    names = [column.field for column in sheet_columns(model)]
    key = next(name for name in model.Kind.natural_key if name not in model.Kind.sensitive
               and model._meta.get_field(name).get_internal_type() in ("CharField", "TextField")
               and not model._meta.get_field(name).choices)  # fmt: skip

    def rename(sheet: object) -> None:
        sheet.cell(4, names.index(key) + 2, "改过的名字")  # type: ignore[attr-defined]

    data = edited(workbook(model, rows_of(model, world), pairing=world.pairing), rename)
    result = import_workbook(world.east, model, world.pairing, "改.xlsx", data)
    assert (result.changed, result.added, result.problems) == (1, 0, [])
    record.refresh_from_db()
    assert getattr(record, key) == "改过的名字"
    again = import_workbook(world.east, model, world.pairing, "改.xlsx", data)
    assert (again.same, again.changed, again.problems) == (1, 0, [])


def test_a_row_changed_by_others_meanwhile_is_told_and_not_overwritten(
    model: type[Record], world: World
) -> None:
    record = make_record(model, world.east, world.pairing)
    names = [column.field for column in sheet_columns(model)]
    data = edited(
        workbook(model, rows_of(model, world), pairing=world.pairing),
        lambda sheet: sheet.cell(4, names.index("note") + 2, "表里改的"),
    )
    update_record(world.east, record, {"note": "页面上改的"})
    found = preview(world.east, [model], world.pairing, "改.xlsx", data)
    assert found.rows[0].changes["note"] == ["页面上改的", "表里改的"]
    result = import_workbook(world.east, model, world.pairing, "改.xlsx", data)
    assert (result.changed, result.wrong) == (0, 1)
    assert result.problems[0].code == "conflict"
    assert "现为第2版" in result.problems[0].message
    record.refresh_from_db()
    assert record.note == "页面上改的"


def test_the_other_sides_rows_stay_the_other_sides(model: type[Record], world: World) -> None:
    make_record(model, world.west, world.pairing, note="西部填的")
    data = workbook(model, rows_of(model, world), pairing=world.pairing)
    result = import_workbook(world.east, model, world.pairing, "双方.xlsx", data)
    assert (result.added, result.same, result.problems) == (0, 1, [])
    position = [column.field for column in sheet_columns(model)].index("note") + 2
    changed = edited(data, lambda sheet: sheet.cell(4, position, "替对方改"))
    result = import_workbook(world.east, model, world.pairing, "双方.xlsx", changed)
    assert (result.added, result.changed, result.wrong) == (0, 0, 1)
    assert "只有填报方可以修改" in result.problems[0].message


def test_chosen_columns_come_back_alone(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    columns = out_columns(model, ["label", "note", "state", "owner_side"])
    data = edited(
        workbook(model, rows_of(model, world), columns=columns, pairing=world.pairing),
        lambda sheet: [sheet.cell(4, cell.column, "只改备注") for cell in sheet[3] if cell.value == "备注"],
    )
    result = import_workbook(world.east, model, world.pairing, "所见.xlsx", data)
    assert (result.changed, result.problems) == (1, [])
    after = model.objects.for_user(world.east).get()
    assert (after.note, after.values()) == ("只改备注", record.values())


def test_columns_that_only_tell_are_no_columns_of_the_kind(model: type[Record]) -> None:
    for header in (PAIRING_HEADER, SIDE_HEADER, STATE_HEADER, KEY_HEADER):
        assert recognise(model, header) is None


def test_rows_of_several_pairs_go_only_where_they_belong(world: World) -> None:
    training = kind("training")
    make_record(training, world.east, world.pairing)
    make_record(training, world.stranger, world.other_pairing)
    rows = list(training.objects.unscoped("test").select_related("pairing__east", "pairing__west"))
    data = workbook(training, rows, columns=out_columns(training, several_pairings=True))
    result = import_workbook(world.east, training, world.pairing, "两对.xlsx", data)
    assert (result.same, result.added, result.wrong) == (1, 0, 1)
    assert "松江区—威信县" in result.problems[0].message


def test_a_copied_line_is_a_new_row(world: World) -> None:
    training = kind("training")
    make_record(training, world.east, world.pairing, name="教师研修班")

    def copy(sheet: object) -> None:
        for cell in sheet[4]:  # type: ignore[index]
            sheet.cell(5, cell.column, cell.value)  # type: ignore[attr-defined]
        names = [column.field for column in sheet_columns(training)]
        sheet.cell(5, names.index("name") + 2, "医护研修班")  # type: ignore[attr-defined]

    data = edited(workbook(training, rows_of(training, world), pairing=world.pairing), copy)
    result = import_workbook(world.east, training, world.pairing, "复制.xlsx", data)
    assert (result.same, result.added, result.problems) == (1, 1, [])


def test_a_key_of_another_installation_means_nothing(world: World, settings: object) -> None:
    record = make_record(kind("training"), world.east, world.pairing)
    text = key_text(record)
    found = read_key(text)
    assert found is not None
    assert (found.kind, found.pk, found.version) == ("training", record.pk, 1)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert read_key(text) is None
    assert read_key("training-1-1") is None


def test_all_kinds_in_one_workbook_out_and_in(world: World) -> None:
    for model in all_kinds():
        make_record(model, world.east, world.pairing)
    data, count = export_book(world.east, all_kinds(), world.pairing)
    assert count == len(all_kinds())
    result = import_book(world.east, all_kinds(), world.pairing, "全部.xlsx", data)
    assert (result.same, result.added, result.changed, result.problems) == (count, 0, 0, [])
    assert set(result.kinds) == {model.Kind.code for model in all_kinds()}
    batch = ImportBatch.objects.unscoped("test").get()
    assert (batch.kind, set(batch.kinds)) == ("", set(result.kinds))


def test_all_kinds_of_one_pair_go_into_another(world: World) -> None:
    for model in all_kinds():
        make_plain(model, world)
    data, count = export_book(world.east, all_kinds(), world.pairing)
    result = import_book(world.stranger, all_kinds(), world.other_pairing, "全部.xlsx", data)
    assert (result.added, result.problems) == (count, [])
    for model in all_kinds():
        copy = model.objects.for_user(world.stranger).get()
        assert copy.values() == model.objects.for_user(world.east).get().values()


def test_one_transaction_a_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for model in all_kinds():
        make_plain(model, world)
    data, _count = export_book(world.east, all_kinds(), world.pairing)
    last = all_kinds()[-1]
    whole = BulkWriter.write

    def crash(writer: BulkWriter, new: list[Record], changed: list[Record]) -> None:
        whole(writer, new, changed)
        if writer.model is last:
            raise KeyboardInterrupt

    monkeypatch.setattr(BulkWriter, "write", crash)
    with pytest.raises(KeyboardInterrupt):
        import_book(world.stranger, all_kinds(), world.other_pairing, "全部.xlsx", data)
    assert [model for model in all_kinds() if model.objects.for_user(world.stranger).exists()] == []


def test_the_template_of_all_kinds(world: World) -> None:
    data = template_book(all_kinds())
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == "填报说明"
    guide = book["填报说明"]
    links = [cell.hyperlink.location for line in guide.iter_rows() for cell in line if cell.hyperlink]
    assert len(links) == len(all_kinds())
    assert all(link.split("'")[1] in book.sheetnames for link in links)
    assert book["选项"].sheet_state == "hidden"
    result = import_book(world.east, all_kinds(), world.pairing, "模板.xlsx", data)
    assert (result.added, result.problems) == (0, [])


def test_drop_downs_offer_every_choice(model: type[Record]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_book([model])))
    sheet, lists = book.worksheets[1], book["选项"]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        place = rule.formula1.split("!")[1].replace("$", "")
        cells = lists[place]
        line = cells[0] if isinstance(cells, tuple) else [cells]
        offered[next(iter(rule.sqref.ranges)).min_col] = [cell.value for cell in line]
    for position, column in enumerate(sheet_columns(model), 2):
        if column.choices:
            assert offered[position] == [label for _value, label in column.choices]


def test_a_sheet_of_a_kind_the_actor_may_not_enter_is_told(world: World) -> None:
    labour = make_user("labour", role="department", region="310113", kinds=["employment"])
    data = template_book([kind("employment"), kind("fund")])
    result = import_book(labour, [kind("employment"), kind("fund")], world.pairing, "全部.xlsx", data)
    assert [problem.code for problem in result.problems] == ["not_allowed"]
    assert "财政援助资金台账" in result.problems[0].message


def test_a_sheet_is_told_by_its_header_when_it_has_no_name(world: World) -> None:
    for code in ("training", "donation", "fund", "visit"):
        model = kind(code)
        make_plain(model, world)

        def strip(sheet: object) -> None:
            sheet.title = "Sheet1"  # type: ignore[attr-defined]
            sheet.unmerge_cells("A1:" + sheet.cell(1, sheet.max_column).coordinate)  # type: ignore[attr-defined]
            sheet["A1"] = "2024年度台账"  # type: ignore[index]

        data = edited(workbook(model, rows_of(model, world), pairing=world.pairing), strip)
        found = preview(world.stranger, all_kinds(), world.other_pairing, "表.xlsx", data)
        assert list(found.kinds) == [code]
