"""The list of every kind: search, every filter, every column, every order walked page by page, and scope."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from shanhai.ledger.derive.list_columns import list_columns
from shanhai.ledger.derive.list_filters import filters_of, text_fields
from shanhai.ledger.derive.list_paging import page_of
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.models import ListSetting, Record, SavedView, State
from shanhai.ledger.services import change_state, create_record, update_record
from tests.conformance.conftest import World
from tests.factories import make_record, make_user, sample_data


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.east, "django.contrib.auth.backends.ModelBackend")
    return client


def shown(client: Client, model: type[Record], **query: Any) -> list[int]:
    """The numbers of the rows that the list shows, in order."""
    answer = client.get(reverse("ledger_list", args=[model.Kind.code]), query)
    assert answer.status_code == 200, query
    page = lxml.html.fromstring(answer.content.decode())
    return [int(number) for number in page.xpath("//tr[@data-row]/@data-row")]


def listing(world: World, model: type[Record], query: str = "") -> Listing:
    return Listing.read(world.east, model, QueryDict(query))


def test_the_list_searches_and_keeps_the_scope(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing)
    make_record(model, world.stranger, world.other_pairing)
    assert shown(browser, model) == [record.pk]
    for name in text_fields(model):
        if value := getattr(record, name):
            assert shown(browser, model, q=value) == [record.pk], name
    assert shown(browser, model, q="没有这样的字") == []


def test_every_filter_narrows(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing, place_code="530326102")
    asked = {"pairing": world.pairing.pk, "year": 2024, "state": "reported", "owner_side": "east"}
    asked |= {"place": "530326102", "mark": "unproven"}
    for name in filters_of(model):
        if name in asked or name in ("batch", "precision"):
            continue
        if getattr(record, name) is not None:
            asked[name] = getattr(record, name)
    for name, value in asked.items():
        assert shown(browser, model, **{name: value}) == [record.pk], name
        others = {"pairing": world.other_pairing.pk, "year": 1999, "place": "530629", "mark": "changed"}
        other = others.get(name) or next(
            (choice for choice, _title in filters_of(model)[name].choices if choice != value), None
        )
        if other is not None:
            assert shown(browser, model, **{name: other}) == [], name
    assert shown(browser, model, **asked) == [record.pk]


def test_void_rows_are_shown_when_asked_for(model: type[Record], world: World, browser: Client) -> None:
    record = change_state(
        world.east, make_record(model, world.east, world.pairing), State.VOID, reason="重复"
    )
    assert shown(browser, model) == []
    assert shown(browser, model, state="void") == [record.pk]


def test_every_order_is_walked_forth_and_back(model: type[Record], world: World) -> None:
    """Rows with equal, different and missing values: each stands once, in the same place both ways."""
    numbers = {make_record(model, world.east, world.pairing).pk for _ in range(3)}
    data = sample_data(model)
    bare = {name: value for name, value in data.items() if not model._meta.get_field(name).blank}
    for year, values in ((2024, data), (2024, data), (2023, bare), (2024, bare), (2024, bare)):
        numbers.add(create_record(world.east, model, {**values, "pairing": world.pairing, "year": year}).pk)
    for column in list_columns(model).values():
        for way in ("", "-") if column.order else ():
            one = listing(world, model, f"order={way}{column.order}")
            assert str(one.order) == f"{way}{column.order}"
            forth, page = [], one.page(size=2)
            while page.after and len(forth) < 20:
                forth += page.rows
                page = one.page(one.mark(str(page.after)), size=2)
            forth += page.rows
            assert {row.pk for row in forth} == numbers, column.name
            assert len(forth) == len(numbers), column.name
            assert forth == list(one.sorted()), column.name
            back, page = [], page_of(one.rows(), one.order, 2, backwards=True)
            while page.before and len(back) < 20:
                back = page.rows + back
                page = page_of(one.rows(), one.order, 2, one.mark(str(page.before)), backwards=True)
            assert back[-6:] == forth[-6:], column.name


def test_every_column_can_be_shown_and_hides_personal_data(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    every = list(list_columns(model))
    one = Listing.read(world.east, model, QueryDict(""), every)
    assert [column.name for column in one.columns] == every
    (row,) = one.page().rows
    told = {column.name: column.text(row) for column in one.columns}
    for name in model.Kind.sensitive:
        assert "***" in told[name]
    for name in model.Kind.field_names():
        assert bool(told[name]) == (getattr(record, name) not in (None, "")), name
    assert told["label"]


def test_an_address_that_means_nothing_is_the_plain_list(model: type[Record], world: World) -> None:
    make_record(model, world.east, world.pairing)
    nonsense = "year=abc&year=20245&pairing=-1&state=x&place=%00&order=password&mark=no&q=%00&batch=9x&view=x"
    one = listing(world, model, nonsense)
    assert (one.chosen, one.words, one.query()) == ({}, "", "")
    assert one.mark("AAAA") is None
    assert one.mark("WyJ4IiwxXQ") is None
    assert one.count() == (1, False)


def test_encrypted_columns_are_not_searched_or_ordered(model: type[Record]) -> None:
    columns = list_columns(model)
    for name in model.Kind.sensitive:
        assert name not in text_fields(model)
        assert columns[name].order == ""


def cell(model: type[Record], record: Record, name: str) -> str:
    return reverse("ledger_cell", args=[model.Kind.code, record.pk, name])


def fields_of(answer: Any) -> dict[str, Any]:
    """What a browser would send from the form in a cell."""
    (form,) = lxml.html.fromstring(answer.content.decode()).xpath("//form[contains(@class, 'ls-cellform')]")
    return dict(form.form_values())


def show_every_column(world: World, model: type[Record]) -> list[str]:
    every = list(list_columns(model))
    ListSetting.objects.create(user=world.east, kind=model.Kind.code, columns=every)
    return [name for name, column in list_columns(model).items() if column.editable]


def test_every_value_can_be_corrected_in_the_list(model: type[Record], world: World, browser: Client) -> None:
    """What the cell shows and is sent back unchanged changes nothing; another row's values are taken."""
    record, other = (make_record(model, world.east, world.pairing) for _ in range(2))
    for name in show_every_column(world, model):
        form = fields_of(browser.get(cell(model, record, name)))
        again = browser.post(cell(model, record, name), form)
        assert again.status_code == 200, (name, again.content.decode())
        stored = model.objects.for_user(world.east).get(pk=record.pk)
        assert stored.version == record.version, name
        assert again["HX-Retarget"] == f'tr[data-row="{record.pk}"]'
    name = "note"
    answer = browser.post(cell(model, record, name), {"note": "更正", "version": record.version})
    assert "更正" in answer.content.decode()
    assert answer["HX-Trigger"] == "cell-changed"
    assert model.objects.for_user(world.east).get(pk=record.pk).note == "更正"
    assert model.objects.for_user(world.east).get(pk=other.pk).note == ""


def test_personal_data_stays_masked_in_a_cell(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing)
    show_every_column(world, model)
    for name in model.Kind.sensitive:
        shown_there = browser.get(cell(model, record, name)).content.decode()
        assert getattr(record, name) not in shown_there
        assert "***" in shown_there


def test_who_was_second_sees_both_values(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing)
    show_every_column(world, model)
    form = fields_of(browser.get(cell(model, record, "note")))
    update_record(make_user("colleague", region="310113"), record, {"note": "同事写的"})
    answer = browser.post(cell(model, record, "note"), form | {"note": "我写的"})
    assert answer.status_code == 409
    assert "同事写的" in answer.content.decode()
    assert fields_of(answer)["note"] == "我写的"
    assert browser.post(cell(model, record, "note"), fields_of(answer)).status_code == 200
    assert model.objects.for_user(world.east).get(pk=record.pk).note == "我写的"


def test_a_confirmed_row_wants_a_reason_in_the_cell(
    model: type[Record], world: World, browser: Client
) -> None:
    record = change_state(world.west, make_record(model, world.east, world.pairing), State.CONFIRMED)
    show_every_column(world, model)
    form = fields_of(browser.get(cell(model, record, "note"))) | {"note": "改"}
    refused = browser.post(cell(model, record, "note"), form)
    assert refused.status_code == 422
    assert "原因" in refused.content.decode()
    assert browser.post(cell(model, record, "note"), form | {"reason": "核对凭证"}).status_code == 200
    stored = model.objects.for_user(world.east).get(pk=record.pk)
    assert (stored.state, stored.changed_since_confirmed) == (State.REPORTED, 1)


def test_only_the_owner_side_corrects(model: type[Record], world: World, browser: Client) -> None:
    record = make_record(model, world.east, world.pairing)
    for user, status in ((world.west, 200), (world.stranger, 404), (world.leader, 403)):
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        answer = client.get(cell(model, record, "note"))
        assert answer.status_code == status
        assert "ls-cellform" not in answer.content.decode()
        client.post(cell(model, record, "note"), {"note": "改", "version": record.version})
    assert model.objects.for_user(world.east).get(pk=record.pk).note == ""
    for name in ("state", "owner_side", "pairing", "version", "password"):
        assert browser.get(cell(model, record, name)).status_code == 404, name


def test_chosen_columns_are_shown(model: type[Record], world: World, browser: Client) -> None:
    make_record(model, world.east, world.pairing)
    chosen = list(model.Kind.field_names())[-2:]
    url = reverse("ledger_columns", args=[model.Kind.code])
    browser.post(url, {"column": [*chosen, "nothing"], "list": ""})
    page = lxml.html.fromstring(browser.get(reverse("ledger_list", args=[model.Kind.code])).content.decode())
    assert page.xpath("//tbody//td/@data-cell") == chosen
    browser.post(url, {"usual": "1", "list": ""})
    setting = ListSetting.objects.get(user=world.east, kind=model.Kind.code)
    assert setting.columns == []


def test_a_saved_view_opens_as_it_was(model: type[Record], world: World, browser: Client) -> None:
    old = make_record(model, world.east, world.pairing, year=2023)
    make_record(model, world.east, world.pairing)
    code = model.Kind.code
    data = {"name": "去年的", "list": "year=2023&order=year", "shared": "1", "opens": "1"}
    answer = browser.post(reverse("ledger_view_save", args=[code]), data)
    view = SavedView.objects.get(owner=world.east, kind=code)
    assert (view.office, view.query) == ("310113", [["year", "2023"], ["order", "year"]])
    assert f"view={view.pk}" in answer["Location"]
    opened = browser.get(reverse("ledger_list", args=[code]))
    assert opened.status_code == 302
    assert "year=2023" in opened["Location"]
    assert shown(browser, model, year=2023, view=view.pk) == [old.pk]
    assert len(shown(browser, model, view=0)) == 2
    assert (
        browser.post(reverse("ledger_view_save", args=[code]), {"name": " ", "list": ""}).status_code == 302
    )
    told = {"name": "某人", "list": "q=13812345678", "shared": "1"}
    assert (
        "个人号码"
        in browser.post(reverse("ledger_view_save", args=[code]), told, follow=True).content.decode()
    )
    assert SavedView.objects.filter(kind=code).count() == 1


def test_views_are_seen_by_the_own_office_only_and_dropped_by_their_owner(
    model: type[Record], world: World, browser: Client
) -> None:
    code = model.Kind.code
    private = SavedView.objects.create(owner=world.east, kind=code, name="私人")
    shared = SavedView.objects.create(owner=world.east, kind=code, name="共享", office="310113")
    colleague, stranger = Client(), Client()
    colleague.force_login(world.reviewer, "django.contrib.auth.backends.ModelBackend")
    stranger.force_login(world.stranger, "django.contrib.auth.backends.ModelBackend")
    assert list(SavedView.visible_to(world.reviewer, code)) == [shared]
    for client, view, status in (
        (colleague, private, 404),
        (stranger, shared, 404),
        (colleague, shared, 302),
    ):
        answer = client.post(reverse("ledger_view", args=[code, view.pk]), {"drop": "1"})
        assert answer.status_code == status
    assert SavedView.objects.filter(kind=code).count() == 2
    browser.post(reverse("ledger_view", args=[code, shared.pk]), {"opens": "1"})
    assert ListSetting.objects.get(user=world.east, kind=code).opens_with == shared
    browser.post(reverse("ledger_view", args=[code, shared.pk]), {"drop": "1"})
    assert browser.get(reverse("ledger_list", args=[code])).status_code == 200
