"""The evidence sheet of a document: what it is, its marked words, the rows they back, who decided; Word."""

from __future__ import annotations

import io
from typing import Any

from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.selectors import claims_of
from shanhai.documents.wording import figure_words, period_words, sentence_of
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Record
from shanhai.ledger.scope import Scope
from shanhai.ledger.wording import official_language

FONT = "宋体"


def evidence_sheet(user: User, document: Document, record: tuple[str, int] | None = None) -> bytes:
    """A Word file about a document read in scope: all decided claims, or those of one record (kind, id)."""
    with official_language():
        return _written(user, document, [claim for claim in claims_of(document) if _wanted(claim, record)])


def _wanted(claim: DocumentClaim, record: tuple[str, int] | None) -> bool:
    if record is not None:
        return (claim.record_kind, claim.record_id) == record
    return not claim.is_open


def _written(user: User, document: Document, claims: list[DocumentClaim]) -> bytes:
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paper = docx.Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    paper.add_heading("佐证单", level=0)
    _facts(paper, document)
    rows = _records(user, claims)
    paper.add_heading(f"摘录与核对决定（{len(claims)}条）", level=1)
    if not claims:
        paper.add_paragraph("还没有核对过的表述。")
    for number, claim in enumerate(claims, 1):
        _claim(paper, number, document, claim, rows.get((claim.record_kind, claim.record_id or 0)))
    printed = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    paper.add_paragraph(f"打印：{user} {printed}")
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _facts(paper: Any, document: Document) -> None:
    added = timezone.localtime(document.added_at).strftime("%Y-%m-%d %H:%M")
    facts = {
        "资料": str(document),
        "文件名": document.file_name,
        "文种": document.get_genre_display(),
        "结对": str(document.pairing or ""),
        "发布日期": str(document.published or ""),
        "来源、作者": " ".join(filter(None, (document.source, document.author))),
        "提交": f"{document.added_by or ''} {added}".strip(),
        "SHA-256": document.sha256,
        "规则版本": f"修复 {document.repair_version}，识别 {document.claims_version}",
    }
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for name, told in facts.items():
        if told:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = name, told


def _claim(paper: Any, number: int, document: Document, claim: DocumentClaim, record: Record | None) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    period = period_words(claim.since, claim.until)
    paper.add_heading(f"{number}. {claim.measure_title} {figure_words(claim)} {period}".strip(), level=2)
    sentence = sentence_of(claim, document.repaired)
    quoted = paper.add_paragraph(f"“{sentence.before}")
    quoted.add_run(sentence.words).font.highlight_color = WD_COLOR_INDEX.YELLOW
    quoted.add_run(f"{sentence.after}”")
    if claim.quote != claim.text:
        paper.add_paragraph(f"原文（第{claim.start}—{claim.end}字）：{claim.quote}")
    else:
        paper.add_paragraph(f"位置：原文第{claim.start}—{claim.end}字")
    page = document.pages.filter(start__lte=claim.start, end__gt=claim.start).first()
    if page is not None:
        paper.add_paragraph(f"页码：第{page.number}页")
    decided = timezone.localtime(claim.decided_at).strftime("%Y-%m-%d %H:%M") if claim.decided_at else ""
    told = " ".join(
        filter(None, (claim.get_state_display(), str(claim.decided_by or ""), decided, claim.reason))
    )
    paper.add_paragraph(f"决定：{told}")
    if record is not None:
        where = f"{record.pairing}，{record.year}年，{record.get_state_display()}"
        paper.add_paragraph(f"台账：{record.Kind.title} {record}（{where}）")
    if claim.corrected is not None:
        paper.add_paragraph(f"台账数值改为：{claim.corrected.normalize():f}{claim.unit}")


def _records(user: User, claims: list[DocumentClaim]) -> dict[tuple[str, int], Record]:
    """The rows behind the claims, as far as the user may see them."""
    wanted: dict[str, set[int]] = {}
    for claim in claims:
        if claim.record_id and Scope.of(user).sees_kind(claim.record_kind):
            wanted.setdefault(claim.record_kind, set()).add(claim.record_id)
    return {
        (code, row.pk): row
        for code, ids in wanted.items()
        for row in kind(code)
        .objects.for_user(user)
        .filter(pk__in=ids)
        .select_related("pairing__east", "pairing__west")
    }
