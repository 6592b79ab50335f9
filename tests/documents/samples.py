"""A bulletin with claims, made without the rules that read claims: for tests of what follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.models import Pairing
from shanhai.text.repair import repair

TEXT = (
    "2023年，宝山区选派教师12名、医生8名到会泽县工作，举办培训3期，培训320人次；"
    "投入财政帮扶资金3600万元，签订《宝山会泽2023年协作协议》。计划明年再选派教师15名。"
)


def make_document(pairing: Pairing | None, text: str = TEXT, **more: Any) -> Document:
    """A document that was read, without claims."""
    repaired = repair(text)
    values = {
        "title": "协作简报第1期",
        "sha256": f"{Document.objects.unscoped('test data').count():064x}",
        "size": len(text.encode()),
        "state": Document.State.READY,
        "pairing": pairing,
        "owner_region": "310113",
        "decoded": text,
        "repaired": repaired.text,
        "repair": repaired.to_json(),
        **more,
    }
    return Document.objects.create(**values)


def add_claim(
    document: Document, words: str, measure: str, value: Any, unit: str, **more: Any
) -> DocumentClaim:
    """A claim at the first place where the document says ``words``."""
    start = document.decoded.index(words)
    text_start = document.repaired.index(words)
    rows = DocumentClaim.objects.unscoped("test data").filter(document=document)
    values = {
        "number": rows.count() + 1,
        "group": 1,
        "kind": measure.partition(".")[0],
        "since": "2023",
        "until": "2023",
        "east": "310113",
        "west": "530326",
        **more,
    }
    return DocumentClaim.objects.create(
        document=document,
        measure=measure,
        value=Decimal(str(value)),
        unit=unit,
        start=start,
        end=start + len(words),
        quote=words,
        text_start=text_start,
        text_end=text_start + len(words),
        text=words,
        **values,
    )


def make_bulletin(pairing: Pairing) -> Document:
    """A bulletin of the pair with seven open claims in five events, one of them planned."""
    made = make_document(pairing, published=date(2024, 1, 15))
    add_claim(made, "教师12名", "posting.teachers_sent", 12, "人", group=1)
    add_claim(made, "医生8名", "posting.doctors_sent", 8, "人", group=1)
    add_claim(made, "培训3期", "training.sessions", 3, "期", group=2)
    add_claim(made, "培训320人次", "training.trainees", 320, "人次", group=2)
    add_claim(made, "财政帮扶资金3600万元", "fund.aid", 36_000_000, "元", group=3)
    add_claim(
        made,
        "签订《宝山会泽2023年协作协议》",
        "agreement.signed",
        1,
        "份",
        group=4,
        extra={"title": "宝山会泽2023年协作协议"},
    )
    add_claim(
        made,
        "选派教师15名",
        "posting.teachers_sent",
        15,
        "人",
        group=5,
        status="planned",
        since="2024",
        until="2024",
    )
    return made


def claim_of(document: Document, measure: str, status: str = "done") -> DocumentClaim:
    """The document's claim of a measure."""
    rows = DocumentClaim.objects.unscoped("test data")
    found: DocumentClaim = rows.get(document=document, measure=measure, status=status)
    return found
