"""While a form is being filled in: the rows that may be the same."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from shanhai.ledger.derive.forms import RecordForm, record_form
from shanhai.ledger.duplicates import similar_rows
from shanhai.ledger.privacy import is_masked
from shanhai.web.access import member_required, user_of
from shanhai.web.views.lists import visible_kind


@require_POST
@member_required(right="write")
def ledger_similar(request: HttpRequest, code: str) -> HttpResponse:
    """A warning with links to rows of the same natural key; empty when there are none."""
    user = user_of(request)
    model = visible_kind(user, code)
    form: RecordForm = record_form(model)(request.POST, user=user)
    pairing = _value(form, "pairing")
    if pairing is None:
        return HttpResponse()
    values = {name: _value(form, name) for name in model.Kind.natural_key}
    day = _value(form, model.Kind.date_field) if model.Kind.date_field else None
    year = _value(form, "year") or (day.year if day else None)
    this = request.GET.get("row", "")
    found = similar_rows(
        user,
        model,
        {name: value for name, value in values.items() if not is_masked(str(value))},
        pairing=pairing.pk,
        year=year,
        apart_from=int(this) if this.isdecimal() and len(this) < 19 else None,
    )
    return render(request, "ledgers/_similar.html", {"rows": found})


def _value(form: RecordForm, name: str) -> Any:
    """What stands in one field so far; None while it is empty or not yet right."""
    field = form.fields[name]
    try:
        return field.clean(field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)))
    except forms.ValidationError:
        return None
