"""Correcting a document and reading it again: open claims follow, decisions stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.prefill import prefill
from shanhai.documents.selectors import claims_of, get_claim
from shanhai.documents.services import (
    accept,
    correct_document,
    ingest,
    read_received,
    receive,
    reject,
    reread,
)
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.models import Pairing
from shanhai.text.repair import RepairedText
from tests.documents.samples import TEXT, add_claim
from tests.factories import make_pairing, make_user


@pytest.fixture
def bulletin(pairing: Pairing, east: User) -> Document:
    """Taken in for real, so that it can be read again."""
    return ingest(east, name="简报.txt", data=TEXT.encode()).document


def correct(actor: User, document: Document, **values: Any) -> Document:
    known = {name: getattr(document, name) for name in ("title", "published", "source", "author", "pairing")}
    return correct_document(actor, document, **{**known, **values})


def test_corrections_are_saved_and_logged(bulletin: Document, east: User) -> None:
    correct(east, bulletin, title=" 协作简报 ", source="宝山区合作交流办")
    entry = AuditEntry.objects.filter(object_type="document", action="change").get()
    assert entry.detail["changes"] == {"title": ["简报", "协作简报"], "source": ["", "宝山区合作交流办"]}
    correct(east, Document.objects.for_user(east).get(pk=bulletin.pk))
    assert AuditEntry.objects.filter(object_type="document", action="change").count() == 1


def test_a_new_date_reads_open_claims_again(pairing: Pairing, east: User) -> None:
    text = "今年，宝山区投入财政帮扶资金3600万元支持会泽县。"
    document = ingest(east, name="a.txt", data=text.encode()).document
    (claim,) = claims_of(document)
    correct(east, document, published=date(2022, 12, 1))
    (again,) = claims_of(document)
    assert (again.pk, again.since) == (claim.pk, "2022")


@pytest.mark.usefixtures("queue")
def test_one_that_waits_is_read_after_a_correction_and_keeps_it(pairing: Pairing, east: User) -> None:
    data = "今年，宝山区投入财政帮扶资金3600万元支持会泽县。".encode()
    document = receive(east, name="a.txt", data=data).document
    assert correct(east, document, published=date(2022, 12, 1)).state == Document.State.RECEIVED
    read_received(document.pk)
    (claim,) = claims_of(document)
    assert claim.since == "2022"


@pytest.mark.usefixtures("queue")
def test_a_correction_during_the_reading_is_kept(
    pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shanhai.documents.services.background as module

    data = "今年，宝山区投入财政帮扶资金3600万元支持会泽县。".encode()
    document = receive(east, name="a.txt", data=data).document
    read = module.read_content

    def corrected(content: bytes) -> Any:
        correct(east, document, title="会泽简报", published=date(2022, 12, 1))
        return read(content)

    monkeypatch.setattr(module, "read_content", corrected)
    read_received(document.pk)
    kept = Document.objects.for_user(east).get(pk=document.pk)
    assert (kept.title, kept.state) == ("会泽简报", Document.State.READY)
    assert [claim.since for claim in claims_of(kept)] == ["2022"]


def test_decided_claims_stay_as_people_left_them(bulletin: Document, east: User) -> None:
    claim = next(claim for claim in claims_of(bulletin) if claim.measure == "fund.aid")
    reject(east, claim, reason="重复")
    before = [claim.pk for claim in claims_of(bulletin)]
    reread(east, bulletin)
    assert [claim.pk for claim in claims_of(bulletin)] == before
    assert get_claim(east, claim.pk).state == DocumentClaim.State.REJECTED


def test_a_better_repair_moves_the_marks_of_decided_claims(pairing: Pairing, east: User) -> None:
    text = "2023年，東西部協(xié)作持續(xù)深化，寶山區(qū)投入財(cái)政幫扶資金3600萬元支持會澤縣。"
    document = ingest(east, name="a.txt", data=text.encode()).document
    (claim,) = claims_of(document)
    reject(east, claim, reason="重复")
    # As if it had been taken in by older rules, which repaired nothing.
    unrepaired = RepairedText(text, text)
    rows = Document.objects.unscoped("test").filter(pk=document.pk)
    rows.update(repaired=text, repair=unrepaired.to_json(), repair_version="0")
    reread(east, document)
    document = rows.get()
    (again,) = claims_of(document)
    assert (again.pk, again.state, document.repair_version != "0") == (claim.pk, "rejected", True)
    assert document.repaired[again.text_start : again.text_end] == again.text
    assert "3600万元" in again.text


def test_reading_again_mends_a_document_that_had_failed(
    pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("shanhai.documents.reading.repair_text", broken)
        document = ingest(east, name="a.txt", data=TEXT.encode()).document
    assert (document.state, document.decoded, claims_of(document)) == ("failed", TEXT, [])
    mended = reread(east, document)
    assert (mended.state, mended.problem) == ("ready", "")
    assert len(claims_of(mended)) > 3


def test_claims_no_longer_read_are_withdrawn_and_come_back(bulletin: Document, east: User) -> None:
    stray = add_claim(bulletin, "2023年", "donation.value", 99, "元")
    kept = add_claim(bulletin, "宝山区", "donation.value", 98, "元")
    reject(east, kept, reason="不是捐赠")
    reread(east, bulletin)
    found = {claim.pk for claim in claims_of(bulletin)}
    assert stray.pk not in found
    assert kept.pk in found
    assert DocumentClaim.objects.unscoped("test").get(pk=stray.pk).state == DocumentClaim.State.WITHDRAWN


def test_the_pairing_stays_while_claims_are_in_the_ledger(bulletin: Document, east: User) -> None:
    other = make_pairing("310113", "533423")
    claim = next(claim for claim in claims_of(bulletin) if claim.measure == "fund.aid")
    filled = prefill(claim, bulletin.pairing)
    assert filled is not None
    accept(east, claim, {**filled.initial, "pairing": bulletin.pairing})
    with pytest.raises(LedgerError, match="须先撤回"):
        correct(east, bulletin, pairing=other)


def test_the_pairing_can_be_corrected_before(bulletin: Document, east: User, west: User) -> None:
    other = make_pairing("310113", "533423")
    correct(east, bulletin, pairing=other)
    assert not Document.objects.for_user(west).filter(pk=bulletin.pk).exists()


def test_a_foreign_pairing_cannot_be_chosen(bulletin: Document, east: User) -> None:
    with pytest.raises(NotAllowed):
        correct(east, bulletin, pairing=make_pairing("310117", "530629"))


@pytest.mark.parametrize("role", ["leader", "inspector"])
def test_readers_correct_nothing(bulletin: Document, role: str) -> None:
    with pytest.raises(NotAllowed):
        correct(make_user("reader", role), bulletin, title="别的")


def test_strangers_correct_nothing(bulletin: Document, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        correct(stranger, bulletin, title="别的")
