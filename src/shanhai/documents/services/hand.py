"""Claims that people mark themselves, where the rules have read nothing."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_review
from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.errors import LedgerError, NotAllowed, Problem
from shanhai.ledger.kinds import kind_of_measure
from shanhai.ledger.models import Source
from shanhai.text.lexicon import measures
from shanhai.text.spans import Span

BOUNDS = ("=", ">", "<", "~")
STATUSES = ("done", "planned")
LARGEST = Decimal(10) ** 17


@transaction.atomic
def mark(
    actor: User,
    document: Document,
    *,
    start: int,
    end: int,
    measure: str,
    value: Decimal,
    unit: str,
    bound: str = "=",
    status: str = "done",
    since: str = "",
    until: str = "",
) -> DocumentClaim:
    """Add an open claim on ``start..end`` of the repaired text. It belongs to the event of a claim whose
    words overlap with it, else to one of its own. Raises :class:`LedgerError` with all problems.
    """
    rows = Document.objects.for_user(actor).select_for_update(of=("self",))
    found: Document | None = rows.select_related("pairing").filter(pk=document.pk).first()
    if found is None or not may_review(actor, found):
        raise NotAllowed("您没有核对这份资料的权限")
    _check(found, start, end, measure, value, unit, bound, status)
    words = found.repaired_text.to_original(Span(start, end))
    others = DocumentClaim.objects.unscoped("claims of a document read in scope").filter(document=found)
    last = others.aggregate(number=Max("number"), group=Max("group"))
    near = others.filter(text_start__lt=end, text_end__gt=start).order_by("number").first()
    pairing = found.pairing
    claim: DocumentClaim = DocumentClaim.objects.create(
        document=found,
        number=(last["number"] or 0) + 1,
        measure=measure,
        kind=measures()[measure]["kind"],
        value=value,
        unit=unit,
        bound=bound,
        status=status,
        east=pairing.east_id if pairing else "",
        west=pairing.west_id if pairing else "",
        since=since,
        until=until,
        start=words.start,
        end=words.end,
        quote=words.of(found.decoded),
        text_start=start,
        text_end=end,
        text=found.repaired[start:end],
        group=near.group if near else (last["group"] or 0) + 1,
        origin=DocumentClaim.Origin.HAND,
    )
    audit(
        actor,
        AuditEntry.Action.REVIEW,
        object_type="claim",
        object_id=claim.pk,
        pairing_id=found.pairing_id,
        summary=f"人工标注：{claim}（{found}）",
        detail={"quote": claim.quote[:200]},
        source=Source.REVIEW,
    )
    return claim


def _check(
    document: Document, start: int, end: int, measure: str, value: Decimal, unit: str, bound: str, status: str
) -> None:
    problems = []
    if not 0 <= start < end <= len(document.repaired) or end - start > 500:
        problems.append(Problem("span", "请在修复文本中选中数字所在的词句（不超过500字）"))
    if measure not in measures() or kind_of_measure(measure) is None:
        problems.append(Problem("measure", "请选择计量", "measure"))
    if not 0 <= value < LARGEST:
        problems.append(Problem("value", "数值应在零与十亿亿之间", "value", str(value)))
    if not unit.strip() or len(unit) > 8:
        problems.append(Problem("unit", "请填单位，如 元、人、人次", "unit", unit))
    if bound not in BOUNDS or status not in STATUSES:
        problems.append(Problem("choice", "精度或状态不对"))
    if problems:
        raise LedgerError(problems)
