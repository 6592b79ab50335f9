"""Taking back an import, for every kind: rows it made become void, rows it changed are as before."""

from __future__ import annotations

import pytest

from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_import import import_workbook
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import ImportBatch, Observation, PeriodLock, Record, State
from shanhai.ledger.services import change_state, update_record
from shanhai.ledger.services.take_back import take_back
from tests.conformance.conftest import World
from tests.conformance.test_sheets import edited, make_plain
from tests.factories import make_record, make_user


def imported(model: type[Record], world: World, *, report: bool = False) -> ImportBatch:
    """Two rows of one pair imported into the other."""
    for number in range(2):
        make_plain(model, world, note=f"第{number}行")
    data = workbook(model, model.objects.for_user(world.east), pairing=world.pairing)
    result = import_workbook(world.stranger, model, world.other_pairing, "表.xlsx", data, report=report)
    assert result.problems == []
    assert result.batch is not None
    return result.batch


def changed(model: type[Record], world: World) -> tuple[Record, ImportBatch]:
    """A row that an import changed."""
    record = make_record(model, world.east, world.pairing, note="原来的")
    position = [column.field for column in sheet_columns(model)].index("note") + 2
    rows = model.objects.for_user(world.east).select_related("pairing__east", "pairing__west")
    data = edited(
        workbook(model, rows, pairing=world.pairing), lambda sheet: sheet.cell(4, position, "导入的")
    )
    result = import_workbook(world.east, model, world.pairing, "改.xlsx", data)
    assert (result.changed, result.problems) == (1, [])
    assert result.batch is not None
    return record, result.batch


def test_rows_it_made_become_void(model: type[Record], world: World) -> None:
    batch = imported(model, world, report=True)
    done = take_back(world.stranger, batch, reason="导错了结对")
    assert (done.voided, done.restored) == (2, 0)
    rows = list(model.objects.for_user(world.stranger))
    assert [(row.state, row.state_reason, row.version) for row in rows] == [(State.VOID, "导错了结对", 2)] * 2
    newest = rows[0].history.order_by("-history_id").first()
    assert newest.history_change_reason == "撤回导入 表.xlsx：导错了结对"
    assert newest.history_user == world.stranger
    observed = Observation.objects.filter(pairing=world.other_pairing)
    assert not observed.unscoped("test").exists()
    batch.refresh_from_db()
    assert (batch.taken_back_by, batch.take_back_reason) == (world.stranger, "导错了结对")
    assert len(model.objects.for_user(world.east).filter(state=State.VOID)) == 0


def test_rows_it_changed_are_as_before(model: type[Record], world: World) -> None:
    record, batch = changed(model, world)
    done = take_back(world.east, batch, reason="表是旧的")
    assert (done.voided, done.restored) == (0, 1)
    after = model.objects.for_user(world.east).get()
    assert (after.note, after.values(), after.version) == ("原来的", record.values(), 3)
    assert [line.version for line in after.history.order_by("history_id")] == [1, 2, 3]
    observed = Observation.objects.filter(kind=model.Kind.code, record_id=record.pk).unscoped("test")
    expected = [rule for rule in model.Kind.measures if rule.applies_to(after)]
    assert observed.count() == len(expected)


def test_the_file_can_be_imported_again_afterwards(model: type[Record], world: World) -> None:
    batch = imported(model, world)
    take_back(world.stranger, batch, reason="先撤回")
    data = workbook(model, model.objects.for_user(world.east), pairing=world.pairing)
    assert import_workbook(world.stranger, model, world.other_pairing, "表.xlsx", data).added == 2


def test_later_changes_stand_in_the_way_and_are_named(model: type[Record], world: World) -> None:
    batch = imported(model, world)
    row = model.objects.for_user(world.stranger).order_by("pk").first()
    update_record(world.stranger, row, {"note": "后来核实的"})
    with pytest.raises(LedgerError) as refused:
        take_back(world.stranger, batch, reason="撤回")
    assert [problem.code for problem in refused.value.problems] == ["changed"]
    assert str(row) in refused.value.problems[0].message
    assert refused.value.problems[0].value == row.get_absolute_url()
    assert not model.objects.for_user(world.stranger).filter(state=State.VOID).exists()
    batch.refresh_from_db()
    assert batch.taken_back_at is None


def test_confirmed_rows_stand_in_the_way(model: type[Record], world: World) -> None:
    record, batch = changed(model, world)
    change_state(world.west, record, State.CONFIRMED)
    with pytest.raises(LedgerError) as refused:
        take_back(world.east, batch, reason="撤回")
    assert [problem.code for problem in refused.value.problems] == ["confirmed"]
    record.refresh_from_db()
    assert (record.note, record.state) == ("导入的", State.CONFIRMED)


def test_handing_in_later_does_not_stand_in_the_way(model: type[Record], world: World) -> None:
    batch = imported(model, world)
    for row in model.objects.for_user(world.stranger):
        change_state(world.stranger, row, State.REPORTED)
    assert take_back(world.stranger, batch, reason="撤回").voided == 2


def test_only_the_side_that_owns_the_rows_and_only_once_and_with_a_reason(
    model: type[Record], world: World
) -> None:
    batch = imported(model, world)
    other = make_user("weixin", region="530629")
    for actor, reason in ((other, "越权"), (world.leader, "越权"), (world.stranger, "  ")):
        with pytest.raises(LedgerError):
            take_back(actor, batch, reason=reason)
    assert not model.objects.for_user(world.stranger).filter(state=State.VOID).exists()
    take_back(world.stranger, batch, reason="撤回")
    with pytest.raises(LedgerError, match="已经撤回"):
        take_back(world.stranger, batch, reason="再撤")


def test_a_changed_row_that_is_out_of_sight_by_now_stands_in_the_way(
    model: type[Record], world: World
) -> None:
    record, batch = changed(model, world)
    model.objects.unscoped("test").filter(pk=record.pk).update(pairing=world.other_pairing)
    with pytest.raises(LedgerError, match="看不到"):
        take_back(world.east, batch, reason="表是旧的")
    assert ImportBatch.objects.unscoped("test").get(pk=batch.pk).taken_back_at is None


def test_a_locked_period_is_not_touched(model: type[Record], world: World) -> None:
    batch = imported(model, world)
    PeriodLock.objects.create(
        pairing=world.other_pairing, year=2024, month=0, kind="", locked_by=world.stranger
    )
    with pytest.raises(LedgerError, match="锁定"):
        take_back(world.stranger, batch, reason="撤回")
