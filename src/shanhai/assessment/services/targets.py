"""Writing targets: set, revise with reason and document, sign, take over from a document's claims."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.assessment.catalogue import catalogue_of
from shanhai.assessment.models import Indicator, Target, TargetRevision
from shanhai.assessment.models.target import TargetState
from shanhai.documents.models import DocumentClaim
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Pairing
from shanhai.ledger.rights import side_in
from shanhai.ledger.services.validation import FIRST_YEAR, LAST_YEAR
from shanhai.ledger.wording import figure_text, official_language

REMARKS = ("responsible", "problem", "remedy", "due_on")


def may_set(user: User, pairing: Pairing) -> bool:
    """True when the user may set targets of the pairing: coordinators and reviewers of either side."""
    return user.rights.confirm and bool(side_in(user, pairing))


def indicator_for(year: int, code: str) -> Indicator:
    """The line in force for a year; an error with its message when there is none."""
    catalogue = catalogue_of(year)
    found = catalogue.indicators.filter(code=code).first() if catalogue else None
    if found is None:
        raise one("indicator", f"{year}年的指标目录中没有“{code}”", "code", code)
    return found


@transaction.atomic
def set_target(
    actor: User,
    pairing: Pairing,
    year: int,
    code: str,
    value: Decimal | None,
    *,
    reason: str = "",
    document: str = "",
    claim: DocumentClaim | None = None,
) -> Target:
    """Set or revise a target, in the indicator's unit (money in 元). What changes nothing writes nothing.

    A value that was signed, or a value taken away, asks for a reason; the old one stays as a revision and
    the revised line is a draft again until its paper is signed.
    """
    target = _open(actor, pairing, year, code)
    if value is not None and (value < 0 or value >= Decimal(10) ** 17):
        raise one("value", "目标数应为不小于0的数", "value", value)
    if target.pk and target.value == value:
        return target
    if target.pk and target.value is not None and not reason.strip():
        needed = target.state == TargetState.SIGNED or value is None
        if needed:
            raise one("reason", f"{code}的目标已确定，修改请写明原因", "reason")
    before = target.value
    target.value = value
    target.state = TargetState.DRAFT
    target.signed_on = None
    target.document = document.strip()[:200] or ("" if not claim else str(claim.document)[:200])
    target.document_id = claim.document_id if claim else None
    target.claim_id = claim.pk if claim else None
    target.save()
    _revise(actor, target, reason)
    _log(actor, target, f"{_words(before, target.unit)} → {_words(value, target.unit)}", reason)
    return target


@transaction.atomic
def sign_targets(
    actor: User, pairing: Pairing, year: int, *, signed_on: date | None, document: str, reason: str = ""
) -> list[Target]:
    """Mark all draft targets of a pairing and year as fixed by a signed agreement; the targets signed."""
    _refuse_strangers(actor, pairing)
    if signed_on is None:
        raise one("signed_on", "请填协议签订日期", "signed_on")
    if not document.strip():
        raise one("document", "请填协议名称或文号", "document")
    rows = Target.objects.for_user(actor).select_for_update(of=("self",))
    drafts = list(rows.filter(pairing=pairing, year=year, state=TargetState.DRAFT, value__isnull=False))
    if not drafts:
        raise one("none", f"{year}年没有待签的目标")
    for target in drafts:
        target.state, target.signed_on = TargetState.SIGNED, signed_on
        target.document = document.strip()[:200]
        target.save()
        _revise(actor, target, reason or "协议签订")
    _log(actor, drafts[0], f"协议签订，{len(drafts)}项目标：{document.strip()}", reason)
    return drafts


@transaction.atomic
def set_remarks(actor: User, pairing: Pairing, year: int, code: str, **remarks: Any) -> Target:
    """Say who is responsible for a line, its problem, the measure taken and by when."""
    target = _open(actor, pairing, year, code)
    changed = {}
    for name in REMARKS:
        if name in remarks and remarks[name] != getattr(target, name):
            changed[name] = [str(getattr(target, name) or ""), str(remarks[name] or "")]
            setattr(target, name, remarks[name])
    if changed:
        target.save()
        _log(actor, target, "责任与措施", "", {"changes": changed})
    return target


@transaction.atomic
def targets_from_claims(
    actor: User, pairing: Pairing, claims: Iterable[DocumentClaim], *, year: int, reason: str = ""
) -> list[Target]:
    """Planned claims of a document as targets, in one step: each becomes the target of its measure's line.

    Claims whose measure makes up no line of the year's catalogue by itself are refused by name.
    """
    made = []
    for claim in claims:
        line = line_of_claim(claim, year)
        if line is None:
            raise one("indicator", f"“{claim}”在{year}年的指标目录中没有对应的指标")
        made.append(
            set_target(actor, pairing, year, line.code, claim.value, reason=reason or "据资料", claim=claim)
        )
    return made


def line_of_claim(claim: DocumentClaim, year: int) -> Indicator | None:
    """The line of a year's catalogue that is this claim's measure in its unit, and nothing else."""
    catalogue = catalogue_of(year)
    for line in catalogue.indicators.all() if catalogue else ():
        terms = line.rule.all_terms
        if len(terms) == 1 and (terms[0].name, terms[0].unit) == (claim.measure, claim.unit):
            return line
    return None


def _open(actor: User, pairing: Pairing, year: int, code: str) -> Target:
    """The target's row, locked, or a new one."""
    _refuse_strangers(actor, pairing)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise one("year", f"年度应在{FIRST_YEAR}至{LAST_YEAR}之间", "year", year)
    line = indicator_for(year, code)
    rows = Target.objects.for_user(actor).select_for_update(of=("self",))
    found: Target | None = rows.filter(pairing=pairing, year=year, code=code).first()
    return found or Target(pairing=pairing, year=year, code=code, unit=line.unit)


def _refuse_strangers(actor: User, pairing: Pairing) -> None:
    if not may_set(actor, pairing):
        raise NotAllowed(f"您没有为“{pairing}”设定目标的权限")


def _revise(actor: User, target: Target, reason: str) -> None:
    number = target.revisions.count() + 1
    kept = ("value", "state", "document", "document_id", "signed_on")
    TargetRevision.objects.create(
        target=target,
        number=number,
        reason=reason.strip()[:300],
        by=actor,
        **{name: getattr(target, name) for name in kept},
    )


def _words(value: Decimal | None, unit: str) -> str:
    return "无" if value is None else figure_text(value, unit)


def _log(actor: User, target: Target, what: str, reason: str, detail: dict[str, Any] | None = None) -> None:
    with official_language():
        summary = f"{target.year}年目标 {target.code}：{what}"
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="target",
        object_id=target.pk,
        pairing_id=target.pairing_id,
        summary=summary,
        reason=reason,
        detail=detail,
    )
