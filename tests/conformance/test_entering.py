"""Every kind: warned of rows that may be the same while typing, one row after another, rows of last year."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.ledger.models import Record, State
from shanhai.ledger.selectors import evidence_of
from shanhai.ledger.services import attach_file, change_state
from tests.conformance.conftest import World
from tests.conformance.test_pages import entry_form
from tests.factories import make_record


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.east, "django.contrib.auth.backends.ModelBackend")
    return client


def typed(browser: Client, record: Record) -> dict[str, Any]:
    """What a form holds in which somebody has typed the same row again, numbers of persons in full."""
    filled = entry_form(browser, reverse("record_edit", args=[record.Kind.code, record.pk])).form_values()
    return dict(filled) | {name: getattr(record, name) for name in record.Kind.sensitive}


def told(browser: Client, model: type[Record], data: dict[str, Any], row: int | None = None) -> str:
    url = reverse("ledger_similar", args=[model.Kind.code]) + (f"?row={row}" if row else "")
    answer = browser.post(url, data)
    assert answer.status_code == 200
    return answer.content.decode().strip()


def test_the_same_row_is_told_before_it_is_saved(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing)
    data = typed(browser, record)
    assert record.get_absolute_url() in told(browser, model, data)
    assert told(browser, model, data, record.pk) == "", "a row is not a copy of itself"
    assert told(browser, model, data | {"year": "2019"}) == ""
    assert told(browser, model, {"pairing": world.pairing.pk, "year": 2024}) == ""
    assert told(browser, model, data | {"pairing": world.other_pairing.pk}) == ""
    change_state(world.east, record, State.VOID, reason="重复")
    assert told(browser, model, data) == ""


def test_rows_are_entered_one_after_another(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing, place_code="530326102")
    data = typed(browser, record) | {"version": "", "again": "1", "note": "第二条"}
    answer = browser.post(reverse("record_add", args=[model.Kind.code]), data)
    assert answer.status_code == 302, answer.content.decode()
    form = dict(entry_form(browser, answer["Location"]).form_values())
    assert (form["pairing"], form["year"]) == (str(world.pairing.pk), "2024")
    assert form["place_code"] == "530326102"
    assert not form.get("note")


def copies(model: type[Record], world: World, year: int) -> list[Record]:
    return list(model.objects.for_user(world.east).filter(year=year).order_by("pk"))


def test_rows_of_a_year_become_drafts_of_the_next(model: type[Record], world: World, browser: Client) -> None:
    rows = [make_record(model, world.east, world.pairing) for _ in range(3)]
    change_state(world.west, rows[0], State.CONFIRMED)
    attach_file(world.east, rows[0], name="文件.txt", data="佐证".encode())
    url = reverse("ledger_copy", args=[model.Kind.code])
    page = browser.get(url, {"pairing": world.pairing.pk, "since": 2024, "year": 2025}).content.decode()
    assert all(row.get_absolute_url() in page for row in rows)
    data = {"pairing": world.pairing.pk, "since": 2024, "year": 2025, "copy": "1"}
    chosen = {"row": [rows[0].pk, rows[1].pk]}
    for _twice in range(2):
        answer = browser.post(url, data | chosen | {"dates": "1", "figures": "1", "personal": "1"})
        assert answer.status_code == 302, answer.content.decode()
    made = copies(model, world, 2025)
    assert len(made) == 2, "what the year has already is not copied again"
    assert {row.state for row in made} == {State.DRAFT}
    assert made[0].values() == rows[0].values()
    assert (made[0].confirmed_by, evidence_of(made[0])) == (None, [])
    assert f"第{rows[0].pk}号记录" in made[0].history.get().history_change_reason


def test_dates_figures_and_personal_data_are_copied_by_choice(
    model: type[Record], world: World, browser: Client
) -> None:
    row = make_record(model, world.east, world.pairing)
    url = reverse("ledger_copy", args=[model.Kind.code])
    data = {"pairing": world.pairing.pk, "since": 2024, "year": 2025, "copy": "1", "row": row.pk}
    assert browser.post(url, data).status_code == 302
    (made,) = copies(model, world, 2025)
    for name in model.Kind.field_names():
        field, value = model._meta.get_field(name), getattr(made, name)
        kept = field.get_internal_type() in ("CharField", "TextField") and name not in model.Kind.sensitive
        if kept:
            assert value == getattr(row, name), name
        elif field.null:
            assert value is None or field.get_internal_type() == "BooleanField", name
    for name in model.Kind.sensitive:
        assert not getattr(made, name)


def test_nobody_copies_what_is_not_the_own_sides(model: type[Record], world: World) -> None:
    row = make_record(model, world.east, world.pairing)
    data = {"pairing": world.pairing.pk, "since": 2024, "year": 2025, "copy": "1", "row": row.pk}
    for user in (world.west, world.stranger, world.leader):
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        client.post(reverse("ledger_copy", args=[model.Kind.code]), data)
    assert copies(model, world, 2025) == []
