"""Sheets in: templates, the import in two steps, the log of imports."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shanhai.ledger import rights
from shanhai.ledger.derive.import_jobs import BIG_FILE, MOST_SHOWN, begin, shown_preview
from shanhai.ledger.derive.sheet_book import template_book
from shanhai.ledger.derive.sheet_import import import_book, preview
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError, Problem, one
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportBatch, ImportJob, Pairing, Record
from shanhai.ledger.selectors import pairings, visible_kinds
from shanhai.ledger.services.take_back import take_back
from shanhai.ledger.store import clean_name, read_bytes, store_bytes
from shanhai.ledger.wording import official
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.exports import download
from shanhai.web.views.lists import visible_kind

STORED = "shanhai.import"


@member_required
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty workbook of a kind."""
    model = visible_kind(user_of(request), code)
    return download(workbook(model), f"{official(model.Kind.title)}-模板.xlsx")


@member_required
def template_all(request: HttpRequest) -> HttpResponse:
    """The empty workbook of all kinds that the user sees."""
    return download(template_book(visible_kinds(user_of(request))), "全部台账-模板.xlsx")


@member_required(right="write")
def import_page(request: HttpRequest, code: str = "") -> HttpResponse:
    """Import a workbook in two steps: choose a file and see what it would change, then let it in.

    With ``code`` the file holds one kind; without, whichever kinds its sheets are of.
    """
    user = user_of(request)
    models = [visible_kind(user_of(request), code)] if code else visible_kinds(user)
    own = [
        pairing
        for pairing in pairings(user)
        if any(rights.may_add(user, model.Kind.code, pairing) for model in models)
    ]
    chosen = request.POST.get("pairing") or request.GET.get("pairing", "")
    pairing = next((pairing for pairing in own if str(pairing.pk) == chosen), None)
    context: dict[str, Any] = {"pairings": own, "chosen": chosen, "several": not code}
    if code:
        context |= {"model": models[0], "kind": models[0].Kind}
    title = _("导入%(kind)s") % {"kind": models[0].Kind.short} if code else _("导入多类台账")
    if request.method != "POST":
        return page(request, "shanhai/import.html", title, **context)
    try:
        name, data = _uploaded(request)
        if pairing is None:
            raise one("required", _("请选择结对"), "pairing")
        if "confirm" in request.POST:
            return _import(request, models, pairing, name, data, context)
        if len(data) > BIG_FILE:
            job = begin(user, code, pairing, name, data, report="report" in request.POST)
            return redirect("import_job", job.pk)
        found = preview(user, models, pairing, name, data, most=MOST_SHOWN)
        if found.problems:
            raise LedgerError(found.problems)
    except LedgerError as refused:
        return page(request, "shanhai/import.html", title, status=422, problems=refused.problems, **context)
    token = signing.dumps({"sha256": store_bytes(data), "name": name, "user": user.pk}, salt=STORED)
    context |= {"pairing": pairing, "name": name, "token": token, "report": "report" in request.POST}
    return page(
        request, "shanhai/import_preview.html", title, **preview_context(shown_preview(found)), **context
    )


def preview_context(shown: dict[str, Any]) -> dict[str, Any]:
    """A preview as the page draws it: kinds by their titles."""
    kinds = [(kind(code).Kind.title, counts) for code, counts in shown["kinds"].items()]
    return {**shown, "by_kind": kinds, "most": MOST_SHOWN}


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


def _import(
    request: HttpRequest,
    models: list[type[Record]],
    pairing: Pairing,
    name: str,
    data: bytes,
    context: dict[str, Any],
) -> HttpResponse:
    result = import_book(user_of(request), models, pairing, name, data, report="report" in request.POST)
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
    user = user_of(request)
    batches = ImportBatch.objects.for_user(user).select_related("pairing__east", "pairing__west", "actor")
    titles = {"": _("多类台账")} | {model.Kind.code: model.Kind.title for model in visible_kinds(user)}
    shown = [(batch, titles[batch.kind]) for batch in batches[:200] if batch.kind in titles]
    jobs = (
        ImportJob.objects.for_user(user)
        .filter(actor=user, batch=None)
        .select_related("pairing__east", "pairing__west")
    )
    return page(request, "shanhai/imports.html", _("导入记录"), batches=shown, jobs=jobs[:10])


@member_required
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what it brought in, and taking it back as a whole (POST, with a reason)."""
    batch = get_batch(request, pk)
    user = user_of(request)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            done = take_back(user, batch, reason=request.POST.get("reason", ""))
        except LedgerError as refused:
            problems = refused.problems
        else:
            counts = {"voided": done.voided, "restored": done.restored}
            messages.success(request, _("已撤回：作废%(voided)d行，恢复%(restored)d行") % counts)
            return redirect("import_batch", pk)
    models = [kind(code) for code in batch.kinds or [batch.kind]]
    return page(
        request,
        "shanhai/import_batch.html",
        _("导入记录"),
        batch=batch,
        models=models,
        problems=problems,
        may_take_back=batch.taken_back_at is None
        and batch.added + batch.changed > 0
        and all(rights.may_add(user, model.Kind.code, batch.pairing) for model in models),
        status=422 if problems else 200,
    )


@member_required(right="write")
def wrong_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of an import that stayed out, with the reasons, to mend and import again.

    They are as their author typed them, personal data too, so only the author gets them back.
    """
    batch = get_batch(request, pk)
    if not batch.wrong_sha256:
        raise Http404(str(pk))
    if batch.actor_id != user_of(request).pk:
        messages.error(request, _("未导入的行只有导入人可以下载"))
        return redirect("import_batch", pk)
    return download(read_bytes(batch.wrong_sha256), f"未导入的行-{batch.file_name.rsplit('.', 1)[0]}.xlsx")


def get_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """An import in the user's scope; 404 when it is foreign, or of a kind that the user does not see.

    A file of several kinds is seen in full only by those who see all kinds.
    """
    user = user_of(request)
    batch = ImportBatch.objects.for_user(user).select_related("pairing__east", "pairing__west").filter(pk=pk)
    found: ImportBatch | None = batch.first()
    seen = {model.Kind.code for model in visible_kinds(user)}
    if found is None or not set(found.kinds or [found.kind]) <= seen:
        raise Http404(str(pk))
    return found
