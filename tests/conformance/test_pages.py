"""Every kind on its pages: record and entry form; what a browser sends is kept."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from tests.conformance.conftest import World
from tests.factories import make_record


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.east)
    return client


def entry_form(client: Client, url: str) -> Any:
    """The entry form of a page, as a browser holds it."""
    answer = client.get(url)
    assert answer.status_code == 200
    (form,) = lxml.html.fromstring(answer.content.decode()).xpath("//form[.//*[@name='precision']]")
    return form


def test_the_record_page_shows_every_filled_column(
    model: type[Record], world: World, browser: Client
) -> None:
    record = make_record(model, world.east, world.pairing)
    shown = browser.get(record.get_absolute_url()).content.decode()
    for name in model.Kind.field_names():
        if name not in model.Kind.sensitive and getattr(record, name) not in (None, ""):
            assert str(field_of(model, name).verbose_name) in shown, name
    for name in model.Kind.sensitive:
        assert str(getattr(record, name)) not in shown, name


def test_an_untouched_form_changes_nothing(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing)
    url = reverse("record_edit", args=[model.Kind.code, record.pk])
    answer = browser.post(url, dict(entry_form(browser, url).form_values()))
    assert answer.status_code == 302, answer.content.decode()
    again = model.objects.for_user(world.east).get(pk=record.pk)
    assert (again.version, again.values()) == (record.version, record.values())


def test_a_new_row_is_entered_by_the_form(model: type[Record], world: World, browser: Client) -> None:
    pattern = make_record(model, world.east, world.pairing)
    filled = entry_form(browser, reverse("record_edit", args=[model.Kind.code, pattern.pk])).form_values()
    url = reverse("record_add", args=[model.Kind.code])
    empty = entry_form(browser, url)
    for name in model.Kind.field_names():
        assert empty.xpath(f"//*[@name='{name}']"), f"{name} cannot be entered"
    plain = {name: getattr(pattern, name) for name in model.Kind.sensitive}
    data = dict(filled) | plain | {"version": "", "note": "第二条"}
    answer = browser.post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    entered = model.objects.for_user(world.east).get(note="第二条")
    assert entered.values() == pattern.values()
