"""Reconciliation on screen: a document, or all of a pairing's, against the ledger; checklists; doubles."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.assessment.catalogue import catalogue_of
from shanhai.assessment.checklists import filled
from shanhai.assessment.doubles import doubles
from shanhai.assessment.reconcile import Compared, Verdict, contradictions, reconcile
from shanhai.assessment.services.checklists import mark_item
from shanhai.assessment.services.settle import settle
from shanhai.assessment.services.targets import may_set
from shanhai.documents.models import DocumentClaim
from shanhai.documents.selectors import claims_of, get_document
from shanhai.ledger import rights
from shanhai.ledger.errors import LedgerError, one
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, Record
from shanhai.web.access import member_required, user_of
from shanhai.web.asked import asked
from shanhai.web.frame import page
from shanhai.web.lines import words
from shanhai.web.views.pairings import get_pairing

ROWS_SHOWN = 5
CLAIMS_A_PAGE = 100


@member_required
def document_reconcile(request: HttpRequest, pk: int) -> HttpResponse:
    """One document's claims against the ledger of its pairing."""
    user = user_of(request)
    document = get_document(user, pk)
    pairing = document.pairing
    found = reconcile(user, pairing, claims_of(document), _tolerance(document.published)) if pairing else []
    return _page(request, user, pairing, found, title=str(document), document=document)


@member_required
def pairing_reconcile(request: HttpRequest, pk: int) -> HttpResponse:
    """对账: the claims of all of a pairing's documents, contradictions among them, and doubles of a year."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    question = asked(request, user, pairing)
    claims = DocumentClaim.objects.for_user(user).filter(document__pairing=pairing)
    claims = claims.exclude(state__in=["withdrawn", "rejected", "aside"]).select_related("document")
    claims = claims.defer("document__decoded", "document__repaired", "document__repair", "explanation")
    listed = list(claims.order_by("-document__published", "document_id", "start"))
    found = reconcile(user, pairing, listed, _tolerance(question.period.day))
    return _page(
        request,
        user,
        pairing,
        found,
        title=_("对账"),
        asked=question,
        contradictions=contradictions(listed),
        doubles=[
            (one, words(one.excess, one.unit), [(row, rights.may_void(user, row)) for row in one.rows])
            for one in doubles(user, pairing, question.period.year)
        ],
        may_settle=may_set(user, pairing),
    )


def _tolerance(day: object) -> Decimal:
    catalogue = catalogue_of(getattr(day, "year", 9999))
    return catalogue.parameter("tolerance") if catalogue else Decimal(1)


def _page(
    request: HttpRequest, user: User, pairing: Pairing | None, found: list[Compared], **more: Any
) -> HttpResponse:
    counts = Counter(item.verdict for item in found)
    verdict = request.GET.get("verdict", "")
    shown = [item for item in found if not verdict or item.verdict == verdict]
    paged = Paginator(shown, CLAIMS_A_PAGE).get_page(request.GET.get("page"))
    records = _records(user, list(paged))
    lines = [
        {
            "item": item,
            "told": words(item.claim.value, item.claim.unit),
            "ledger": words(item.ledger.value, item.claim.unit) if item.ledger else None,
            "difference": words(item.difference, item.claim.unit) if item.difference else None,
            "rows": [
                (records[row["kind"], row["record_id"]], words(row["value"], row["unit"]))
                for row in item.rows[:ROWS_SHOWN]
                if (row["kind"], row["record_id"]) in records
            ],
            "more": max(len(item.rows) - ROWS_SHOWN, 0),
        }
        for item in paged
    ]
    title = str(more.pop("title"))
    return page(
        request,
        "assessment/reconcile.html",
        title,
        pairing=pairing,
        lines=lines,
        paged=paged,
        verdict=verdict,
        counts=[(one, counts[one]) for one in Verdict if counts[one]],
        **more,
    )


def _records(user: User, found: list[Compared]) -> dict[tuple[str, int], Record]:
    """The ledger rows beside the claims of a page, a query a kind."""
    wanted: dict[str, set[int]] = {}
    for item in found:
        for row in item.rows[:ROWS_SHOWN]:
            wanted.setdefault(row["kind"], set()).add(row["record_id"])
    return {
        (code, record.pk): record
        for code, numbers in wanted.items()
        for record in kind(code).objects.for_user(user).filter(pk__in=numbers)
    }


@require_POST
@member_required
def double_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on rows that may count twice: different acts, or one of them void."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    question = asked(request, user, pairing)
    raw = request.POST.get("void", "")
    key = request.POST.get("key", "")
    try:
        found = next((item for item in doubles(user, pairing, question.period.year) if item.key == key), None)
        if found is None:
            raise one("double", "这些记录已处理，或已有改动，请看最新的清单")
        void = int(raw) if raw.isascii() and raw.isdigit() else None
        settle(user, pairing, found, void=void, reason=request.POST.get("reason", ""))
    except LedgerError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    else:
        messages.success(request, _("已处理"))
    return redirect(f"{reverse('pairing_reconcile', args=[pk])}?{question.query(pairing='')}#doubles")


@member_required
def checklist_page(request: HttpRequest, pk: int) -> HttpResponse:
    """清单: ten haves and other checklists of a pairing and year, with the proof of each item."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    question = asked(request, user, pairing)
    if request.method == "POST":
        try:
            mark_item(
                user,
                pairing,
                question.period.year,
                request.POST.get("checklist", ""),
                request.POST.get("item", ""),
                satisfied=request.POST.get("satisfied") == "1",
                basis=request.POST.get("basis", ""),
            )
        except LedgerError as error:
            for problem in error.problems:
                messages.error(request, str(problem))
        else:
            messages.success(request, _("已保存"))
        return redirect(f"{reverse('checklists', args=[pk])}?{question.query(pairing='')}")
    return page(
        request,
        "assessment/checklists.html",
        _("十有与清单"),
        pairing=pairing,
        asked=question,
        lists=filled(user, [pairing], question.period)[pairing.pk],
        may_set=may_set(user, pairing),
    )
