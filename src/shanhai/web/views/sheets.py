"""Excel in, Excel out: a kind's template, its import and its export."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_import import import_workbook
from shanhai.ledger.derive.sheet_plan import Planned, preview
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError, one
from shanhai.ledger.models import ImportBatch, Pairing, Record, State
from shanhai.ledger.scope import Scope
from shanhai.ledger.selectors import pairings, visible_kinds
from shanhai.ledger.store import clean_name, read_bytes, store_bytes
from shanhai.ledger.wording import official
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
    return _download(workbook(model), f"{official(model.Kind.title)}-模板.xlsx")


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
    title = official(model.Kind.title)
    audit(
        user,
        AuditEntry.Action.EXPORT,
        object_type=code,
        pairing_id=pairing.pk,
        summary=f"导出{title} {pairing} {year or ''} {len(records)}行",
    )
    return _download(workbook(model, records, pairing=pairing, year=year), f"{pairing}-{title}.xlsx")


MOST_SHOWN = 300
"""Rows of a preview that are drawn; the counts above them are of the whole file."""
STORED = "shanhai.import"


@member_required(right="write")
def import_page(request: HttpRequest, code: str) -> HttpResponse:
    """Import a workbook in two steps: choose a file and see what it would change, then let it in."""
    user = user_of(request)
    model = _visible_model(request, code)
    own = [pairing for pairing in pairings(user) if rights.may_add(user, code, pairing)]
    chosen = request.POST.get("pairing") or request.GET.get("pairing", "")
    pairing = next((pairing for pairing in own if str(pairing.pk) == chosen), None)
    context: dict[str, Any] = {"model": model, "kind": model.Kind, "pairings": own, "chosen": chosen}
    title = _("导入%(kind)s") % {"kind": model.Kind.short}
    if request.method != "POST":
        return page(request, "shanhai/import.html", title, **context)
    try:
        name, data = _uploaded(request)
        if pairing is None:
            raise one("required", _("请选择结对"), "pairing")
        if "confirm" in request.POST:
            return _import(request, model, pairing, name, data, context)
        planned = preview(user, model, pairing, name, data)
    except LedgerError as refused:
        return page(request, "shanhai/import.html", title, status=422, problems=refused.problems, **context)
    counts = Counter(row.action for row in planned)
    return page(
        request,
        "shanhai/import_preview.html",
        title,
        pairing=pairing,
        name=name,
        token=signing.dumps({"sha256": store_bytes(data), "name": name, "user": user.pk}, salt=STORED),
        report="report" in request.POST,
        counts={action: counts[action] for action in ("new", "changed", "same", "wrong")},
        ready=counts["new"] + counts["changed"],
        rows=[_shown(row) for row in planned if row.action != "same"][:MOST_SHOWN],
        most=MOST_SHOWN,
        **context,
    )


def _uploaded(request: HttpRequest) -> tuple[str, bytes]:
    """The file of this step: uploaded now, or kept from the preview under a signed token of this user."""
    token = request.POST.get("token")
    if token:
        try:
            kept = signing.loads(token, salt=STORED, max_age=24 * 3600)
        except signing.BadSignature:
            raise one("expired", _("预览已过期，请重新选择文件"), "file") from None
        if kept["user"] != user_of(request).pk:
            raise one("expired", _("预览已过期，请重新选择文件"), "file")
        return kept["name"], read_bytes(kept["sha256"])
    upload = request.FILES.get("file")
    if upload is None or not upload.name:
        raise one("required", _("请选择文件"), "file")
    name = clean_name(upload.name)
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise one("too_big", _("文件“%(name)s”超过50 MB，请分成几个文件") % {"name": name}, "file")
    return name, upload.read()


def _shown(planned: Planned) -> dict[str, Any]:
    """One row of the preview: where it stands, what it is, and what differs or is wrong."""
    titles = (
        {column.field: column.header for column in sheet_columns(type(planned.record))}
        if planned.record
        else {}
    )
    return {
        "action": planned.action,
        "sheet": planned.row.sheet,
        "number": planned.row.number,
        "label": str(planned.record) if planned.record else "",
        "changes": [(titles.get(name, name), old, new) for name, (old, new) in planned.changes.items()],
        "problems": planned.problems,
    }


def _import(
    request: HttpRequest,
    model: type[Record],
    pairing: Pairing,
    name: str,
    data: bytes,
    context: dict[str, Any],
) -> HttpResponse:
    result = import_workbook(user_of(request), model, pairing, name, data, report="report" in request.POST)
    counts = {"added": result.added, "changed": result.changed, "same": result.same}
    done = _("导入完成：新增%(added)d行，更新%(changed)d行，相同%(same)d行") % counts
    if not result.problems:
        messages.success(request, done)
        return redirect("pairing", pairing.pk)
    messages.warning(request, done)
    context |= {"result": result, "problems": result.problems, "batch": result.batch}
    return page(request, "shanhai/import.html", _("导入"), status=422, **context)


@member_required
def import_list(request: HttpRequest) -> HttpResponse:
    """The log of imports in the user's pairings."""
    batches = ImportBatch.objects.for_user(user_of(request)).select_related(
        "pairing__east", "pairing__west", "actor"
    )
    titles = {model.Kind.code: model.Kind.title for model in visible_kinds(user_of(request))}
    shown = [(batch, titles[batch.kind]) for batch in batches[:200] if batch.kind in titles]
    return page(request, "shanhai/imports.html", _("导入记录"), batches=shown)


@member_required(right="write")
def wrong_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of an import that stayed out, with the reasons, to mend and import again."""
    user = user_of(request)
    batch = ImportBatch.objects.for_user(user).filter(pk=pk).exclude(wrong_sha256="").first()
    if batch is None or batch.kind not in {model.Kind.code for model in visible_kinds(user)}:
        raise Http404(str(pk))
    return _download(read_bytes(batch.wrong_sha256), f"未导入的行-{batch.file_name.rsplit('.', 1)[0]}.xlsx")
