"""What makes the review page fast: deciding without a form, matches on the card, undo, marks, the queue."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.services import reject
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, State
from shanhai.ledger.services import change_state
from tests.documents.samples import claim_of, make_bulletin
from tests.factories import make_pairing, make_record, make_user

HTMX = {"HTTP_HX-Request": "true"}


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


@pytest.fixture
def east(pairing: Pairing) -> User:
    return make_user("east")


@pytest.fixture
def document(pairing: Pairing) -> Document:
    return make_bulletin(pairing)


@pytest.fixture
def page(client: Client, east: User) -> Client:
    client.force_login(east)
    return client


def post(page: Client, name: str, claim: DocumentClaim, **data: Any) -> Any:
    return page.post(reverse(name, args=[claim.pk]), data, **HTMX)


def fresh(claim: DocumentClaim) -> DocumentClaim:
    found: DocumentClaim = DocumentClaim.objects.unscoped("test").get(pk=claim.pk)
    return found


def fund(east: User, pairing: Pairing, arrived: int) -> Any:
    return make_record(
        kind("fund"), east, pairing, category="aid", year=2023, arrived=arrived, paid=None, spent=None
    )


def test_one_key_accepts_and_one_takes_back(page: Client, document: Document) -> None:
    claim = claim_of(document, "fund.aid")
    response = post(page, "claim_quick", claim)
    html = response.content.decode()
    assert f'id="claim-{claim.pk}"' in html
    assert "已核对 1 / 7" in html
    assert fresh(claim).state == "accepted"
    assert "claim-decided" in response["HX-Trigger-After-Settle"]
    assert "已核对 0 / 7" in post(page, "claim_undo", claim).content.decode()
    assert fresh(claim).is_open
    assert kind("fund").objects.unscoped("test").get().state == State.VOID
    assert post(page, "claim_undo", claim).status_code == 422


def test_undo_stops_at_what_others_have_done_since(
    page: Client, document: Document, east: User, pairing: Pairing
) -> None:
    claim = claim_of(document, "fund.aid")
    post(page, "claim_quick", claim)
    row = kind("fund").objects.unscoped("test").get()
    change_state(make_user("west", region="530326"), row, State.CONFIRMED)
    assert "已有改动或确认" in post(page, "claim_undo", claim).content.decode()
    other = claim_of(document, "training.sessions")
    reject(make_user("colleague"), other, reason="重复")
    assert "他人的决定" in post(page, "claim_undo", other).content.decode()
    row.refresh_from_db()
    assert (row.state, fresh(claim).state, fresh(other).state) == (State.CONFIRMED, "accepted", "rejected")


def test_undo_takes_a_rejection_back(page: Client, document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    reject(east, claim, reason="重复")
    post(page, "claim_undo", claim)
    assert fresh(claim).is_open


def test_what_needs_a_look_opens_its_form_with_the_reason(
    page: Client, document: Document, east: User, pairing: Pairing
) -> None:
    fund(east, pairing, 36_000_000)
    response = post(page, "claim_quick", claim_of(document, "fund.aid"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "请看是否同一件事" in html
    assert 'name="arrived"' in html


def test_a_group_is_accepted_by_one_key(page: Client, document: Document) -> None:
    html = page.get(reverse("review", args=[document.pk])).content.decode()
    assert html.count("整组采纳") >= 2
    response = post(page, "claim_group", claim_of(document, "training.trainees"))
    assert "整组采纳：2 条表述记入 1 行台账" in response.content.decode()
    assert "已核对 2 / 7" in response.content.decode()
    again = post(page, "claim_group", claim_of(document, "training.trainees"))
    assert "这一组已全部核对" in again.content.decode()


def test_the_card_shows_the_rows_of_the_ledger(
    page: Client, document: Document, east: User, pairing: Pairing
) -> None:
    equal, other = fund(east, pairing, 36_000_000), fund(east, pairing, 1_000_000)
    claim = claim_of(document, "fund.aid")
    html = page.get(reverse("review", args=[document.pk])).content.decode()
    assert "台账已有相同数值" in html
    assert "同期，数值不同" in html
    for row in (equal, other):
        assert f'"fund:{row.pk}"' in html
    post(page, "claim_link", claim, record=f"fund:{equal.pk}")
    assert (fresh(claim).state, fresh(claim).record_id) == ("linked", equal.pk)


def test_rows_that_make_the_figure_together_are_told(
    page: Client, document: Document, east: User, pairing: Pairing
) -> None:
    fund(east, pairing, 30_000_000), fund(east, pairing, 6_000_000)
    assert "台账同期 2 条合计正好是这个数" in page.get(document.get_absolute_url()).content.decode()


def test_selected_words_become_a_claim(page: Client, document: Document) -> None:
    at = document.repaired.index("3600万元")
    url = reverse("claim_mark", args=[document.pk])
    html = page.get(url, {"start": at, "end": at + 6}, **HTMX).content.decode()
    assert 'name="value" value="36000000"' in html
    assert "<mark>3600万元</mark>" in html
    told = {"start": at, "end": at + 6, "measure": "fund.social", "value": "36000000", "unit": "元"}
    assert page.post(url, {**told, "bound": "=", "status": "x"}, **HTMX).status_code == 422
    response = page.post(url, {**told, "bound": "=", "status": "done", "since": "2023"}, **HTMX)
    claim = claim_of(document, "fund.social")
    assert response["HX-Redirect"].endswith(f"?claim={claim.pk}")
    assert "人工标注" in page.get(document.get_absolute_url()).content.decode()
    assert page.get(url, {"start": "x"}).status_code == 200


def test_others_on_the_page_are_told_and_their_decisions_arrive(
    page: Client, document: Document, client: Client
) -> None:
    west = make_user("west", region="530326", display_name="会泽经办人")
    other = Client()
    other.force_login(west)
    url = reverse("document_presence", args=[document.pk])
    claim = claim_of(document, "fund.aid")
    told = page.post(url, {"claim": claim.pk, "since": ""}, **HTMX).content.decode()
    assert "会泽经办人" not in told
    since = told.split('data-now="')[1].split('"')[0]
    other.post(url, {"claim": claim.pk, "since": ""}, **HTMX)
    reject(west, claim, reason="重复")
    told = page.post(url, {"since": since}, **HTMX).content.decode()
    assert "会泽经办人也在核对这份资料（第 5 条）" in told
    assert f'id="claim-{claim.pk}"' in told
    assert "已核对 1 / 7" in told


def test_the_queue_shows_what_waits(page: Client, document: Document) -> None:
    html = page.get(reverse("document_queue")).content.decode()
    assert "协作简报第1期" in html
    assert "1 份资料，7 条待核对" in html


@pytest.mark.parametrize("name", ["claim_quick", "claim_group", "claim_undo"])
def test_strangers_and_readers_decide_nothing(client: Client, document: Document, name: str) -> None:
    make_pairing("310117", "530629")
    claim = claim_of(document, "fund.aid")
    for user in (make_user("stranger", region="310117"), make_user("leader", "leader")):
        client.force_login(user)
        assert post(client, name, claim).status_code == 404
    assert fresh(claim).is_open


@pytest.mark.parametrize("name", ["claim_mark", "document_presence"])
def test_marks_and_presence_are_scoped(client: Client, document: Document, name: str) -> None:
    make_pairing("310117", "530629")
    url = reverse(name, args=[document.pk])
    client.force_login(make_user("stranger", region="310117"))
    assert client.post(url).status_code == 404
    client.force_login(make_user("leader", "leader"))
    assert client.post(url).status_code == 403


def test_cards_with_matches_add_no_queries_for_each(
    page: Client, document: Document, east: User, pairing: Pairing, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        fund(east, pairing, 1_000_000 + number)
    with django_assert_max_num_queries(26):
        page.get(document.get_absolute_url())
