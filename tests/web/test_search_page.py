"""The pages of search, reading quality and the evidence sheet."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.files import office
from shanhai.documents.models import Document
from shanhai.documents.services import ingest
from shanhai.ledger.errors import one
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing
from tests.documents.samples import TEXT
from tests.factories import make_pairing, make_record, make_user


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


@pytest.fixture
def east(pairing: Pairing) -> User:
    return make_user("east")


@pytest.fixture
def document(east: User) -> Document:
    return ingest(east, name="简报.txt", data=TEXT.encode()).document


@pytest.fixture
def page(client: Client, east: User) -> Client:
    client.force_login(east)
    return client


def test_everything_that_holds_the_words_is_shown(
    page: Client, document: Document, east: User, pairing: Pairing
) -> None:
    row = make_record(kind("fund"), east, pairing, note="财政帮扶资金首批")
    html = page.get(reverse("search"), {"q": "帮扶资金"}).content.decode()
    assert "<mark>帮扶资金</mark>" in html
    assert f"{document.get_absolute_url()}?start=" in html
    assert f"{document.get_absolute_url()}?claim=" in html
    assert row.get_absolute_url() not in page.get(reverse("search"), {"q": "没有的词"}).content.decode()


def test_an_empty_or_odd_question_is_answered(page: Client, document: Document) -> None:
    assert "一个字也可以" in page.get(reverse("search")).content.decode()
    odd = {"q": "<b>，。", "pairing": "x", "year": "999999999999", "page": "0", "genre": "no"}
    html = page.get(reverse("search"), odd).content.decode()
    assert "没有含这些词的资料" in html
    assert "<b>，" not in html


def test_others_find_nothing_of_it(client: Client, document: Document) -> None:
    make_pairing("310117", "530629")
    client.force_login(make_user("stranger", region="310117"))
    html = client.get(reverse("search"), {"q": "帮扶资金"}).content.decode()
    assert "没有含这些词的资料" in html
    assert client.get(reverse("document_sheet", args=[document.pk])).status_code == 404


def test_reading_quality_and_its_gold(page: Client, document: Document) -> None:
    html = page.get(reverse("quality")).content.decode()
    assert "按规则" in html
    gold = page.get(reverse("quality_gold"))
    assert zipfile.ZipFile(io.BytesIO(gold.content)).namelist() == []
    assert AuditEntry.objects.filter(action="export", object_type="gold").count() == 1


def test_a_sheet_that_takes_libreoffice_too_long_is_given_as_word(
    page: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*args: object) -> bytes:
        raise one("too_large", "打开文件超过120秒")

    monkeypatch.setattr(office, "program", lambda: "soffice")
    monkeypatch.setattr(office, "converted", slow)
    response = page.get(reverse("document_sheet", args=[document.pk]), {"as": "pdf"})
    assert (response.status_code, response.content[:2]) == (200, b"PK")


def test_the_evidence_sheet_is_a_word_file(page: Client, document: Document) -> None:
    response = page.get(reverse("document_sheet", args=[document.pk]), {"record": "fund:x"})
    assert response.content.startswith(b"PK")
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
def test_the_evidence_sheet_can_be_pdf(page: Client, document: Document) -> None:
    response = page.get(reverse("document_sheet", args=[document.pk]), {"as": "pdf"})
    assert response.content.startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"


def test_without_libreoffice_it_stays_word(
    page: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shanhai.documents.files.office.program", lambda: None)
    response = page.get(reverse("document_sheet", args=[document.pk]), {"as": "pdf"})
    assert response.content.startswith(b"PK")
