"""Reading documents again after an upgrade of the rules: first what would change, then the change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shanhai.documents import selectors, services
from shanhai.documents.access import may_correct, may_submit
from shanhai.documents.models import DocumentClaim
from shanhai.documents.wording import figure_words, period_words
from shanhai.ledger.errors import LedgerError
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page

MOST_PREVIEWED = 20
"""Documents whose changes are worked out for the page: a fraction of a second each."""


@require_http_methods(["GET", "POST"])
@member_required
def document_reread(request: HttpRequest, pk: int) -> HttpResponse:
    """What today's rules would change of one document; POST changes it, decisions stay."""
    user = user_of(request)
    document = selectors.get_document(user, pk)
    if not may_correct(user, document):
        raise PermissionDenied
    try:
        if request.method == "POST":
            services.reread(user, document)
            messages.success(request, _("已重新识别；核对过的表述没有改变"))
            return redirect(document)
        found = services.preview(document)
    except LedgerError as error:
        messages.error(request, str(error))
        return redirect(document)
    return page(
        request,
        "documents/reread.html",
        _("重新识别"),
        document=document,
        added=[_line(claim) for claim in found.added],
        gone=[_line(claim) for claim in found.gone],
        changed=[(_line(old), _line(new)) for old, new in found.changed],
        decided=found.decided,
        versions=(document.repair_version, document.claims_version),
    )


def _line(claim: DocumentClaim) -> dict[str, Any]:
    """A claim in a few words."""
    parts = [figure_words(claim), period_words(claim.since, claim.until), claim.east, claim.west]
    planned = [_("计划")] if claim.status == "planned" else []
    told = " · ".join(part for part in (*parts, *planned) if part)
    return {"title": claim.measure_title, "told": told, "words": claim.text}


@require_http_methods(["GET", "POST"])
@member_required
def outdated_documents(request: HttpRequest) -> HttpResponse:
    """The documents that older rules have read, with what would change; POST queues them all."""
    user = user_of(request)
    if not may_submit(user):
        raise PermissionDenied
    if request.method == "POST":
        count = services.reread_all(user)
        messages.success(request, _("已排队重新识别 %(n)d 份资料；核对过的表述不变") % {"n": count})
        return redirect("outdated_documents")
    rows = services.outdated(user)
    shown = list(rows.select_related("pairing__east", "pairing__west")[:MOST_PREVIEWED])
    lines = []
    for document in shown:
        found = services.preview(document)
        numbers = {"added": len(found.added), "gone": len(found.gone), "changed": len(found.changed)}
        lines.append({"document": document, **numbers})
    return page(
        request,
        "documents/outdated.html",
        _("规则升级后重新识别"),
        lines=lines,
        count=rows.count(),
    )
