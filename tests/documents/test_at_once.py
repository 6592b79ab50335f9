"""Two people at once, in two connections: one decides, the other learns of it; one file, one document."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from shanhai.documents.models import Document, DocumentClaim, DocumentPage
from shanhai.documents.prefill import prefill
from shanhai.documents.selectors import claims_of, in_progress
from shanhai.documents.services import accept, ingest, read_received, receive
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import kind
from shanhai.ledger.store import read_bytes
from shanhai.web.background import work
from tests.documents import files
from tests.documents.samples import TEXT, claim_of, make_bulletin
from tests.factories import make_pairing, make_user

pytestmark = pytest.mark.django_db(transaction=True)

PDF = files.pdf(["2023年，宝山区投入财政帮扶资金3600万元支持会泽县，选派教师12名。"])


def fresh(document: Document) -> Document:
    found: Document = Document.objects.unscoped("test").get(pk=document.pk)
    return found


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


@pytest.mark.usefixtures("queue")
def test_a_document_waits_and_is_read_by_the_worker() -> None:
    pairing, east = make_pairing(), make_user("east")
    document = receive(east, name="简报.pdf", data=PDF, batch="b1").document
    assert (fresh(document).state, fresh(document).decoded) == ("received", "")
    assert read_bytes(document.sha256) == PDF
    assert in_progress(east) == [document]
    work("w", until_empty=True, interval=0)
    document = fresh(document)
    assert (document.state, document.format, document.pairing) == ("ready", "pdf", pairing)
    assert [claim.measure for claim in claims_of(document)] == ["fund.aid", "posting.teachers_sent"]
    (page,) = DocumentPage.objects.filter(document=document)
    assert len(page.box_list()) == page.end - page.start
    assert in_progress(east) == []
    assert in_progress(east, "b1") == [document]


@pytest.mark.usefixtures("queue")
def test_two_workers_read_each_document_once() -> None:
    make_pairing()
    east = make_user("east")
    texts = [(TEXT + "。" * number).encode() for number in range(12)]
    made = [receive(east, name=f"{number}.txt", data=data).document for number, data in enumerate(texts)]
    read_twice = [lambda document=document: read_received(document.pk) for document in made]
    at_once(*read_twice, *read_twice)
    for document in made:
        assert fresh(document).state == "ready"
        claims = DocumentClaim.objects.unscoped("test").filter(document=document)
        measures = [(claim.measure, claim.value, claim.status) for claim in claims]
        assert len(measures) == len(set(measures)) > 3
