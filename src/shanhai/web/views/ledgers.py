"""All ledgers on one page, by section of the assessment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from shanhai.ledger import rights
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.sections import Section
from shanhai.ledger.selectors import visible_kinds
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page


@member_required
def ledgers(request: HttpRequest) -> HttpResponse:
    """The user's ledgers with their numbers of rows, counted as their lists do, and what can be done."""
    user = user_of(request)
    models = visible_kinds(user)
    counts = {model: Listing.read(user, model, QueryDict()).count() for model in models}
    sections = [
        (section.label, [(model, *counts[model]) for model in models if model.Kind.section == section])
        for section in Section
    ]
    return page(
        request,
        "shanhai/ledgers.html",
        _("全部台账"),
        sections=[(label, rows) for label, rows in sections if rows],
        may_write=[model for model in models if rights.may_write_kind(user, model.Kind.code)],
    )
