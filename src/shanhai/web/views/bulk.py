"""Acts on many rows of a list: first what they would meet with, row by row, then all of them or none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.errors import LedgerError, one
from shanhai.ledger.models import Record, State
from shanhai.ledger.services.many import ACTS, EVIDENCE, MOST, NEEDS_REASON, Paper, act_on, judge
from shanhai.web.access import member_required, user_of
from shanhai.web.evidence import content_of
from shanhai.web.frame import page
from shanhai.web.views.lists import listing_of, visible_kind

KEPT = "shanhai.many"
TITLES = {
    State.REPORTED: gettext_lazy("上报"),
    State.CONFIRMED: gettext_lazy("确认"),
    State.RETURNED: gettext_lazy("退回"),
    State.VOID: gettext_lazy("作废"),
    EVIDENCE: gettext_lazy("添加佐证"),
}


@require_POST
@member_required
def ledger_act(request: HttpRequest, code: str) -> HttpResponse:
    """Judge the chosen rows and show the verdicts; with ``confirm`` do what was shown."""
    user = user_of(request)
    model = visible_kind(user, code)
    listing = listing_of(request, model, posted=True)
    act = request.POST.get("act", "")
    back = f"{reverse('ledger_list', args=[code])}?{listing.query()}"
    if act not in ACTS:
        messages.error(request, _("请选择要做的操作"))
        return redirect(back)
    if "confirm" in request.POST:
        try:
            done = _do(request, model, act)
        except LedgerError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已%(act)s %(n)d 行") % {"act": TITLES[act], "n": done})
            return redirect(back)
    chosen = _chosen(request, listing)
    if not chosen:
        messages.error(request, _("请先选择要处理的行"))
        return redirect(back)
    if len(chosen) > MOST:
        messages.error(request, _("一次最多处理 %(n)d 行，请先筛选") % {"n": MOST})
        return redirect(back)
    return _verdicts(request, listing, chosen, act)


def _chosen(request: HttpRequest, listing: Listing) -> list[Record]:
    """The rows that were ticked, or with ``whole`` all of the list; one more than allowed at most."""
    if request.POST.get("whole"):
        rows = listing.rows()
    else:
        ticked = [raw for raw in request.POST.getlist("row") if raw.isdecimal() and len(raw) <= 18]
        numbers = [int(raw) for raw in ticked[: MOST + 1]]
        rows = listing.model.objects.for_user(listing.user).filter(pk__in=numbers)
    found = listing.order.sorted(rows).select_related("pairing__east", "pairing__west")
    return list(found[: MOST + 1])


def _verdicts(request: HttpRequest, listing: Listing, chosen: list[Record], act: str) -> HttpResponse:
    """The page between: which rows can, which cannot and why, and what still has to be said."""
    verdicts = judge(listing.user, chosen, act)
    refused: dict[str, list[Record]] = {}
    for verdict in verdicts:
        if verdict.problem:
            refused.setdefault(verdict.problem, []).append(verdict.record)
    able = [verdict.record for verdict in verdicts if not verdict.problem]
    kept = {"user": listing.user.pk, "act": act, "rows": [(record.pk, record.version) for record in able]}
    context: dict[str, Any] = {
        "model": listing.model,
        "kind": listing.model.Kind,
        "listing": listing,
        "act": act,
        "act_title": TITLES[act],
        "able": able,
        "refused": sorted(refused.items(), key=lambda item: -len(item[1])),
        "token": signing.dumps(kept, salt=KEPT, compress=True),
        "rows": [record.pk for record in chosen],
        "needs_reason": act in NEEDS_REASON,
        "needs_paper": act == EVIDENCE,
    }
    title = _("%(ledger)s：%(act)s %(n)d 行") % {
        "ledger": listing.model.Kind.short,
        "act": TITLES[act],
        "n": len(able),
    }
    return page(request, "ledgers/act.html", title, **context)


def _do(request: HttpRequest, model: type[Record], act: str) -> int:
    """Do the act with the rows of the page between, as they were when it was drawn."""
    user = user_of(request)
    try:
        kept = signing.loads(request.POST.get("token", ""), salt=KEPT, max_age=3600)
    except signing.BadSignature:
        raise one("expired", _("页面已过期，请重新选择要处理的行")) from None
    if (kept["user"], kept["act"]) != (user.pk, act):
        raise one("expired", _("页面已过期，请重新选择要处理的行"))
    versions = dict(kept["rows"])
    with transaction.atomic():
        rows = model.objects.for_user(user).filter(pk__in=versions).select_for_update(of=("self",))
        rows = rows.select_related("pairing__east", "pairing__west").order_by("pk")
        records = [(record, versions[record.pk]) for record in rows]
        return act_on(user, records, act, reason=request.POST.get("reason", ""), paper=_paper(request))


def _paper(request: HttpRequest) -> Paper | None:
    """The file that was sent along, with the name and the date it is to have."""
    upload = request.FILES.get("file")
    if upload is None:
        return None
    try:
        day = parse_date(request.POST.get("speaks_for", ""))
    except ValueError:
        day = None
    return Paper(upload.name or "", content_of(upload), request.POST.get("title", "").strip(), day)
