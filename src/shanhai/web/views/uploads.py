"""Taking documents in, and how far their reading is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shanhai.accounts.models import User
from shanhai.documents import selectors
from shanhai.documents.access import may_submit
from shanhai.documents.models import Document
from shanhai.documents.services import IngestResult, ingest, retry, submit
from shanhai.ledger import store
from shanhai.ledger.errors import LedgerError, NotAllowed, one
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.documents import PairingChoice, number_asked, published_field, sent


class UploadForm(forms.Form):
    """What is told about all files of one upload; the files themselves are read one by one."""

    published = published_field()
    title = forms.CharField(label=gettext_lazy("标题"), required=False, max_length=200)
    text = forms.CharField(
        label=gettext_lazy("粘贴文字"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    batch = forms.RegexField("^[0-9a-f]{16}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["pairing"] = PairingChoice(user, empty_label=gettext_lazy("自动识别"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the document, or what is wrong with it."""

    name: str
    result: IngestResult | None = None
    problems: tuple[str, ...] = ()


@member_required
def document_upload(request: HttpRequest) -> HttpResponse:
    """Several files, or pasted text, in one go. One bad file never costs the good ones.

    The page's script hands files in one by one and asks for JSON; a form sent as a whole works as well.
    """
    user = user_of(request)
    if not may_submit(user):
        raise PermissionDenied
    initial = {"pairing": number_asked(request.GET.get("pairing", "")), "batch": secrets.token_hex(8)}
    form = UploadForm(sent(request), user=user, initial=initial)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        files = request.FILES.getlist("files")
        told = form.cleaned_data
        outcomes = [_taken_file(user, upload, told) for upload in files]
        if told["text"].strip():
            outcomes.append(_taken_text(user, told))
        if not outcomes:
            form.add_error(None, _("请选择文件，或粘贴文字"))
    if request.headers.get("Accept") == "application/json":
        return _told(form, outcomes)
    made = [outcome.result for outcome in outcomes if outcome.result]
    if len(made) == len(outcomes) == 1:
        _greet(request, made[0])
        return redirect(made[0].document)
    failed = bool(form.errors) or (bool(outcomes) and not made)
    return page(
        request,
        "documents/upload.html",
        _("上传资料"),
        status=422 if failed else 200,
        form=form,
        outcomes=outcomes,
        first=next((result.document for result in made if result.claims), None),
        most=settings.UPLOAD_MAX_BYTES,
        most_mb=settings.UPLOAD_MAX_BYTES // (1024 * 1024),
    )


def _told(form: UploadForm, outcomes: list[Outcome]) -> JsonResponse:
    """What became of each file, for the page's script."""
    if form.errors:
        errors = [str(error) for texts in form.errors.values() for error in texts]
        return JsonResponse({"problems": errors}, status=422)
    told = [
        {
            "name": outcome.name,
            "problems": outcome.problems,
            "url": outcome.result.document.get_absolute_url() if outcome.result else "",
            "waiting": outcome.result is not None and outcome.result.document.waits,
            "known": outcome.result is not None and not outcome.result.created,
        }
        for outcome in outcomes
    ]
    return JsonResponse({"outcomes": told})


def _taken_file(user: User, upload: UploadedFile[bytes], told: dict[str, Any]) -> Outcome:
    name = store.clean_name(upload.name or "")
    try:
        # Asked before reading, so that a file far too large never fills the memory.
        if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
            raise one("too_large", _("文件超过%(most)s MB 的上限，请拆分后上传") % {"most": most})
        result = submit(
            user,
            name=upload.name or "",
            data=upload.read(),
            pairing=told["pairing"],
            published=told["published"],
            batch=told["batch"],
        )
    except LedgerError as error:
        return Outcome(name, problems=tuple(map(str, error.problems)))
    return Outcome(name, result)


def _taken_text(user: User, told: dict[str, Any]) -> Outcome:
    name = told["title"] or _("粘贴的文字")
    try:
        result = ingest(
            user,
            name="",
            data=told["text"].encode("utf-8", "replace"),
            title=told["title"],
            pairing=told["pairing"],
            published=told["published"],
            origin=Document.Origin.PASTE,
        )
    except LedgerError as error:
        return Outcome(name, problems=tuple(map(str, error.problems)))
    return Outcome(name, result)


def _greet(request: HttpRequest, result: IngestResult) -> None:
    if result.document.waits:
        messages.info(request, _("已收下，正在后台识读；完成后即可核对"))
    elif result.created:
        text = _("已识别出%(count)d条数据表述，请逐条核对") % {"count": result.claims}
        messages.success(request, text)
    else:
        messages.info(request, _("这份资料此前已经提交过，没有重复收录"))


@require_safe
@member_required
def document_progress(request: HttpRequest) -> HttpResponse:
    """How far reading is: the files of one upload (``?batch=``), else all that wait or failed lately.

    The page asks for its list again every other second while something is being read.
    """
    user = user_of(request)
    if not may_submit(user):
        raise PermissionDenied
    batch = request.GET.get("batch", "")[:32]
    rows = selectors.in_progress(user, batch)
    waiting = sum(document.waits for document in rows)
    context: dict[str, Any] = {
        "documents": rows,
        "batch": batch,
        "waiting": waiting,
        "failed": sum(document.state == Document.State.FAILED for document in rows),
        "address": f"{reverse('document_progress')}?batch={batch}" if batch else reverse("document_progress"),
        "first": next((document for document in rows if getattr(document, "open_claims", 0)), None),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "documents/_reading.html", context)
    return page(request, "documents/progress.html", _("识读进度"), **context)


@require_POST
@member_required
def document_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a document whose reading failed back in the queue."""
    user = user_of(request)
    document = selectors.get_document(user, pk)
    try:
        retry(user, document)
    except NotAllowed as error:
        raise PermissionDenied from error
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已重新排队识读"))
    return redirect("document_progress") if request.POST.get("next") == "progress" else redirect(document)
