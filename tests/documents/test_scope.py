"""Which documents and claims each user sees."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.access import may_review
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.prefill import prefill
from shanhai.documents.selectors import documents, get_claim, get_document, open_claims
from shanhai.documents.services import accept, reject, reopen, reread
from shanhai.ledger.errors import NotAllowed
from shanhai.ledger.models import Pairing
from shanhai.ledger.scope import UnscopedRead
from tests.documents.samples import add_claim, claim_of, make_document
from tests.factories import make_pairing, make_user


def titles(user: object) -> set[str]:
    return set(Document.objects.for_user(user).values_list("title", flat=True))


@pytest.fixture
def several(document: Document) -> Document:
    """The bulletin of 宝山–会泽, one of another pair, and unfiled ones of three offices."""
    make_document(make_pairing("310117", "530629"), title="别对", sha256="a" * 64, owner_region="310117")
    make_document(None, title="宝山未归", sha256="b" * 64, owner_region="310113")
    make_document(None, title="迤车未归", sha256="c" * 64, owner_region="530326102")
    make_document(None, title="无主", sha256="d" * 64, owner_region="")
    return document


def test_users_see_their_pairs_and_what_their_office_has_not_filed_yet(several: Document) -> None:
    bulletin = "协作简报第1期"
    assert titles(make_user("east")) == {bulletin, "宝山未归"}
    assert titles(make_user("west", region="530326")) == {bulletin, "迤车未归"}
    assert titles(make_user("city", region="310000")) == {bulletin, "别对", "宝山未归"}
    assert titles(make_user("town", region="530326102")) == {"迤车未归"}
    assert titles(make_user("other", region="310117")) == {"别对"}
    assert titles(make_user("root", "admin", "")) == {bulletin, "别对", "宝山未归", "迤车未归", "无主"}
    assert titles(make_user("nobody", "", "310113")) == set()
    assert titles(AnonymousUser()) == set()


def test_claims_follow_their_documents(several: Document, east: User, stranger: User) -> None:
    claim = claim_of(several, "fund.aid")
    assert get_claim(east, claim.pk) == claim
    with pytest.raises(Http404):
        get_claim(stranger, claim.pk)
    with pytest.raises(Http404):
        get_document(stranger, several.pk)
    assert not DocumentClaim.objects.for_user(stranger).exists()


def test_reading_without_a_user_fails(document: Document) -> None:
    with pytest.raises(UnscopedRead):
        list(Document.objects.all())
    with pytest.raises(UnscopedRead):
        list(DocumentClaim.objects.filter(document=document))


def test_the_list_counts_claims_and_filters(several: Document, east: User) -> None:
    (found,) = documents(east, pairing=several.pairing_id)
    assert (found.open_claims, found.all_claims) == (7, 7)
    assert [row.title for row in documents(east, state="open")] == ["协作简报第1期"]
    assert [row.title for row in documents(east, state="unfiled")] == ["宝山未归"]
    assert [row.title for row in documents(east, year=2024)] == ["协作简报第1期"]
    assert [row.title for row in documents(east, query="简报")] == ["协作简报第1期"]
    assert list(documents(east, year=2020)) == []


def test_a_document_that_backs_a_row_can_be_read_by_those_who_see_the_row(
    document: Document, east: User
) -> None:
    """A bulletin of one pair also tells of another pair of the same eastern district."""
    other = make_pairing("310113", "533423")
    weixi = make_user("weixi", region="533423")
    assert titles(weixi) == set()
    claim = claim_of(document, "fund.aid")
    filled = prefill(claim, other)
    assert filled is not None
    accept(east, claim, {**filled.initial, "pairing": other})
    assert titles(weixi) == {document.title}
    assert get_claim(weixi, claim.pk) == claim
    # Reading is all: the document is at home elsewhere.
    assert open_claims(weixi) == 0
    assert open_claims(east) == 6
    assert not documents(weixi, state="open").exists()
    assert not may_review(weixi, document)
    with pytest.raises(NotAllowed):
        reject(weixi, claim_of(document, "training.sessions"), reason="不是本结对的数据")
    with pytest.raises(NotAllowed):
        reread(weixi, document)
    reopen(east, claim, reason="看错了")
    assert titles(weixi) == set()


def test_an_unfiled_document_is_filed_with_the_first_row_it_backs(
    pairing: Pairing, east: User, west: User
) -> None:
    unfiled = make_document(None, title="未归")
    claim = add_claim(unfiled, "财政帮扶资金3600万元", "fund.aid", 36_000_000, "元")
    assert titles(west) == set()
    filled = prefill(claim, pairing)
    assert filled is not None
    accept(east, claim, {**filled.initial, "pairing": pairing})
    assert get_document(west, unfiled.pk).pairing == pairing
    assert AuditEntry.objects.filter(object_type="document", pairing_id=pairing.pk).exists()
