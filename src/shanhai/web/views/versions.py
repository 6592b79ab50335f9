"""A record as it stood: at one of its versions, or on a day."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from shanhai.ledger.history import SHOWN, shown_value, version_of, version_on
from shanhai.ledger.selectors import get_record
from shanhai.ledger.services import writable_fields
from shanhai.ledger.values import title_of
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page


@member_required
def record_version(request: HttpRequest, code: str, pk: int, version: int) -> HttpResponse:
    """All filled columns of a row as one version had them, what has changed since marked."""
    record = get_record(user_of(request), code, pk)
    row, model = version_of(record, version), type(record)
    if row is None:
        raise Http404(str(version))
    fields = []
    for name in (*SHOWN, *writable_fields(model)):
        then, now = shown_value(row, model, name), shown_value(record, model, name)
        if then or now:
            fields.append((title_of(model, name), then, now if now != then else None))
    return page(
        request,
        "shanhai/record_version.html",
        str(record),
        record=record,
        row=row,
        fields=fields,
        newest=row.version == record.version,
    )


@member_required
def record_on_day(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Leads to the version that stood at the end of ``?day=``."""
    record = get_record(user_of(request), code, pk)
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    row = version_on(record, day) if day else None
    if row is None:
        messages.error(request, _("那一天还没有这条记录") if day else _("请选择日期"))
        return redirect(record)
    return redirect("record_version", code, pk, row.version)
