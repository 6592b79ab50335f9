"""The page on which rows of a year become drafts of the next."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shanhai.ledger import rights
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.selectors import pairings, years_of
from shanhai.ledger.services.copying import MOST, Taken, copy_rows, kept_out, usually_taken
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.lists import visible_kind


def _year(raw: str, otherwise: int) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else otherwise


@member_required(right="write")
def ledger_copy(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a pairing, two years and rows; the chosen rows are copied as drafts."""
    user = user_of(request)
    model = visible_kind(user, code)
    own = [pairing for pairing in pairings(user) if rights.may_add(user, code, pairing)]
    if not own:
        raise Http404(code)
    asked = request.POST if request.method == "POST" else request.GET
    today = timezone.localdate()
    pairing = next((one for one in own if str(one.pk) == asked.get("pairing")), own[0])
    since = _year(asked.get("since", ""), today.year - 1)
    year = _year(asked.get("year", ""), since + 1)
    rows = _own_rows(request, model, pairing, since)
    taken = usually_taken(model)
    if "copy" in request.POST:
        chosen = {number for number in request.POST.getlist("row") if number.isdigit()}
        taken = Taken(*(name in request.POST for name in ("dates", "figures", "personal")))
        try:
            made = copy_rows(user, [row for row in rows if str(row.pk) in chosen], year, taken)
        except LedgerError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已复制 %(n)d 行，都是草稿，请逐行核对后上报") % {"n": len(made)})
            query = f"pairing={pairing.pk}&year={year}&state={State.DRAFT}"
            return redirect(f"{reverse('ledger_list', args=[code])}?{query}")
    there = model.objects.for_user(user).filter(pairing=pairing, year=year).exclude(state=State.VOID)
    return page(
        request,
        "ledgers/copy.html",
        _("%(ledger)s：从上年复制") % {"ledger": model.Kind.short},
        model=model,
        kind=model.Kind,
        pairings=own,
        pairing=pairing,
        since=since,
        year=year,
        years=years_of(own, today),
        rows=rows,
        passed=kept_out(rows, there),
        taken=taken,
        most=MOST,
    )


def _own_rows(request: HttpRequest, model: type[Record], pairing: Pairing, year: int) -> list[Record]:
    """The rows of the user's own side in a pairing and year that are not void."""
    user = user_of(request)
    side = rights.side_in(user, pairing)
    rows = model.objects.for_user(user).filter(pairing=pairing, year=year, owner_side=side)
    return list(
        rows.exclude(state=State.VOID).select_related("pairing__east", "pairing__west").order_by("pk")[:MOST]
    )
