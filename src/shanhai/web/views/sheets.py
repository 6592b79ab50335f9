"""Excel in, Excel out: a kind's template, its import and its export."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.derive.sheet_import import import_workbook
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import Record, State
from shanhai.ledger.scope import Scope
from shanhai.ledger.selectors import pairings
from shanhai.ledger.store import clean_name
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.pairings import get_pairing
from shanhai.web.views.records import model_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _visible_model(request: HttpRequest, code: str) -> type[Record]:
    model = model_of(code)
    if not Scope.of(request.user).sees_kind(code):
        raise Http404(code)
    return model


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@member_required
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty workbook of a kind."""
    model = _visible_model(request, code)
    return _download(workbook(model), f"{model.Kind.title}-模板.xlsx")


@member_required(right="export")
def export(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """All rows of a kind in one pairing (``?year=`` for one year) that are not void; goes into the log."""
    user = user_of(request)
    model = _visible_model(request, code)
    pairing = get_pairing(user, pk)
    rows = model.objects.for_user(user).filter(pairing=pairing).exclude(state=State.VOID)
    raw = request.GET.get("year", "")
    year = int(raw) if raw.isdigit() else None
    if year is not None:
        rows = rows.filter(year=year)
    records = list(rows.order_by("year", "pk"))
    audit(
        user,
        AuditEntry.Action.EXPORT,
        object_type=code,
        pairing_id=pairing.pk,
        summary=f"导出{model.Kind.title} {pairing} {year or ''} {len(records)}行",
    )
    return _download(
        workbook(model, records, pairing=pairing, year=year), f"{pairing}-{model.Kind.title}.xlsx"
    )


@member_required(right="write")
def import_page(request: HttpRequest, code: str) -> HttpResponse:
    """Import a workbook into one pairing's ledger; everything wrong with it is listed at once."""
    user = user_of(request)
    model = _visible_model(request, code)
    own = [pairing for pairing in pairings(user) if rights.may_add(user, code, pairing)]
    chosen = request.POST.get("pairing") or request.GET.get("pairing", "")
    context: dict[str, Any] = {"model": model, "kind": model.Kind, "pairings": own, "chosen": chosen}
    if request.method == "POST":
        upload = request.FILES.get("file")
        pairing = next((pairing for pairing in own if str(pairing.pk) == chosen), None)
        error = ""
        if pairing is None:
            error = _("请选择结对")
        elif upload is None or not upload.name:
            error = _("请选择文件")
        elif (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            error = _("文件超过50 MB，请分成几个文件")
        if error or pairing is None or upload is None:
            return page(request, "shanhai/import.html", _("导入"), status=422, error=error, **context)
        try:
            name = clean_name(upload.name or "")
            result = import_workbook(
                user, model, pairing, name, upload.read(), report="report" in request.POST
            )
        except LedgerError as refused:
            return page(
                request, "shanhai/import.html", _("导入"), status=422, problems=refused.problems, **context
            )
        if not result.problems:
            counts = {"added": result.added, "changed": result.changed, "same": result.same}
            messages.success(
                request, _("导入完成：新增%(added)d行，更新%(changed)d行，相同%(same)d行") % counts
            )
            return redirect("pairing", pairing.pk)
        return page(
            request,
            "shanhai/import.html",
            _("导入"),
            status=422,
            result=result,
            problems=result.problems,
            **context,
        )
    return page(request, "shanhai/import.html", _("导入%(kind)s") % {"kind": model.Kind.short}, **context)
