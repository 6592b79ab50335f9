"""Every kind: the totals under its list and the rows behind them; acts on many rows at once."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.ledger.models import Record, State
from shanhai.ledger.selectors import evidence_of
from shanhai.ledger.services import change_state, update_record
from shanhai.ledger.totals import totals
from shanhai.ledger.wording import figure_words
from tests.conformance.conftest import World
from tests.factories import make_record


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def page_of(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()[:400]
    return lxml.html.fromstring(answer.content.decode())


def test_totals_stand_under_the_list_and_open_their_rows(model: type[Record], world: World) -> None:
    records = [make_record(model, world.east, world.pairing) for _ in range(2)]
    make_record(model, world.stranger, world.other_pairing)
    client = client_of(world.east)
    page = page_of(client.get(reverse("ledger_totals", args=[model.Kind.code])))
    expected = totals(world.east, world.pairing)
    links = page.xpath("//a[contains(@class, 'ls-sum')]")
    assert len(links) == len(expected)
    for total in expected:
        value, _unit = figure_words(total.value, total.unit)
        found = [
            link
            for link in links
            if f"/totals/{total.measure}/" in link.get("href") and link.xpath("string(b)") == value
        ]
        assert found, total
        receipt = client.get(found[0].get("href")).content.decode()
        behind = [record for record in records if record.get_absolute_url() in receipt]
        assert len(behind) == total.rows, total


def act(client: Client, model: type[Record], name: str, rows: list[Record]) -> Any:
    """The page between, after rows of the list were ticked and an act was chosen."""
    url = reverse("ledger_act", args=[model.Kind.code])
    return client.post(url, {"act": name, "row": [row.pk for row in rows], "list": ""})


def confirm(client: Client, answer: Any, **more: Any) -> Any:
    """Send the form of the page between."""
    (form,) = page_of(answer).xpath("//form[.//input[@name='token']]")
    data: dict[str, Any] = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    return client.post(form.get("action"), {**data, "confirm": "1", **more})


def states(model: type[Record], world: World, rows: list[Record]) -> list[str]:
    return [model.objects.for_user(world.east).get(pk=row.pk).state for row in rows]


def test_many_rows_go_their_way(model: type[Record], world: World) -> None:
    rows = [make_record(model, world.east, world.pairing, report=False) for _ in range(3)]
    east, west = client_of(world.east), client_of(world.west)
    assert confirm(east, act(east, model, "reported", rows)).status_code == 302
    assert states(model, world, rows) == ["reported"] * 3
    assert confirm(west, act(west, model, "confirmed", rows[:2])).status_code == 302
    page = act(west, model, "returned", rows[2:])
    assert "请写明原因" in confirm(west, page).content.decode()
    assert states(model, world, rows) == ["confirmed", "confirmed", "reported"]
    assert confirm(west, page, reason="数字不符").status_code == 302
    assert states(model, world, rows) == ["confirmed", "confirmed", "returned"]
    paper = SimpleUploadedFile("名册.txt", "培训名册".encode())
    assert confirm(east, act(east, model, "evidence", rows), file=paper, title="名册").status_code == 302
    assert [[paper.title for paper in evidence_of(row)] for row in rows] == [["名册"]] * 3
    assert confirm(east, act(east, model, "void", rows), reason="重复").status_code == 302
    assert states(model, world, rows) == ["void"] * 3


def test_rows_that_cannot_are_told_and_left_alone(model: type[Record], world: World) -> None:
    draft = make_record(model, world.east, world.pairing, report=False)
    reported = make_record(model, world.east, world.pairing)
    foreign = make_record(model, world.stranger, world.other_pairing, report=False)
    client = client_of(world.east)
    answer = act(client, model, "reported", [draft, reported, foreign])
    words = answer.content.decode()
    assert "“已报”的记录不能上报" in words
    assert f"/{foreign.pk}/" not in words
    confirm(client, answer)
    assert states(model, world, [draft, reported]) == ["reported", "reported"]
    assert model.objects.for_user(world.stranger).get(pk=foreign.pk).state == State.DRAFT
    for user in (world.leader, world.stranger, world.nobody):
        assert "/act/" not in act(client_of(user), model, "void", [draft]).content.decode()


def test_all_or_none(model: type[Record], world: World) -> None:
    """A row that somebody changes between the two pages stops the act for all of them."""
    rows = [make_record(model, world.east, world.pairing) for _ in range(2)]
    client = client_of(world.west)
    page = act(client, model, "confirmed", rows)
    update_record(world.east, rows[1], {"note": "改了"})
    assert "已被" in confirm(client, page).content.decode()
    assert states(model, world, rows) == ["reported", "reported"]
    page = act(client, model, "confirmed", rows)
    change_state(world.west, rows[1], State.RETURNED, reason="先退")
    confirm(client, page)
    assert states(model, world, rows) == ["reported", "returned"]


def test_the_whole_list_is_what_the_filters_say(model: type[Record], world: World) -> None:
    rows = [make_record(model, world.east, world.pairing, report=False, year=2024 + n % 2) for n in range(4)]
    client = client_of(world.east)
    url = reverse("ledger_act", args=[model.Kind.code])
    answer = client.post(url, {"act": "reported", "whole": "1", "list": "year=2025"})
    confirm(client, answer)
    assert sorted(states(model, world, rows)) == ["draft", "draft", "reported", "reported"]


@pytest.mark.parametrize("token", ["", "forged", "x:y:z"])
def test_a_forged_page_does_nothing(model: type[Record], world: World, token: str) -> None:
    row = make_record(model, world.east, world.pairing, report=False)
    url = reverse("ledger_act", args=[model.Kind.code])
    data = {"act": "void", "row": row.pk, "confirm": "1", "token": token, "reason": "试"}
    assert "已过期" in client_of(world.east).post(url, data).content.decode()
    assert states(model, world, [row]) == ["draft"]
