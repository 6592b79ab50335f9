"""Correcting one value of a row in the list, without leaving it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shanhai.ledger import rights
from shanhai.ledger.derive.forms import RecordForm, record_form
from shanhai.ledger.derive.list_columns import cell_text, list_columns
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.errors import Conflict, LedgerError
from shanhai.ledger.models import Record, State
from shanhai.ledger.privacy import is_masked
from shanhai.ledger.selectors import get_record
from shanhai.ledger.services import update_record
from shanhai.web.access import member_required, user_of
from shanhai.web.views.lists import listing_of, rows_of, visible_kind

CHANGED = "cell-changed"
"""The event after which the totals under the list are drawn anew."""


def _cell_form(request: HttpRequest, record: Record, field: str) -> RecordForm:
    """The entry form of the kind, of which only one column is left."""
    form: RecordForm = record_form(type(record))(request.POST or None, user=user_of(request), instance=record)
    form.fields = {field: form.fields[field], "version": form.fields["version"]}
    form.fields[field].widget.attrs["aria-label"] = form.fields[field].label
    form.auto_id = f"cell-{record.pk}-%s"
    return form


@member_required(right="write")
def ledger_cell(request: HttpRequest, code: str, pk: int, field: str) -> HttpResponse:
    """One value to correct; after it is kept, or left (``?leave``), the row as it stands."""
    user = user_of(request)
    listing = listing_of(request, visible_kind(user, code))
    record = get_record(user, code, pk)
    column = list_columns(type(record)).get(field)
    if column is None or not column.editable:
        raise Http404(field)
    if "leave" in request.GET or not rights.may_change(user, record):
        return _row(request, listing, record)
    form = _cell_form(request, record, field)
    if request.method != "POST" or not form.is_valid():
        return _form(request, record, field, form, status=422 if form.errors else 200)
    value = form.cleaned_data[field]
    stored = get_record(user, code, pk)
    if field in record.Kind.sensitive and is_masked(value or ""):
        return _row(request, listing, stored)  # the mask was left as it was shown
    try:
        kept = update_record(
            user,
            stored,
            {field: value},
            expected_version=form.cleaned_data["version"],
            reason=request.POST.get("reason", ""),
        )
    except Conflict as conflict:
        return _both(request, form, field, conflict.record)
    except LedgerError as refused:
        for problem in refused.problems:
            form.add_error(field if problem.field in (field, "") else None, problem.message)
        return _form(request, stored, field, form, status=422)
    response = _row(request, listing, get_record(user, code, kept.pk))
    response["HX-Trigger"] = CHANGED
    return response


def _row(request: HttpRequest, listing: Listing, record: Record) -> HttpResponse:
    """The row drawn anew, in the place of the old one."""
    (row,) = rows_of(listing.user, listing, [record], {record.pairing_id: record.pairing})
    response = render(request, "ledgers/_row.html", {"row": row})
    response["HX-Retarget"] = f'tr[data-row="{record.pk}"]'
    response["HX-Reswap"] = "outerHTML"
    return response


def _form(request: HttpRequest, record: Record, field: str, form: RecordForm, **more: Any) -> HttpResponse:
    """The cell with the field in it."""
    status = more.pop("status", 200)
    context = {
        "record": record,
        "form": form,
        "bound": form[field],
        "address": request.get_full_path(),
        "needs_reason": record.state == State.CONFIRMED,
        "reason": request.POST.get("reason", ""),
        **more,
    }
    return render(request, "ledgers/_cell_form.html", context, status=status)


def _both(request: HttpRequest, form: RecordForm, field: str, newest: Record) -> HttpResponse:
    """Somebody else was faster: both values, and the choice between them."""
    form.fields["version"].widget = forms.HiddenInput()
    form.data = {**form.data.dict(), "version": str(newest.version)}  # type: ignore[attr-defined]  # a QueryDict
    theirs = cell_text(newest, field) or _("（空）")
    return _form(request, newest, field, form, status=409, theirs=theirs, editor=newest.last_editor)
