"""Deciding on claims from the review page: drawers for accept, link, reject and reopen.

Each view shows its drawer on GET and decides on POST. A decision answers with the cards it changed and the
progress, which the page puts in place; without JavaScript it leads back to the review page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shanhai.accounts.models import User
from shanhai.documents import selectors, services
from shanhai.documents.access import may_review
from shanhai.documents.models import DocumentClaim
from shanhai.documents.prefill import Prefill, prefill
from shanhai.documents.wording import figure_words
from shanhai.ledger.derive.forms import RecordForm, record_form
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.selectors import get_record, pairings
from shanhai.ledger.services import writable_fields
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.review import progress
from shanhai.web.views.review_cards import cards_of

QUICK_REASONS = (
    gettext_lazy("不是本结对的数据"),
    gettext_lazy("与其他表述重复"),
    gettext_lazy("识别有误"),
    gettext_lazy("背景介绍，不是协作数据"),
    gettext_lazy("口径不符"),
    gettext_lazy("原文有误，待核实"),
)


@require_http_methods(["GET", "POST"])
@member_required
def accept_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """The record form filled in from the claim; saving it accepts the claim."""
    user, claim = asked(request, pk)
    if request.method == "GET":
        return entry_drawer(request, user, claim)
    filled = _filled(user, claim, _siblings_chosen(request, claim))
    form = record_form(filled.model)(request.POST, user=user, initial=filled.initial)
    context = _accept_context(user, claim, filled, form)
    record = _accepted(request, user, claim, filled, form) if form.is_valid() else None
    if record is None:
        return decision_drawer(request, "documents/accept.html", claim, status=422, **context)
    return decided(
        request, user, [claim, *filled.claims], _("已采纳，记入%(title)s") % {"title": record.Kind.title}
    )


def entry_drawer(
    request: HttpRequest, user: User, claim: DocumentClaim, problems: Sequence[str] = ()
) -> HttpResponse:
    """The drawer with the record form, filled in with all that fits of the event."""
    filled = _filled(user, claim, selectors.siblings(claim))
    form = record_form(filled.model)(None, user=user, initial=filled.initial)
    context = _accept_context(user, claim, filled, form)
    return decision_drawer(request, "documents/accept.html", claim, problems, **context)


def _filled(user: User, claim: DocumentClaim, chosen: list[DocumentClaim]) -> Prefill:
    filled = prefill(claim, claim.document.pairing, chosen, pairings(user))
    if filled is None:
        raise Http404(claim.measure)
    return filled


def _siblings_chosen(request: HttpRequest, claim: DocumentClaim) -> list[DocumentClaim]:
    """Other claims of the event to tell in the same record: those left ticked in the form."""
    found = selectors.siblings(claim)
    kept = set(request.POST.getlist("also"))
    return [sibling for sibling in found if str(sibling.pk) in kept]


def _accept_context(user: User, claim: DocumentClaim, filled: Prefill, form: RecordForm) -> dict[str, Any]:
    """The form's fields in two parts: those with something in them or required, and the others."""
    fields = [*form.kind_fields(), *((field, False) for field in form.common_fields())]
    asked = set(filled.model.Kind.required_fields()) | {"pairing", "year", "precision", "is_summary"}
    told = {name for name, value in filled.initial.items() if value not in (None, "")}
    first = [pair for pair in fields if pair[0].name in told | asked or pair[0].errors]
    return {
        "form": form,
        "kind": filled.model.Kind,
        "first_fields": first,
        "more_fields": [pair for pair in fields if pair not in first],
        "also": [(other, figure_words(other)) for other in filled.claims[1:]],
        "unplaced": filled.unplaced,
        "planned": any(item.status == "planned" for item in filled.claims),
        "equal": [item for item in selectors.candidates(user, claim) if item.match.equal],
    }


def _accepted(
    request: HttpRequest, user: User, claim: DocumentClaim, filled: Prefill, form: RecordForm
) -> Any:
    """The new record; None when the write path refused, the reasons are then in the form."""
    values = {name: form.cleaned_data[name] for name in writable_fields(filled.model) if name in form.fields}
    try:
        return services.accept(
            user,
            claim,
            values,
            also=filled.claims[1:],
            report="draft" not in request.POST,
            already_done="already_done" in request.POST,
        )
    except LedgerError as error:
        for name, texts in error.by_field().items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
        return None


@require_http_methods(["GET", "POST"])
@member_required
def link_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger rows that may tell the same fact; choosing one links the claim to it."""
    user, claim = asked(request, pk)
    context: dict[str, Any] = {"candidates": selectors.candidates(user, claim)}
    if request.method == "GET":
        return decision_drawer(request, "documents/link.html", claim, **context)
    code, _colon, number = request.POST.get("record", "").partition(":")
    if not number.isdecimal():
        return decision_drawer(request, "documents/link.html", claim, [_("请选择一条记录")], **context)
    record = get_record(user, code, int(number))
    done = _("已关联到“%(record)s”") % {"record": record}
    again = ("documents/link.html", context)
    return _decide(request, user, claim, lambda: services.link(user, claim, record), done, again)


@require_http_methods(["GET", "POST"])
@member_required
def reject_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject with a reason, one of the usual ones or an own one."""
    user, claim = asked(request, pk)
    context: dict[str, Any] = {"reasons": QUICK_REASONS}
    if request.method == "GET":
        return decision_drawer(request, "documents/reject.html", claim, **context)
    reason = request.POST.get("own", "").strip() or request.POST.get("reason", "")
    again = ("documents/reject.html", context)
    act = lambda: services.reject(user, claim, reason=reason)  # noqa: E731
    return _decide(request, user, claim, act, _("已标为不采纳"), again)


@require_http_methods(["GET", "POST"])
@member_required
def reopen_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    user, claim = asked(request, pk)
    if request.method == "GET":
        return decision_drawer(request, "documents/reopen.html", claim)
    reason, void = request.POST.get("reason", ""), "void_record" in request.POST
    together = [
        other
        for other in selectors.claims_of(claim.document)
        if void
        and claim.record_id
        and (other.record_kind, other.record_id) == (claim.record_kind, claim.record_id)
    ]
    act = lambda: services.reopen(user, claim, reason=reason, void_record=void)  # noqa: E731
    return _decide(
        request, user, claim, act, _("已撤回，重新待核对"), ("documents/reopen.html", {}), together
    )


def asked(request: HttpRequest, pk: int) -> tuple[User, DocumentClaim]:
    """The user and the claim; 404 for a foreign claim, and for those who decide on none."""
    user = user_of(request)
    claim = selectors.get_claim(user, pk)
    if not may_review(user, claim.document):
        raise Http404(str(pk))
    return user, claim


def _decide(
    request: HttpRequest,
    user: User,
    claim: DocumentClaim,
    act: Callable[[], object],
    done: str,
    again: tuple[str, dict[str, Any]],
    together: Sequence[DocumentClaim] = (),
) -> HttpResponse:
    """Take a decision, or show its drawer again with the reasons against it."""
    try:
        act()
    except LedgerError as error:
        template, context = again
        return decision_drawer(
            request, template, claim, [problem.message for problem in error.problems], **context
        )
    return decided(request, user, [claim, *together], done)


def decision_drawer(
    request: HttpRequest,
    template: str,
    claim: DocumentClaim,
    problems: Sequence[str] = (),
    *,
    status: int | None = None,
    **context: Any,
) -> HttpResponse:
    """One drawer for a claim; without JavaScript, the same as a page of its own."""
    (card,) = cards_of(user_of(request), claim.document, [claim])
    shown = {"claim": claim, "card": card, "problems": problems, **context}
    status = status or (422 if problems else 200)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, template, shown, status=status)
    return page(request, "documents/decide.html", str(claim.document), status, drawer=template, **shown)


def decided(request: HttpRequest, user: User, claims: Sequence[DocumentClaim], done: str) -> HttpResponse:
    """The changed cards and the progress, each to be put in its own place on the page."""
    first = claims[0]
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, done)
        return redirect(f"{reverse('review', args=[first.document_id])}?claim={first.pk}")
    fresh = [selectors.get_claim(user, pk) for pk in dict.fromkeys(claim.pk for claim in claims)]
    context = {
        "cards": cards_of(user, first.document, fresh),
        "document": first.document,
        "done_text": done,
        **progress(selectors.claims_of(first.document)),
    }
    response = render(request, "documents/decided.html", context)
    response["HX-Trigger-After-Settle"] = json.dumps({"claim-decided": {"claim": first.pk}})
    return response
