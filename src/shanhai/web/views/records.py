"""A record's page with history and evidence, its form, and its moves from state to state."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.ledger import rights, store
from shanhai.ledger.derive.forms import record_form
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.history import display, revisions
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.numbers import in_wan, plain
from shanhai.ledger.selectors import evidence_of, get_record, possible_duplicates
from shanhai.ledger.services import attach_file, change_state, reject_evidence
from shanhai.ledger.services.observe import observations_of
from shanhai.ledger.services.sensitive import reveal
from shanhai.ledger.wording import figure_words, in_wan_title, measure_title
from shanhai.web.access import member_required, user_of
from shanhai.web.evidence import with_links
from shanhai.web.frame import page


def model_of(code: str) -> type[Record]:
    """The kind with this code, else 404."""
    try:
        return kind(code)
    except KeyError:
        raise Http404(code) from None


def shown_fields(record: Record) -> list[tuple[str, str]]:
    """The filled columns of a row, in printing order, as people read them."""
    shown = []
    for name in (*record.Kind.field_names(), "note"):
        title = str(field_of(record, name).verbose_name)
        if name in record.Kind.money_fields:
            title, text = str(in_wan_title(title)), in_wan(getattr(record, name))
        elif field_of(record, name).get_internal_type() == "DecimalField":
            text = plain(getattr(record, name))
        else:
            text = display(record, name, record.Kind)
        if text:
            shown.append((title, text))
    return shown


@member_required
def record_page(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One row: its columns, what it counts as, its evidence, its history, and what this user may do."""
    user = user_of(request)
    record = get_record(user, code, pk)
    counts = [
        (measure_title(row.measure), *figure_words(row.value, row.unit)) for row in observations_of(record)
    ]
    return page(
        request,
        "shanhai/record.html",
        str(record),
        record=record,
        kind=record.Kind,
        model=type(record),
        fields=shown_fields(record),
        counts=counts,
        evidence=with_links(evidence_of(record), observations_of(record)),
        revisions=revisions(record),
        duplicates=possible_duplicates(user, record),
        may={
            "change": rights.may_change(user, record),
            "report": rights.may_change(user, record) and record.state in (State.DRAFT, State.RETURNED),
            "confirm": rights.may_confirm(user, record) and record.state == State.REPORTED,
            "return": rights.may_confirm(user, record),
            "void": rights.may_void(user, record),
            "reveal": rights.may_reveal(user, record),
            "evidence": rights.may_change(user, record) or rights.may_confirm(user, record),
        },
    )


@member_required(right="write")
def record_form_page(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """The entry form of a kind: a new row, or a change of one."""
    user = user_of(request)
    model = model_of(code)
    record = get_record(user, code, pk) if pk is not None else None
    if not rights.may_write_kind(user, code):
        raise Http404(code)
    if record is not None and not rights.may_change(user, record):
        messages.error(request, _("只有填报方可以修改这条记录，作废的记录不能修改"))
        return redirect(record)
    initial = {"pairing": request.GET.get("pairing")} if request.GET.get("pairing", "").isdigit() else {}
    form = record_form(model)(request.POST or None, user=user, instance=record, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = form.save(reason=request.POST.get("reason", ""), report="report" in request.POST)
        if saved is not None:
            messages.success(request, _("已保存"))
            return redirect(saved)
    title = _("修改%(kind)s") if record else _("新增%(kind)s")
    return page(
        request,
        "shanhai/record_form.html",
        title % {"kind": model.Kind.short},
        form=form,
        kind=model.Kind,
        record=record,
        status=422 if form.errors else 200,
    )


@require_POST
@member_required
def record_state(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Report, confirm, return or void a row."""
    record = get_record(user_of(request), code, pk)
    return _attempt(
        request,
        record,
        lambda: change_state(
            user_of(request),
            record,
            request.POST.get("to", ""),
            reason=request.POST.get("reason", "").strip(),
        ),
    )


@require_POST
@member_required
def record_reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show the personal data of a row in full, once, for a reason that is logged."""
    record = get_record(user_of(request), code, pk)
    try:
        shown = reveal(user_of(request), record, reason=request.POST.get("reason", ""))
    except LedgerError as error:
        messages.error(request, str(error))
        return redirect(record)
    fields = [(str(field_of(record, name).verbose_name), value) for name, value in shown.items()]
    response = page(request, "shanhai/reveal.html", _("个人信息"), record=record, fields=fields)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@member_required
def evidence_add(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Attach an uploaded file to a row."""
    record = get_record(user_of(request), code, pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("请选择文件"))
        return redirect(record)
    return _attempt(
        request,
        record,
        lambda: attach_file(
            user_of(request),
            record,
            name=upload.name or "",
            data=upload.read(),
            title=request.POST.get("title", "").strip(),
        ),
    )


@require_POST
@member_required
def evidence_reject(request: HttpRequest, code: str, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a piece of evidence out of use."""
    record = get_record(user_of(request), code, pk)
    piece = next((paper for paper in evidence_of(record) if paper.pk == evidence_pk), None)
    if piece is None:
        raise Http404(str(evidence_pk))
    return _attempt(
        request,
        record,
        lambda: reject_evidence(user_of(request), record, piece, reason=request.POST.get("reason", "")),
    )


@member_required
def evidence_file(request: HttpRequest, code: str, pk: int, evidence_pk: int) -> HttpResponse:
    """The stored file behind a piece of evidence, always as a download, never shown as a page."""
    record = get_record(user_of(request), code, pk)
    piece = next((paper for paper in evidence_of(record) if paper.pk == evidence_pk and paper.sha256), None)
    if piece is None:
        raise Http404(str(evidence_pk))
    response = HttpResponse(store.read_bytes(piece.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, piece.file_name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _attempt(request: HttpRequest, record: Record, act: Any) -> HttpResponse:
    """Do something with a row; the reasons of a refusal are shown on its page."""
    try:
        act()
    except LedgerError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    else:
        messages.success(request, _("已完成"))
    return redirect(record)
