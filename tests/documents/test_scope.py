"""Which documents and claims each user sees."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.selectors import documents, get_claim, get_document
from shanhai.ledger.scope import UnscopedRead
from tests.documents.samples import claim_of, make_document
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
