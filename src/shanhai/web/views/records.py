"""A record's page with history and evidence, its form, and its moves from state to state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.ledger import rights
from shanhai.ledger.derive.forms import record_form
from shanhai.ledger.disputes import ShownDispute, disputes_of
from shanhai.ledger.duplicates import possible_duplicates
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.history import revisions
from shanhai.ledger.kinds import kind
from shanhai.ledger.magnitude import Usual, doubts
from shanhai.ledger.models import Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.papers import checklist
from shanhai.ledger.selectors import evidence_of, get_record
from shanhai.ledger.services import change_state
from shanhai.ledger.services.disputes import disputable_fields
from shanhai.ledger.services.observe import observations_of
from shanhai.ledger.services.sensitive import reveal
from shanhai.ledger.values import title_of, words
from shanhai.ledger.wording import figure_words, measure_title
from shanhai.web.access import member_required, user_of
from shanhai.web.evidence import with_links
from shanhai.web.frame import page
from shanhai.web.merging import chosen_fields, merge_page


def model_of(code: str) -> type[Record]:
    """The kind with this code, else 404."""
    try:
        return kind(code)
    except KeyError:
        raise Http404(code) from None


@dataclass(frozen=True, slots=True)
class ShownField:
    """One filled column on a record's page; ``claimed`` is the other side's figure in an open dispute."""

    name: str
    title: str
    value: str
    claimed: str = ""
    disputable: bool = False


def shown_fields(record: Record, disputes: list[ShownDispute], *, may_dispute: bool) -> list[ShownField]:
    """The columns of a row in printing order, as people read them, with what is disputed in them.

    Empty ones are shown to those who may say that they should not be.
    """
    model, claimed = type(record), {one.dispute.field: one.figure for one in disputes if one.is_open}
    open_to_dispute = set(disputable_fields(model)) - set(claimed) if may_dispute else set()
    shown = [
        ShownField(
            name,
            title_of(model, name),
            words(model, name, getattr(record, name)),
            claimed.get(name, ""),
            name in open_to_dispute,
        )
        for name in (*record.Kind.field_names(), "note")
    ]
    return [field for field in shown if field.value or field.name in claimed or field.disputable]


@member_required
def record_page(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One row: its columns, what it counts as, its evidence, its history, and what this user may do."""
    user = user_of(request)
    record = get_record(user, code, pk)
    disputes, papers = disputes_of(record), evidence_of(record)
    may_dispute = rights.may_dispute(user, record)
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
        fields=shown_fields(record, disputes, may_dispute=may_dispute),
        disputes=disputes,
        counts=counts,
        evidence=with_links(papers, observations_of(record)),
        expected=checklist(record, papers),
        revisions=revisions(record),
        duplicates=possible_duplicates(user, record),
        may={
            "change": rights.may_change(user, record),
            "report": rights.may_change(user, record) and record.state in (State.DRAFT, State.RETURNED),
            "confirm": rights.may_confirm(user, record)
            and record.state == State.REPORTED
            and not any(one.is_open for one in disputes),
            "return": rights.may_confirm(user, record),
            "void": rights.may_void(user, record),
            "reveal": rights.may_reveal(user, record),
            "evidence": rights.may_change(user, record) or rights.may_confirm(user, record),
            "restore": rights.may_confirm(user, record),
            "dispute": may_dispute,
            "withdraw": rights.side_in(user, record.pairing) if user.rights.confirm else "",
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
    carried = ("pairing", "year", "place_code")
    initial = {name: request.GET[name] for name in carried if request.GET.get(name, "").isdigit()}
    form = record_form(model)(request.POST or None, user=user, instance=record, initial=initial)
    if request.method == "POST" and form.is_valid():
        only = chosen_fields(request.POST) if "merge" in request.POST else None
        saved = form.save(reason=request.POST.get("reason", ""), report="report" in request.POST, only=only)
        if form.conflict is not None:
            return merge_page(request, form, form.conflict.record)
        if saved is not None:
            for doubt in doubts(saved, Usual.of(user, model, saved.pairing)):
                messages.warning(request, doubt.message)
            messages.success(request, _("已保存"))
            return redirect(_next_form(saved) if "again" in request.POST else saved)
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


def _next_form(saved: Record) -> str:
    """The form for one more row like the one just saved: of the same pairing, year and place."""
    kept = {"pairing": saved.pairing_id, "year": saved.year, "place_code": saved.place_code}
    return f"{reverse('record_add', args=[saved.Kind.code])}?{urlencode(kept)}"


@require_POST
@member_required
def record_state(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Report, confirm, return or void a row, as it stood on the page the form was sent from."""
    record = get_record(user_of(request), code, pk)
    version = request.POST.get("version", "")
    return attempt(
        request,
        record,
        lambda: change_state(
            user_of(request),
            record,
            request.POST.get("to", ""),
            expected_version=int(version) if version.isdecimal() and len(version) < 10 else None,
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


def attempt(request: HttpRequest, record: Record, act: Any) -> HttpResponse:
    """Do something with a row; the reasons of a refusal are shown on its page."""
    try:
        act()
    except LedgerError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    else:
        messages.success(request, _("已完成"))
    return redirect(record)
