"""Choosing columns, saving views and opening a list with one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import SavedView
from shanhai.ledger.services.views import drop_view, open_with, save_view, set_columns
from shanhai.web.access import member_required, user_of
from shanhai.web.views.lists import listing_of, view_query, visible_kind


def _back(code: str, query: str) -> HttpResponse:
    return redirect(f"{reverse('ledger_list', args=[code])}?{query}")


@require_POST
@member_required
def ledger_columns(request: HttpRequest, code: str) -> HttpResponse:
    """Show the ticked columns, or with ``usual`` those the list shows to everybody."""
    model = visible_kind(user_of(request), code)
    set_columns(user_of(request), model, [] if "usual" in request.POST else request.POST.getlist("column"))
    return _back(code, listing_of(request, model, posted=True).query(view="0"))


@require_POST
@member_required
def ledger_view_save(request: HttpRequest, code: str) -> HttpResponse:
    """Save the list as it stands under a name, on request shared with the office or as the opening view."""
    user = user_of(request)
    model = visible_kind(user, code)
    listing = listing_of(request, model, posted=True)
    try:
        view = save_view(user, listing, request.POST.get("name", ""), shared="shared" in request.POST)
        if "opens" in request.POST:
            open_with(user, model, view)
    except LedgerError as refused:
        messages.error(request, str(refused))
        return _back(code, listing.query())
    messages.success(request, _("已保存视图“%(name)s”") % {"name": view})
    return _back(code, view_query(view))


@require_POST
@member_required
def ledger_view(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Remove a view (``drop``), open the list with it (``opens``) or no longer (``plain``)."""
    user = user_of(request)
    model = visible_kind(user, code)
    view = SavedView.visible_to(user, code).filter(pk=pk).first()
    if view is None:
        raise Http404(str(pk))
    try:
        if "drop" in request.POST:
            drop_view(user, view)
        else:
            open_with(user, model, None if "plain" in request.POST else view)
    except LedgerError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已完成"))
    return _back(code, "view=0" if "drop" in request.POST else view_query(view))
