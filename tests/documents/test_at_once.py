"""Two people at once, in two connections: one decides, the other learns of it; one file, one document."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.prefill import prefill
from shanhai.documents.services import accept, ingest
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import kind
from tests.documents.samples import TEXT, claim_of, make_bulletin
from tests.factories import make_pairing, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, begun together; results, or the LedgerErrors they raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        except LedgerError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_claim_accepted_twice_makes_one_record() -> None:
    document = make_bulletin(make_pairing())
    claim = claim_of(document, "fund.aid")
    filled = prefill(claim, document.pairing)
    assert filled is not None
    values = {**filled.initial, "pairing": document.pairing}
    people = [make_user("east"), make_user("west", region="530326")]
    results = at_once(*(lambda actor=actor: accept(actor, claim, values) for actor in people))
    refused = [result for result in results if isinstance(result, LedgerError)]
    assert len(refused) == 1
    assert "已由" in str(refused[0])
    assert kind("fund").objects.unscoped("test").count() == 1


def test_the_same_file_twice_at_once_is_one_document() -> None:
    make_pairing()
    people = [make_user("east"), make_user("east2"), make_user("east3")]
    data = TEXT.encode()
    results = at_once(*(lambda actor=actor: ingest(actor, name="a.txt", data=data) for actor in people))
    assert sorted(result.created for result in results) == [False, False, True]
    (document,) = Document.objects.unscoped("test")
    claims = DocumentClaim.objects.unscoped("test").filter(document=document).count()
    assert {result.claims for result in results} == {claims}
