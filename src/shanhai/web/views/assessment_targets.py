"""Targets of a pairing and year: set, signed, remarked upon, out to Excel and in again, out of documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.assessment.catalogue import catalogue_of, visible_indicators
from shanhai.assessment.models import Target
from shanhai.assessment.services.targets import (
    indicator_for,
    line_of_claim,
    may_set,
    set_remarks,
    set_target,
    sign_targets,
    targets_from_claims,
)
from shanhai.assessment.target_sheet import MOST, import_targets, targets_workbook
from shanhai.documents.models import DocumentClaim
from shanhai.ledger.errors import LedgerError, one
from shanhai.ledger.models import Pairing
from shanhai.ledger.models.record import WAN
from shanhai.ledger.numbers import plain
from shanhai.web.access import member_required, user_of
from shanhai.web.asked import asked
from shanhai.web.frame import page
from shanhai.web.lines import words
from shanhai.web.views.exports import download
from shanhai.web.views.pairings import get_pairing

MOST_CLAIMS = 50


@member_required
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """年度目标: every line that has a target or is fixed by agreements, with former values."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    question = asked(request, user, pairing)
    year, catalogue = question.period.year, catalogue_of(question.period.year)
    if request.GET.get("format") == "xlsx":
        audit(
            user,
            AuditEntry.Action.EXPORT,
            object_type="target",
            pairing_id=pk,
            summary=f"导出{year}年目标：{pairing}",
        )
        return download(targets_workbook(user, pairing, year), f"{pairing}-{year}年-目标.xlsx")
    found = Target.objects.for_user(user).filter(pairing=pairing, year=year)
    known = {target.code: target for target in found.prefetch_related("revisions__by")}
    lines = visible_indicators(user, catalogue) if catalogue else []
    every = request.GET.get("all") == "1"
    rows = [
        (line, known.get(line.code), _typed(known.get(line.code), line.unit), _history(known.get(line.code)))
        for line in lines
        if every or line.agreement or line.code in known
    ]
    return page(
        request,
        "assessment/targets.html",
        _("年度目标"),
        pairing=pairing,
        asked=question,
        catalogue=catalogue,
        rows=rows,
        every=every,
        drafts=sum(t.value is not None and t.state == "draft" for t in known.values()),
        may_set=may_set(user, pairing),
        planned=_planned(user, pairing, year) if may_set(user, pairing) else [],
    )


def _typed(target: Target | None, unit: str) -> str:
    """The target as it is typed: money in 万元."""
    if target is None or target.value is None:
        return ""
    return plain(target.value / WAN if unit == "元" else target.value)


def _history(target: Target | None) -> list[tuple[object, object]]:
    if target is None:
        return []
    return [(item, words(item.value, target.unit)) for item in target.revisions.all()]


def _planned(user: User, pairing: Pairing, year: int) -> list[tuple[DocumentClaim, str]]:
    """Planned figures of the pairing's documents for the year, with the line each would become."""
    claims = DocumentClaim.objects.for_user(user).filter(
        document__pairing=pairing, status="planned", since__startswith=str(year)
    )
    claims = claims.exclude(state__in=["rejected", "withdrawn", "aside"]).select_related("document")
    found = [(claim, line_of_claim(claim, year)) for claim in claims.order_by("document_id", "number")]
    return [(claim, str(line)) for claim, line in found[:MOST_CLAIMS] if line is not None]


@require_POST
@member_required
def target_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a target, sign the year's, take over planned claims, or read a workbook."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    raw = request.POST.get("year", "")
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else 0
    acts: dict[str, Callable[[HttpRequest, User, Pairing, int], str]] = {
        "set": _set, "sign": _sign, "claims": _claims, "import": _import,
    }  # fmt: skip
    try:
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise one("act", "没有这个操作")
        with transaction.atomic():
            message = act(request, user, pairing, year)
        messages.success(request, message)
    except LedgerError as error:
        for problem in error.problems[:20]:
            messages.error(request, str(problem))
    back = f"{reverse('targets', args=[pk])}?year={year}" if year else reverse("targets", args=[pk])
    return redirect(back + ("&all=1" if request.POST.get("all") else ""))


def _set(request: HttpRequest, user: User, pairing: Pairing, year: int) -> str:
    post, code = request.POST, request.POST.get("code", "")
    line = indicator_for(year, code)
    raw = post.get("value", "").replace(",", "").replace("，", "").strip()
    try:
        value = Decimal(raw) if raw else None
    except InvalidOperation:
        raise one("value", "目标数应为数字，不带单位", "value", raw) from None
    if value is not None and not (value.is_finite() and abs(value) < MOST):
        raise one("value", "目标数应为数字，不带单位", "value", raw)
    if value is not None:
        value = (value * WAN if line.unit == "元" else value).quantize(Decimal("0.01"))
    reason, document = post.get("reason", ""), post.get("document", "")
    known = Target.objects.for_user(user).filter(pairing=pairing, year=year, code=code).first()
    if value is not None or (known and known.value is not None):
        set_target(user, pairing, year, code, value, reason=reason, document=document)
    remarks = {name: post.get(name, "").strip()[:300] for name in ("responsible", "problem", "remedy")}
    remarks["responsible"] = remarks["responsible"][:120]
    set_remarks(user, pairing, year, code, due_on=_day(post.get("due_on", "")), **remarks)
    return _("已保存")


def _day(raw: str) -> date | None:
    try:
        return parse_date(raw)
    except ValueError:
        raise one("date", "没有这一天，请写作2024-06-13", "date", raw) from None


def _sign(request: HttpRequest, user: User, pairing: Pairing, year: int) -> str:
    post = request.POST
    signed_on = _day(post.get("signed_on", ""))
    signed = sign_targets(user, pairing, year, signed_on=signed_on, document=post.get("document", ""))
    return _("%(n)s项目标已记为协议签订") % {"n": len(signed)}


def _claims(request: HttpRequest, user: User, pairing: Pairing, year: int) -> str:
    numbers = [int(raw) for raw in request.POST.getlist("claim") if raw.isdecimal() and len(raw) <= 18]
    found = DocumentClaim.objects.for_user(user).filter(pk__in=numbers, document__pairing=pairing)
    made = targets_from_claims(user, pairing, list(found.select_related("document")), year=year)
    if not made:
        raise one("claims", "请先勾选要转为目标的表述")
    return _("%(n)s条计划数已转为目标") % {"n": len(made)}


def _import(request: HttpRequest, user: User, pairing: Pairing, year: int) -> str:
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > settings.UPLOAD_MAX_BYTES:
        raise one("file", "请选择一个Excel文件")
    result = import_targets(user, pairing, year, file.name or "", file.read())
    if result.problems:
        raise LedgerError(result.problems)
    return _("目标更新%(changed)s项，相同%(same)s项") % {"changed": result.changed, "same": result.same}
