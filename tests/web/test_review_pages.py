"""The review page and its drawers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.services import ingest, reject
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, State
from tests.documents.samples import TEXT, add_claim, claim_of, make_bulletin, make_document
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


def url(name: str, claim: DocumentClaim) -> str:
    return reverse(name, args=[claim.pk])


def fresh(claim: DocumentClaim) -> DocumentClaim:
    found: DocumentClaim = DocumentClaim.objects.unscoped("test").get(pk=claim.pk)
    return found


def field_values(html: str) -> dict[str, str]:
    """The values with which a browser would send the drawer's form unchanged."""
    found = dict(re.findall(r'<input[^>]*?name="([a-z_]+)"[^>]*?value="([^"]*)"', html))
    found |= {
        name: value for value, name in re.findall(r'<input[^>]*?value="([^"]*)"[^>]*?name="([a-z_]+)"', html)
    }
    for name, body in re.findall(r'<select[^>]*?name="([a-z_]+)".*?>(.*?)</select>', html, re.S):
        chosen = re.findall(r'<option value="([^"]*)"[^>]*?selected', body)
        found[name] = chosen[0] if chosen else ""
    return {name: value for name, value in found.items() if name not in {"csrfmiddlewaretoken", "draft"}}


def test_the_page_marks_every_claim_in_both_texts(page: Client, document: Document) -> None:
    html = page.get(reverse("review", args=[document.pk])).content.decode()
    for claim in DocumentClaim.objects.unscoped("test"):
        assert html.count(f'data-claims="{claim.pk}"') >= 2
        assert f'id="claim-{claim.pk}"' in html
    assert "3600万元" in html
    assert "宝山区 → 会泽县" in html
    assert "同一事件 · 2 条" in html
    assert "已核对 0 / 7" in html


def test_nothing_stands_in_the_page_that_the_policy_forbids(page: Client, document: Document) -> None:
    html = page.get(reverse("review", args=[document.pk])).content.decode()
    ours = html[html.index('id="review"') :]
    ours = ours[: ours.index("<footer") if "<footer" in ours else None]
    assert not re.search(r"<script(?![^>]*\bsrc=)", ours.split("</section>")[0])
    assert not re.search(r"\son[a-z]+=", ours)


def test_scripts_of_a_page_are_shown_as_text(page: Client, east: User) -> None:
    data = f"<p>{TEXT}</p><script>alert('x')</script><img src=x onerror=alert(1)>".encode()
    document = ingest(east, name="a.html", data=data).document
    html = page.get(reverse("review", args=[document.pk])).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_queries_do_not_grow_with_claims(
    page: Client, east: User, django_assert_max_num_queries: Any
) -> None:
    document = ingest(east, name="a.txt", data=(TEXT * 30).encode()).document
    with django_assert_max_num_queries(20):
        page.get(reverse("review", args=[document.pk]))


def test_the_page_opens_at_a_claim_or_at_words(page: Client, document: Document) -> None:
    address = reverse("review", args=[document.pk])
    claim = claim_of(document, "fund.aid")
    assert f'data-current="{claim.pk}"' in page.get(address, {"claim": claim.pk}).content.decode()
    by_words = page.get(address, {"start": claim.start, "end": claim.end}).content.decode()
    assert f'data-current="{claim.pk}"' in by_words
    assert "data-here" in by_words
    other = page.get(address, {"start": 0, "end": 5}).content.decode()
    assert 'data-current=""' in other
    assert re.search(r'rv-here"[^>]*data-here[^>]*>2023年<', other)
    for nonsense in (
        {"start": "x"},
        {"start": -1, "end": 3},
        {"start": 5, "end": 10**12},
        {"claim": "x"},
        {"part": "99"},
    ):
        assert page.get(address, nonsense).status_code == 200


def test_long_documents_come_in_parts(page: Client, east: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.web.views.review_text.PART", 100)
    document = ingest(east, name="a.txt", data=(TEXT * 4).encode()).document
    address = reverse("review", args=[document.pk])
    texts, cards = "", set()
    for part in range(-(-len(document.repaired) // 100)):
        html = page.get(address, {"part": part}).content.decode()
        body = re.search(r'data-view="repaired">(.*?)</div>', html, re.S)
        original = re.search(r'data-view="original" hidden>(.*?)</div>', html, re.S)
        assert body
        assert original
        texts += re.sub(r"<[^>]+>", "", body[1])
        cards |= set(re.findall(r'id="claim-(\d+)"', html))
        assert "长文分段" in html
    assert texts == document.repaired
    claims = list(DocumentClaim.objects.unscoped("test").filter(document=document))
    assert cards == {str(claim.pk) for claim in claims}
    last = max(claims, key=lambda claim: claim.start)
    assert f'id="claim-{last.pk}"' in page.get(address, {"claim": last.pk}).content.decode()


def test_accepting_takes_the_form_as_it_was_filled(page: Client, document: Document) -> None:
    claim = claim_of(document, "training.sessions")
    drawer = page.get(url("claim_accept", claim), **HTMX).content.decode()
    told = field_values(drawer)
    assert (told["sessions"], told["person_times"], told["year"]) == ("3", "320", "2023")
    response = page.post(url("claim_accept", claim), told, **HTMX)
    assert response.status_code == 200, response.content.decode()
    html = response.content.decode()
    sibling = claim_of(document, "training.trainees")
    for decided in (claim, sibling):
        assert re.search(rf'id="claim-{decided.pk}"[^>]*hx-swap-oob="true"', html)
        assert fresh(decided).state == "accepted"
    assert "已核对 2 / 7" in html
    assert "claim-decided" in response["HX-Trigger-After-Settle"]
    record = kind("training").objects.unscoped("test").get()
    assert (record.state, record.person_times, record.record_source) == (State.REPORTED, 320, "review")


def test_a_sibling_unticked_stays_open(page: Client, document: Document) -> None:
    claim = claim_of(document, "training.sessions")
    told = field_values(page.get(url("claim_accept", claim), **HTMX).content.decode())
    told.pop("also")
    page.post(url("claim_accept", claim), {**told, "person_times": "", "draft": "1"}, **HTMX)
    assert fresh(claim).state == "accepted"
    assert fresh(claim_of(document, "training.trainees")).is_open
    assert kind("training").objects.unscoped("test").get().state == State.DRAFT


def test_problems_come_back_with_the_form(page: Client, document: Document) -> None:
    claim = claim_of(document, "fund.aid")
    told = field_values(page.get(url("claim_accept", claim), **HTMX).content.decode())
    response = page.post(url("claim_accept", claim), {**told, "arrived": "很多"}, **HTMX)
    assert response.status_code == 422
    assert "很多" in response.content.decode()
    assert fresh(claim).is_open


def test_a_planned_claim_wants_a_tick(page: Client, document: Document) -> None:
    claim = claim_of(document, "posting.teachers_sent", "planned")
    drawer = page.get(url("claim_accept", claim), **HTMX).content.decode()
    assert "我确认现已完成" in drawer
    told = field_values(drawer)
    told.pop("already_done", None)
    refused = page.post(url("claim_accept", claim), told, **HTMX)
    assert refused.status_code == 422
    assert "计划" in refused.content.decode()
    assert page.post(url("claim_accept", claim), {**told, "already_done": "1"}, **HTMX).status_code == 200


def test_equal_figures_of_the_ledger_are_offered_for_linking(
    page: Client, document: Document, east: User
) -> None:
    record = make_record(
        kind("fund"),
        east,
        document.pairing,
        category="aid",
        year=2023,
        arrived=36_000_000,
        paid=None,
        spent=None,
    )
    claim = claim_of(document, "fund.aid")
    assert "台账已有相同数值" in page.get(reverse("review", args=[document.pk])).content.decode()
    assert "请改为关联" in page.get(url("claim_accept", claim), **HTMX).content.decode()
    drawer = page.get(url("claim_link", claim), **HTMX).content.decode()
    assert f'value="fund:{record.pk}" checked' in drawer
    response = page.post(url("claim_link", claim), {"record": f"fund:{record.pk}"}, **HTMX)
    assert response.status_code == 200
    assert fresh(claim).state == "linked"


@pytest.mark.parametrize("told", ["", "fund:", "fund:x", "nothing:1", "fund:999"])
def test_linking_to_nothing_is_refused(page: Client, document: Document, told: str) -> None:
    claim = claim_of(document, "fund.aid")
    assert page.post(url("claim_link", claim), {"record": told}, **HTMX).status_code in (404, 422)
    assert fresh(claim).is_open


def test_rejecting_by_a_usual_or_an_own_reason(page: Client, document: Document) -> None:
    first, second = claim_of(document, "fund.aid"), claim_of(document, "agreement.signed")
    assert "识别有误" in page.get(url("claim_reject", first), **HTMX).content.decode()
    page.post(url("claim_reject", first), {"reason": "识别有误"}, **HTMX)
    page.post(url("claim_reject", second), {"own": "草签，未生效"}, **HTMX)
    assert (fresh(first).reason, fresh(second).reason) == ("识别有误", "草签，未生效")
    refused = page.post(url("claim_reject", claim_of(document, "training.sessions")), {"own": " "}, **HTMX)
    assert refused.status_code == 422


def test_reopening(page: Client, document: Document, east: User) -> None:
    claim = claim_of(document, "fund.aid")
    reject(east, claim, reason="重复")
    page.post(url("claim_reopen", claim), {"reason": "并不重复"}, **HTMX)
    assert fresh(claim).is_open


def test_a_claim_decided_meanwhile_says_by_whom(page: Client, document: Document) -> None:
    claim = claim_of(document, "fund.aid")
    told = field_values(page.get(url("claim_accept", claim), **HTMX).content.decode())
    reject(make_user("colleague"), claim, reason="重复")
    response = page.post(url("claim_accept", claim), told, **HTMX)
    assert response.status_code == 422
    assert "已由colleague" in response.content.decode()


def test_without_javascript_each_drawer_is_a_page(page: Client, document: Document) -> None:
    claim = claim_of(document, "fund.aid")
    for name in ("claim_accept", "claim_link", "claim_reject"):
        html = page.get(url(name, claim)).content.decode()
        assert "<html" in html
        assert f'href="/documents/{document.pk}/?claim={claim.pk}"' in html
    refused = page.post(url("claim_accept", claim), {"year": "x"})
    assert refused.status_code == 422
    assert "<html" in refused.content.decode()


def test_the_next_document_of_the_pair_is_offered(page: Client, document: Document, east: User) -> None:
    address = reverse("review", args=[document.pk])
    assert "下一份待核对" not in page.get(address).content.decode()
    elsewhere = make_document(None, sha256="e" * 64)
    add_claim(elsewhere, "培训3期", "training.sessions", 3, "期")
    assert f'href="/documents/{elsewhere.pk}/"' in page.get(address).content.decode()
    same = ingest(east, name="b.txt", data=TEXT.encode()).document
    html = page.get(address).content.decode()
    assert f'href="/documents/{same.pk}/"' in html
    assert f'href="/documents/{elsewhere.pk}/"' not in html


def test_without_javascript_a_decision_leads_back_to_the_page(page: Client, document: Document) -> None:
    claim = claim_of(document, "fund.aid")
    response = page.post(url("claim_reject", claim), {"reason": "重复"}, follow=True)
    assert response.redirect_chain == [(f"/documents/{document.pk}/?claim={claim.pk}", 302)]
    assert "已标为不采纳" in response.content.decode()


DRAWERS = ("claim_accept", "claim_link", "claim_reject", "claim_reopen")


@pytest.mark.parametrize("name", DRAWERS)
def test_foreign_claims_are_not_found(client: Client, document: Document, name: str) -> None:
    make_pairing("310117", "530629")
    client.force_login(make_user("stranger", region="310117"))
    claim = claim_of(document, "fund.aid")
    for method in (client.get, client.post):
        assert method(url(name, claim), **HTMX).status_code == 404


@pytest.mark.parametrize("name", DRAWERS)
@pytest.mark.parametrize("role", ["leader", "inspector"])
def test_readers_find_no_drawers(client: Client, document: Document, name: str, role: str) -> None:
    client.force_login(make_user("reader", role))
    html = client.get(reverse("review", args=[document.pk])).content.decode()
    assert "data-act=" not in html
    assert client.get(url(name, claim_of(document, "fund.aid")), **HTMX).status_code == 404


def test_a_reviewer_is_offered_no_new_rows(client: Client, document: Document) -> None:
    client.force_login(make_user("reviewer", "reviewer"))
    html = client.get(reverse("review", args=[document.pk])).content.decode()
    assert 'data-act="accept"' not in html
    assert 'data-act="link"' in html
