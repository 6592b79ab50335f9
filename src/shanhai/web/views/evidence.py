"""The evidence of a record: adding, replacing, taking out of use, looking at it, downloading it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.ledger import store
from shanhai.ledger.errors import one
from shanhai.ledger.filetypes import TYPES
from shanhai.ledger.models import Evidence, Record
from shanhai.ledger.preview import NoPreview, has_preview, page_picture
from shanhai.ledger.selectors import evidence_of, get_record
from shanhai.ledger.services import attach_file, replace_file, set_evidence_state
from shanhai.web.access import member_required, user_of
from shanhai.web.evidence import content_of, evidence_url
from shanhai.web.frame import page
from shanhai.web.views.records import attempt

SANDBOX = "sandbox; default-src 'none'"
"""The policy of a file somebody uploaded: whatever is in it, it runs nothing and loads nothing."""


def _piece(request: HttpRequest, code: str, pk: int, evidence_pk: int) -> tuple[Record, Evidence]:
    """The row and one piece of its evidence, in the user's scope, else 404."""
    record = get_record(user_of(request), code, pk)
    found = next((paper for paper in evidence_of(record) if paper.pk == evidence_pk), None)
    if found is None:
        raise Http404(str(evidence_pk))
    return record, found


def _file(request: HttpRequest) -> dict[str, Any]:
    """The uploaded file as services take it."""
    upload = request.FILES.get("file")
    if upload is None:
        raise one("required", _("请选择文件"), "file")
    return {"name": upload.name or "", "data": content_of(upload)}


def _day(request: HttpRequest) -> date | None:
    """The date the paper speaks for, None when none is given."""
    raw = request.POST.get("speaks_for", "").strip()
    try:
        day = parse_date(raw)
    except ValueError:
        day = None
    if raw and day is None:
        raise one("date", _("所证日期应写作 2024-06-13"), "speaks_for", raw)
    return day


@require_POST
@member_required
def evidence_add(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Attach an uploaded file to a row."""
    user, record = user_of(request), get_record(user_of(request), code, pk)
    return attempt(
        request,
        record,
        lambda: attach_file(
            user,
            record,
            **_file(request),
            title=request.POST.get("title", "").strip(),
            sort=request.POST.get("sort", ""),
            speaks_for=_day(request),
            draft="draft" in request.POST,
        ),
    )


@require_POST
@member_required
def evidence_replace(request: HttpRequest, code: str, pk: int, evidence_pk: int) -> HttpResponse:
    """Put a newer file in the place of this one."""
    record, piece = _piece(request, code, pk, evidence_pk)
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        record,
        lambda: replace_file(user_of(request), record, piece, **_file(request), reason=reason),
    )


@require_POST
@member_required
def evidence_state(request: HttpRequest, code: str, pk: int, evidence_pk: int) -> HttpResponse:
    """Declare a piece valid, expired or rejected."""
    record, piece = _piece(request, code, pk, evidence_pk)
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    return attempt(
        request, record, lambda: set_evidence_state(user_of(request), record, piece, to, reason=reason)
    )


@member_required
def evidence_view(request: HttpRequest, code: str, pk: int, evidence_pk: int) -> HttpResponse:
    """What a piece of evidence is, and its pages as pictures; a span opens its document instead."""
    record, piece = _piece(request, code, pk, evidence_pk)
    if not piece.sha256:
        return redirect(evidence_url(piece))
    pages, unreadable = 0, False
    if has_preview(piece):
        try:
            pages, _picture = page_picture(piece)
        except NoPreview:
            unreadable = True
    return page(
        request,
        "shanhai/evidence.html",
        piece.title,
        record=record,
        piece=piece,
        kind=TYPES[piece.media].title if piece.media in TYPES else "",
        pages=range(1, pages + 1),
        unreadable=unreadable,
    )


@member_required
def evidence_page(request: HttpRequest, code: str, pk: int, evidence_pk: int, number: int) -> HttpResponse:
    """One page of a file as a picture that the site has drawn itself."""
    _record, piece = _piece(request, code, pk, evidence_pk)
    try:
        _pages, picture = page_picture(piece, number)
    except NoPreview:
        raise Http404(str(number)) from None
    response = HttpResponse(picture, content_type="image/png")
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@member_required
def evidence_file(request: HttpRequest, code: str, pk: int, evidence_pk: int) -> HttpResponse:
    """The stored file, always as a download, never shown as a page; goes into the log."""
    record, piece = _piece(request, code, pk, evidence_pk)
    if not piece.sha256:
        raise Http404(str(evidence_pk))
    try:
        data = store.read_bytes(piece.sha256)
    except FileNotFoundError:
        messages.error(request, _("原件不在存储中，请联系系统管理员从备份恢复"))
        return redirect(record)
    audit(
        user_of(request),
        AuditEntry.Action.EXPORT,
        object_type=code,
        object_id=pk,
        pairing_id=record.pairing_id,
        summary=f"下载佐证：{piece.title}",
    )
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, piece.file_name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
