"""Every kind through the write path: enter, change, report, confirm, return, void, and what follows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shanhai.accounts.models import AuditEntry
from shanhai.ledger.errors import Conflict, LedgerError, NotAllowed
from shanhai.ledger.history import revisions
from shanhai.ledger.models import Observation, Record, State
from shanhai.ledger.services import change_state, create_record, update_record
from tests.conformance.conftest import World
from tests.factories import make_record, sample_data


def observed(record: Record) -> dict[tuple[str, str], Decimal]:
    rows = Observation.objects.unscoped("test").filter(kind=record.Kind.code, record_id=record.pk)
    return {(row.measure, row.unit): row.value for row in rows}


def test_a_row_lives_from_draft_to_confirmed(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing, report=False)
    assert (record.state, record.owner_side, record.created_by) == (State.DRAFT, "east", world.east)
    record = change_state(world.east, record, State.REPORTED)
    record = change_state(world.west, record, State.CONFIRMED)
    assert (record.state, record.confirmed_by) == (State.CONFIRMED, world.west)
    assert [revision.actor for revision in revisions(record)] == ["west", "east", "east"]
    assert AuditEntry.objects.filter(object_type=model.Kind.code, object_id=str(record.pk)).count() == 3


def test_a_change_after_confirmation_reopens_and_is_counted(model: type[Record], world: World) -> None:
    record = change_state(world.west, make_record(model, world.east, world.pairing), State.CONFIRMED)
    with pytest.raises(LedgerError, match="原因"):
        update_record(world.east, record, {"note": "数字更正"})
    record = update_record(world.east, record, {"note": "数字更正"}, reason="核对原始凭证")
    assert (record.state, record.changed_since_confirmed) == (State.REPORTED, 1)
    newest = revisions(record)[0]
    assert ("备注", "", "数字更正") in [(c.title, c.old, c.new) for c in newest.changes]


def test_a_change_of_nothing_writes_nothing(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    assert update_record(world.east, record, record.values()).version == record.version
    assert len(revisions(record)) == 1


def test_the_second_of_two_editors_is_told(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    update_record(world.east, record, {"note": "甲"}, expected_version=record.version)
    with pytest.raises(Conflict, match="east"):
        update_record(world.east, record, {"note": "乙"}, expected_version=record.version)


def test_nobody_confirms_the_own_row_or_changes_the_other_sides(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    for user in (world.east, world.leader, world.stranger, world.nobody):
        with pytest.raises(NotAllowed):
            change_state(user, record, State.CONFIRMED)
    for user in (world.west, world.reviewer, world.leader, world.stranger):
        with pytest.raises(NotAllowed):
            update_record(user, record, {"note": "不该能改"})
    assert change_state(world.reviewer, record, State.CONFIRMED).state == State.CONFIRMED


def test_returning_and_voiding_ask_for_a_reason(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    for user, state in ((world.west, State.RETURNED), (world.east, State.VOID)):
        with pytest.raises(LedgerError, match="原因"):
            change_state(user, record, state, reason=" ")
    record = change_state(world.west, record, State.RETURNED, reason="人数有误")
    assert record.state_reason == "人数有误"
    assert change_state(world.east, record, State.REPORTED).state == State.REPORTED


def test_observations_follow_the_row_and_end_with_it(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    for rule in model.Kind.measures:
        if rule.applies_to(record):
            unit = getattr(record, rule.unit_field) if rule.unit_field else rule.printed_unit()
            assert observed(record)[rule.measure, unit] == rule.figure(record)
    assert bool(observed(record)) == any(rule.applies_to(record) for rule in model.Kind.measures)
    record = change_state(world.east, record, State.VOID, reason="重复填报")
    assert observed(record) == {}
    with pytest.raises(NotAllowed):
        update_record(world.east, record, {"note": "作废的不能改"})


def test_required_columns_are_asked_for_when_reporting(model: type[Record], world: World) -> None:
    for name in model.Kind.required_fields():
        empty = None if model._meta.get_field(name).null else ""
        if model._meta.get_field(name).get_internal_type() == "PositiveIntegerField":
            empty = None
        with pytest.raises(LedgerError) as caught:
            make_record(model, world.east, world.pairing, **{name: empty})
        assert name in caught.value.by_field()


def test_all_problems_are_told_at_once_and_nothing_is_saved(model: type[Record], world: World) -> None:
    before = model.objects.unscoped("test").count()
    with pytest.raises(LedgerError) as caught:
        create_record(
            world.east, model, {**sample_data(model), "pairing": world.pairing, "year": -1, "precision": "?"}
        )
    assert {"year", "precision"} <= set(caught.value.by_field())
    assert model.objects.unscoped("test").count() == before


def test_a_field_that_is_no_column_is_refused(model: type[Record], world: World) -> None:
    with pytest.raises(LedgerError, match="state"):
        make_record(model, world.east, world.pairing, state=State.CONFIRMED)


def test_a_row_without_year_and_date_is_told_in_words(model: type[Record], world: World) -> None:
    values = {model.Kind.date_field: None} if model.Kind.date_field else {}
    with pytest.raises(LedgerError, match="请填写年度"):
        make_record(model, world.east, world.pairing, report=False, **{**values, "year": None})


def test_a_row_cannot_be_moved_to_a_foreign_pairing(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    record.pairing = world.other_pairing  # as a form leaves it
    with pytest.raises(NotAllowed, match="没有在"):
        update_record(world.east, record, {"pairing": world.other_pairing})
