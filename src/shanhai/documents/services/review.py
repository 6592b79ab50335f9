"""Deciding on claims: accept into the ledger, link to a row that is there, reject, reopen.

Each decision is one transaction with its entry in the audit log, and takes the claims' locks first: of two
people who decide on one claim at once the second learns what the first has done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_review
from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.errors import LedgerError, NotAllowed, one
from shanhai.ledger.kinds import kind, kind_of_measure
from shanhai.ledger.models import Evidence, Pairing, Record, Source, State
from shanhai.ledger.services import attach_span, change_state, create_record, reject_evidence
from shanhai.ledger.services.observe import observations_of
from shanhai.ledger.wording import official_language

ClaimState = DocumentClaim.State
UNDONE = "撤销刚才的决定"


@transaction.atomic
def accept(
    actor: User,
    claim: DocumentClaim,
    data: Mapping[str, Any],
    *,
    also: Sequence[DocumentClaim] = (),
    report: bool = False,
    already_done: bool = False,
) -> Record:
    """Enter a new record from a claim; the claim's words become its first evidence.

    ``data`` are the record's values as the reviewer left them in the form. ``also`` are further claims of the
    same event that the same record tells. A claim of something planned is refused unless the reviewer
    states that it is ``already_done``: what is planned must not be summed with what is done.

    Raises :class:`LedgerError` with all problems; nothing is saved then.
    """
    first, *others = _open_claims(actor, [claim, *also])
    model = kind_of_measure(first.measure)
    if model is None:
        raise one("no_kind", f"暂没有登记“{first.measure_title}”的台账，这条表述不能采纳")
    if any(item.status == "planned" for item in (first, *others)) and not already_done:
        raise one("planned", "原文说的是计划或预期，不能记作完成数；确已完成的，请先勾选“已经完成”")
    if any((item.document_id, item.group) != (first.document_id, first.group) for item in others):
        raise one("not_one_event", "只能把同一事件的表述一并采纳为一条记录")
    record = create_record(
        actor, model, data, source=Source.REVIEW, reason=f"采纳资料“{first.document}”中的表述", report=report
    )
    _file(actor, first.document, record.pairing)
    for item in (first, *others):
        item.document = first.document
        _attach(actor, record, item)
        _decide(actor, item, ClaimState.ACCEPTED, record=record, detail=_edited(item, record))
    return record


@transaction.atomic
def link(actor: User, claim: DocumentClaim, record: Record) -> Evidence:
    """Back a row that is already in the ledger with the claim's words. The row's figures stay as they are."""
    (found,) = _open_claims(actor, [claim])
    visible = type(record).objects.for_user(actor).select_related("pairing__east", "pairing__west")
    row: Record | None = visible.filter(pk=record.pk).first()
    if row is None:
        raise NotAllowed("您看不到这条台账记录，不能关联")
    if row.state == State.VOID:
        raise one("void", "这条记录已作废，不能关联")
    if not row.Kind.yields(found.measure):
        raise one("other_measure", f"{row.Kind.title}不登记“{found.measure_title}”，不能关联")
    _file(actor, found.document, row.pairing)
    evidence = _attach(actor, row, found)
    _decide(actor, found, ClaimState.LINKED, record=row, detail=_edited(found, row))
    return evidence


@transaction.atomic
def reject(actor: User, claim: DocumentClaim, *, reason: str) -> DocumentClaim:
    """Decide that a claim does not enter the ledger, and why."""
    if not reason.strip():
        raise one("reason", "请写明不采纳的原因", "reason")
    (found,) = _open_claims(actor, [claim])
    _decide(actor, found, ClaimState.REJECTED, reason=reason.strip())
    return found


@transaction.atomic
def reopen(actor: User, claim: DocumentClaim, *, reason: str, void_record: bool = False) -> DocumentClaim:
    """Take a decision back. The words stop being evidence of the record they were accepted or linked to.

    The record itself stays as it is, unless ``void_record`` asks to void a record made from this claim; then
    all claims it was made from are opened again.
    """
    if not reason.strip():
        raise one("reason", "请写明撤回的原因", "reason")
    (found,) = _locked(actor, [claim])
    if found.is_open:
        raise one("state", "这条表述本来就待核对")
    reopened = [found]
    if found.record_id is not None:
        record = _record_of(actor, found)
        if void_record and found.state == ClaimState.ACCEPTED:
            reopened = _all_of(actor, found)
        for item in reopened:
            _detach(actor, record, item, reason.strip())
        if void_record and found.state == ClaimState.ACCEPTED and record.state != State.VOID:
            change_state(actor, record, State.VOID, reason=reason.strip(), source=Source.REVIEW)
    for item in reopened:
        _decide(actor, item, ClaimState.OPEN, reason=reason.strip())
    return found


@transaction.atomic
def undo(actor: User, claim: DocumentClaim) -> DocumentClaim:
    """Take back what the actor has decided a moment ago, without a reason; a record made by it becomes void.

    Raises :class:`LedgerError` where that would undo more: somebody else's decision, or a record that was
    changed or confirmed since. Those are taken back by :func:`reopen`, which asks why.
    """
    (found,) = _locked(actor, [claim])
    if not found.is_open and found.decided_by_id != actor.pk:
        raise one("other", "这是他人的决定，请写明原因后撤回")
    accepted = found.state == ClaimState.ACCEPTED
    if accepted and _record_of(actor, found).version > 1:
        raise one("changed", "由它生成的记录此后已有改动或确认，请写明原因后撤回")
    return reopen(actor, found, reason=UNDONE, void_record=accepted)


def _locked(actor: User, claims: Sequence[DocumentClaim]) -> list[DocumentClaim]:
    """The claims as they stand now, locked until the transaction ends, in the order given."""
    wanted = [claim.pk for claim in claims]
    rows = DocumentClaim.objects.for_user(actor).select_for_update(of=("self",))
    rows = rows.select_related("document__pairing__east", "document__pairing__west", "decided_by")
    found = {claim.pk: claim for claim in rows.filter(pk__in=wanted).order_by("pk")}
    if len(found) != len(set(wanted)):
        raise NotAllowed("您看不到这条表述")
    if not all(may_review(actor, document) for document in {claim.document for claim in found.values()}):
        raise NotAllowed("您没有核对这份资料的权限")
    return [found[pk] for pk in dict.fromkeys(wanted)]


def _open_claims(actor: User, claims: Sequence[DocumentClaim]) -> list[DocumentClaim]:
    """Like :func:`_locked`; refused with who and when if somebody has decided on one of them."""
    found = _locked(actor, claims)
    for claim in found:
        if not claim.is_open:
            raise _decided(claim)
    return found


def _decided(claim: DocumentClaim) -> LedgerError:
    when = timezone.localtime(claim.decided_at).strftime("%m月%d日 %H:%M") if claim.decided_at else ""
    who = claim.decided_by or "他人"
    return one("decided", f"“{claim}”已由{who}于{when}处理（{claim.get_state_display()}），请核对后继续")


def _attach(actor: User, record: Record, claim: DocumentClaim) -> Evidence:
    document = claim.document
    return attach_span(
        actor,
        record,
        document_id=document.pk,
        title=str(document),
        start=claim.start,
        end=claim.end,
        quote=claim.quote,
        text=claim.text,
        measure=claim.measure,
        value=claim.value,
        unit=claim.unit,
        speaks_for=document.published,
        source=Source.REVIEW,
    )


def _file(actor: User, document: Document, pairing: Pairing) -> None:
    """File a document without a pairing under that of the first row it backs: both sides can read it then."""
    if document.pairing_id is not None:
        return
    document.pairing = pairing
    document.save(update_fields=["pairing"])
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="document",
        object_id=document.pk,
        pairing_id=pairing.pk,
        summary=f"资料归入{pairing}：{document}",
        detail={"changes": {"pairing": ["", str(pairing)]}},
        source=Source.REVIEW,
    )


def _detach(actor: User, record: Record, claim: DocumentClaim, reason: str) -> None:
    rows = Evidence.objects.unscoped("evidence made by the decision that is taken back")
    papers = rows.filter(
        kind=record.Kind.code,
        record_id=record.pk,
        document_id=claim.document_id,
        start=claim.start,
        end=claim.end,
        state=Evidence.State.VALID,
    )
    for paper in papers:
        reject_evidence(actor, record, paper, reason=reason)


def _record_of(actor: User, claim: DocumentClaim) -> Record:
    rows = kind(claim.record_kind).objects.for_user(actor).select_related("pairing__east", "pairing__west")
    found: Record | None = rows.filter(pk=claim.record_id).first()
    if found is None:
        raise NotAllowed("这条表述已记入您看不到的台账，不能撤回")
    return found


def _all_of(actor: User, claim: DocumentClaim) -> list[DocumentClaim]:
    """Every claim of the document that was accepted into the same record, locked."""
    rows = DocumentClaim.objects.for_user(actor).filter(
        document_id=claim.document_id,
        record_kind=claim.record_kind,
        record_id=claim.record_id,
        state=ClaimState.ACCEPTED,
    )
    return _locked(actor, list(rows))


def _edited(claim: DocumentClaim, record: Record) -> dict[str, Any]:
    """What the reviewer's record says differently from the claim: the figure, if it is not the same.

    Feeds the measurement of reading quality: accepted as read, or accepted after a correction.
    """
    figures: list[Decimal] = [row.value for row in observations_of(record) if row.measure == claim.measure]
    if claim.value in figures:
        return {}
    return {"claim_value": str(claim.value), "record_values": [str(value) for value in figures]}


def _corrected(state: str, detail: Mapping[str, Any]) -> Decimal | None:
    """The figure that the record made from the claim tells instead; None where it tells the claim's."""
    told = detail.get("record_values", [])
    return Decimal(told[0]) if state == ClaimState.ACCEPTED and len(told) == 1 else None


def _decide(
    actor: User,
    claim: DocumentClaim,
    state: str,
    *,
    record: Record | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write a decision and its line in the log."""
    before = claim.state
    claim.state = state
    claim.reason = reason[:300]
    claim.decided_by = actor if state != ClaimState.OPEN else None
    claim.decided_at = timezone.now() if state != ClaimState.OPEN else None
    claim.record_kind = record.Kind.code if record else ""
    claim.record_id = record.pk if record else None
    claim.corrected = _corrected(state, detail or {})
    claim.save(
        update_fields=[
            "state", "reason", "decided_by", "decided_at", "record_kind", "record_id", "corrected",
        ],
    )  # fmt: skip
    named = {"record": f"{record.Kind.code} {record.pk}"} if record else {}
    with official_language():
        summary = f"{ClaimState(state).label}：{claim}（{claim.document}）"
    audit(
        actor,
        AuditEntry.Action.REVIEW,
        object_type="claim",
        object_id=claim.pk,
        pairing_id=claim.document.pairing_id,
        summary=summary,
        reason=reason,
        detail={"state": [str(before), str(state)], **named, **(detail or {})},
        source=Source.REVIEW,
    )
