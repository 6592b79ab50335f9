"""When two people changed one row: the second sees both versions and chooses field by field."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from shanhai.ledger.derive.forms import RecordForm
from shanhai.ledger.merge import merges
from shanhai.ledger.models import Record
from shanhai.web.frame import page

KEEP = "keep_"
"""A choice of the merge page is posted as ``keep_`` and the field, ``mine`` or ``theirs``."""
OWN = {"csrfmiddlewaretoken", "version", "merge"}


def merge_page(request: HttpRequest, form: RecordForm, record: Record) -> HttpResponse:
    """What each of the two changed; the form's values travel along unseen until the choice is made.

    ``record`` is the row as it stands now. Nothing has been saved: status 409.
    """
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OWN and not name.startswith(KEEP)
    ]
    return page(
        request,
        "shanhai/merge.html",
        _("核对两个版本"),
        status=409,
        record=record,
        typed=typed,
        fields=merges(record, form.cleaned_data.get("version") or 0, form.typed()),
    )


def chosen_fields(posted: QueryDict) -> set[str]:
    """The fields of which the own version is to be kept."""
    return {
        name.removeprefix(KEEP) for name, value in posted.items() if name.startswith(KEEP) and value == "mine"
    }
