"""Reading quality as decisions tell it, gold for the rules, and the evidence sheet; documents stay."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import docx
import pytest
from django.db.models import ProtectedError

from shanhai.accounts.models import User
from shanhai.documents.models import Document
from shanhai.documents.paper import evidence_sheet
from shanhai.documents.prefill import prefill
from shanhai.documents.quality import Line, by_measure, by_rule, gold
from shanhai.documents.selectors import claims_of
from shanhai.documents.services import accept, accept_as_read, ingest, mark, reject, reopen
from shanhai.ledger.models import Evidence, Record
from tests.documents.samples import TEXT, claim_of


def edited(actor: User, document: Document) -> Record:
    """The money accepted after its figure was corrected."""
    claim = claim_of(document, "fund.aid")
    filled = prefill(claim, document.pairing)
    assert filled is not None
    return accept(actor, claim, {**filled.initial, "pairing": document.pairing, "arrived": 3_500_000})


def lines(found: list[Line]) -> dict[str, tuple[int, ...]]:
    return {line.key: (line.as_read, line.edited, line.rejected, line.missed, line.open) for line in found}


def test_decisions_are_counted_by_measure(document: Document, east: User, stranger: User) -> None:
    accept_as_read(east, claim_of(document, "training.sessions"))
    edited(east, document)
    reject(east, claim_of(document, "posting.doctors_sent"), reason="识别有误")
    mark(east, document, start=0, end=5, measure="visit.trips", value=Decimal(2), unit="次")
    found = lines(by_measure(east))
    assert found["training.sessions"] == found["training.trainees"] == (1, 0, 0, 0, 0)
    assert found["fund.aid"] == (0, 1, 0, 0, 0)
    assert found["posting.doctors_sent"] == (0, 0, 1, 0, 0)
    assert found["posting.teachers_sent"] == (0, 0, 0, 0, 2)
    assert found["visit.trips"] == (0, 0, 0, 1, 1)
    shares = {line.key: line.right for line in by_measure(east)}
    assert (shares["training.sessions"], shares["fund.aid"], shares["visit.trips"]) == (100, 0, None)
    assert by_measure(stranger) == by_rule(stranger) == []


def test_decisions_are_counted_by_rule(east: User) -> None:
    document = ingest(east, name="a.txt", data=TEXT.encode()).document
    rules = {claim.explanation["rule"] for claim in claims_of(document)}
    assert {line.key for line in by_rule(east)} == rules


def test_a_correction_taken_back_counts_no_more(document: Document, east: User) -> None:
    edited(east, document)
    claim = claim_of(document, "fund.aid")
    assert claim.corrected == 3_500_000
    reopen(east, claim, reason="看错", void_record=True)
    assert claim_of(document, "fund.aid").corrected is None


def test_gold_is_what_people_took(document: Document, east: User, stranger: User) -> None:
    edited(east, document)
    accept_as_read(east, claim_of(document, "training.sessions"))
    assert zipfile.ZipFile(io.BytesIO(gold(east))).namelist() == []
    for claim in claims_of(document):
        if claim.is_open:
            reject(east, claim, reason="识别有误")
    archive = zipfile.ZipFile(io.BytesIO(gold(east)))
    name = f"{document.pk}.tsv"
    assert archive.read(f"restored/{document.pk}.txt").decode() == document.repaired
    head, *rows = archive.read(f"claims/{name}").decode().splitlines()
    assert head.split("\t")[:4] == ["measure", "value", "unit", "bound"]
    values = {row.split("\t")[0]: row.split("\t") for row in rows}
    assert set(values) == {"fund.aid", "training.sessions", "training.trainees"}
    assert values["fund.aid"][1] == "3500000"
    assert values["fund.aid"][-1] == "read=36000000"
    assert values["training.sessions"][9] == "培训3期"
    refused = archive.read(f"rejected/{name}").decode()
    assert refused.count("rejected=识别有误") == 4
    assert zipfile.ZipFile(io.BytesIO(gold(stranger))).namelist() == []


def words_of(data: bytes) -> str:
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in paper.paragraphs)])


def test_the_evidence_sheet_tells_document_words_row_and_decision(document: Document, east: User) -> None:
    record = accept_as_read(east, claim_of(document, "fund.aid")).record
    reject(east, claim_of(document, "posting.doctors_sent"), reason="重复")
    told = words_of(evidence_sheet(east, document))
    for expected in (
        "协作简报第1期",
        document.sha256,
        "“2023年，宝山区选派教师12名、医生8名到会泽县工作",
        "投入财政帮扶资金3600万元",
        str(record),
        "决定：已采纳 east",
        "决定：不采纳 east",
        "重复",
        "摘录与核对决定（2条）",
    ):
        assert expected in told, expected
    one = words_of(evidence_sheet(east, document, (record.Kind.code, record.pk)))
    assert "摘录与核对决定（1条）" in one
    assert "重复" not in one


def test_a_cited_document_cannot_be_deleted(document: Document, east: User) -> None:
    accept_as_read(east, claim_of(document, "fund.aid"))
    assert Evidence.objects.unscoped("test").filter(document_id=document.pk).exists()
    with pytest.raises(TypeError):
        Document.objects.unscoped("test").filter(pk=document.pk).delete()
    with pytest.raises(ProtectedError):
        document.delete()
