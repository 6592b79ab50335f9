"""The pages of PDFs and scans on the review page: pictures within scope, words marked where they stand."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.services import ingest
from shanhai.ledger.models import Pairing
from tests.documents import files
from tests.factories import make_pairing, make_user

LINE = "2023年，宝山区投入财政帮扶资金3600万元支持会泽县。"
PDF = files.pdf(["协作简报"], ["第二页。", LINE])


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


@pytest.fixture
def east(pairing: Pairing) -> User:
    return make_user("east")


@pytest.fixture
def document(east: User) -> Document:
    return ingest(east, name="简报.pdf", data=PDF).document


def test_the_claim_is_marked_on_its_page(client: Client, east: User, document: Document) -> None:
    client.force_login(east)
    html = client.get(document.get_absolute_url()).content.decode()
    claim = DocumentClaim.objects.unscoped("test").get(document=document)
    first, second = html.split('<figure class="rv-page">')[1:]
    assert "<rect" not in first
    (rect,) = re.findall(r"<rect [^>]*>", second)
    assert f'data-claims="{claim.pk}"' in rect
    left, top, width, height = (float(n) for n in re.findall(r' (?:x|y|width|height)="([\d.]+)"', rect))
    assert 90 < top < 130
    assert 0 < height < 30
    assert left > 120
    assert left + width < 1000


def test_asked_words_are_marked_on_the_page(client: Client, east: User, document: Document) -> None:
    client.force_login(east)
    at = document.decoded.index("宝山区")
    html = client.get(f"{document.get_absolute_url()}?start={at}&end={at + 3}").content.decode()
    assert re.search(r'<rect class="rv-here" data-here', html)


def test_a_page_is_a_picture(client: Client, east: User, document: Document) -> None:
    client.force_login(east)
    response = client.get(reverse("document_page", args=[document.pk, 2]), {"width": "300"})
    assert response.content.startswith(b"\x89PNG")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("number", [0, 3, 10**9])
def test_there_are_no_other_pages(client: Client, east: User, document: Document, number: int) -> None:
    client.force_login(east)
    assert client.get(reverse("document_page", args=[document.pk, number])).status_code == 404


def test_texts_have_no_pages(client: Client, east: User) -> None:
    document = ingest(east, name="a.txt", data=LINE.encode()).document
    client.force_login(east)
    assert client.get(reverse("document_page", args=[document.pk, 1])).status_code == 404
    assert 'data-view="pages"' not in client.get(document.get_absolute_url()).content.decode()


def test_strangers_see_no_page(client: Client, document: Document) -> None:
    make_pairing("310117", "530629")
    client.force_login(make_user("stranger", region="310117"))
    assert client.get(reverse("document_page", args=[document.pk, 1])).status_code == 404
