"""After an upgrade of the rules: what would change is shown, decisions stay, all documents can follow."""

from __future__ import annotations

from typing import Any

import pytest

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.selectors import claims_of
from shanhai.documents.services import ingest, mark, outdated, preview, reject, reread, reread_all
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import Pairing
from tests.documents.samples import TEXT, add_claim


@pytest.fixture
def bulletin(pairing: Pairing, east: User) -> Document:
    return ingest(east, name="简报.txt", data=TEXT.encode()).document


def age(document: Document, **values: Any) -> None:
    """As if older rules had read the document."""
    rows = Document.objects.unscoped("test").filter(pk=document.pk)
    rows.update(**{"claims_version": "0", **values})


def states(document: Document) -> dict[int, str]:
    rows = DocumentClaim.objects.unscoped("test").filter(document=document)
    return dict(rows.values_list("pk", "state"))


def test_what_would_change_is_shown_and_nothing_is_written(bulletin: Document, east: User) -> None:
    first, second, third = claims_of(bulletin)[:3]
    add_claim(bulletin, "2023年", "donation.value", 99, "元")
    rows = DocumentClaim.objects.unscoped("test")
    rows.filter(pk=first.pk).update(measure="visit.trips")
    rows.filter(pk=second.pk).update(since="1999")
    reject(east, third, reason="重复")
    before = states(bulletin)
    found = preview(bulletin)
    assert [claim.measure for claim in found.added] == [first.measure]
    assert {claim.measure for claim in found.gone} == {"visit.trips", "donation.value"}
    assert [(old.pk, old.since, new.since) for old, new in found.changed] == [
        (second.pk, "1999", second.since)
    ]
    assert found.decided == 1
    assert states(bulletin) == before
    reread(east, bulletin)
    after = preview(bulletin)
    assert (after.added, after.gone, after.changed, after.decided) == ([], [], [], 1)


def test_documents_read_by_older_rules_are_known(bulletin: Document, east: User, stranger: User) -> None:
    assert list(outdated(east)) == []
    age(bulletin)
    assert list(outdated(east)) == [bulletin]
    assert list(outdated(stranger)) == []
    age(bulletin, claims_version=bulletin.claims_version, repair_version="0")
    assert list(outdated(east)) == [bulletin]


def test_all_of_them_follow_and_decisions_stay(bulletin: Document, east: User) -> None:
    claim = claims_of(bulletin)[0]
    reject(east, claim, reason="重复")
    hand = mark(east, bulletin, start=0, end=5, measure="fund.aid", value=claim.value, unit="元")
    age(bulletin)
    assert reread_all(east) == 1
    assert list(outdated(east)) == []
    assert states(bulletin)[claim.pk] == "rejected"
    assert states(bulletin)[hand.pk] == "open"
    assert reread_all(east) == 0


def test_a_document_without_text_is_not_read_again(bulletin: Document, east: User) -> None:
    age(bulletin, decoded="")
    assert list(outdated(east)) == []
    with pytest.raises(LedgerError, match="还没有读出文字"):
        reread(east, bulletin)
