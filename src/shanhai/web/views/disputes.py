"""Disputes on a record's page: the other side states its figure, the owner answers."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.ledger import rights
from shanhai.ledger.derive.forms import record_form
from shanhai.ledger.disputes import disputes_of
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import Dispute, Record
from shanhai.ledger.selectors import get_record
from shanhai.ledger.services import (
    accept_dispute,
    attach_file,
    keep_figure,
    raise_dispute,
    withdraw_dispute,
)
from shanhai.ledger.services.disputes import disputable_fields
from shanhai.ledger.values import title_of, words
from shanhai.web.access import member_required, user_of
from shanhai.web.evidence import content_of
from shanhai.web.frame import page
from shanhai.web.views.records import attempt


class DisputeForm(forms.Form):
    """The other side's figure for one column, entered as the owner would enter it, and why."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label=gettext_lazy("佐证文件（可不传）"), required=False)

    def __init__(self, model: type[Record], field: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figure = copy.deepcopy(record_form(model).base_fields[field])
        figure.label = _("我方认为的%(column)s") % {"column": title_of(model, field)}
        figure.initial = None
        self.fields = {"figure": figure, **self.fields}


@member_required
def dispute_add(request: HttpRequest, code: str, pk: int, field: str) -> HttpResponse:
    """Dispute one value of a row of the other side."""
    user = user_of(request)
    record = get_record(user, code, pk)
    if field not in disputable_fields(type(record)):
        raise Http404(field)
    if not rights.may_dispute(user, record):
        messages.error(request, _("只有对方可以对已上报的记录提出异议"))
        return redirect(record)
    form = DisputeForm(type(record), field, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _raise(user, record, field, form.cleaned_data)
        except LedgerError as error:
            for problem in error.problems:
                form.add_error("figure" if problem.field == field else None, problem.message)
        else:
            messages.success(request, _("异议已提出，等对方答复"))
            return redirect(record)
    return page(
        request,
        "shanhai/dispute.html",
        _("提出异议"),
        record=record,
        form=form,
        column=title_of(type(record), field),
        stated=words(type(record), field, getattr(record, field)),
        status=422 if form.errors else 200,
    )


@transaction.atomic
def _raise(user: User, record: Record, field: str, data: dict[str, Any]) -> None:
    """The dispute with its file, or neither."""
    upload, evidence = data["file"], None
    if upload:
        evidence = attach_file(user, record, name=upload.name, data=content_of(upload))
    raise_dispute(user, record, field, data["figure"], reason=data["reason"], evidence=evidence)


@require_POST
@member_required
def dispute_settle(request: HttpRequest, code: str, pk: int, dispute_pk: int) -> HttpResponse:
    """Accept the other side's figure, keep the own, or withdraw."""
    user = user_of(request)
    record = get_record(user, code, pk)
    dispute = next((one.dispute for one in disputes_of(record) if one.dispute.pk == dispute_pk), None)
    if dispute is None:
        raise Http404(str(dispute_pk))
    ways: dict[str, Callable[..., object]] = {
        Dispute.State.ACCEPTED: accept_dispute,
        Dispute.State.KEPT: keep_figure,
        Dispute.State.WITHDRAWN: withdraw_dispute,
    }
    way = ways.get(request.POST.get("to", ""))
    if way is None:
        messages.error(request, _("请选择采纳、维持原数或撤回"))
        return redirect(record)
    return attempt(request, record, lambda: way(user, record, dispute, reason=request.POST.get("reason", "")))
