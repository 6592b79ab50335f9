"""The indicator catalogue: versions, their lines and parameters; revising one as a new version."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.assessment.models import Catalogue, Indicator
from shanhai.assessment.services.catalogue import (
    EDITABLE,
    change_indicator,
    change_parameter,
    new_version,
    publish,
)
from shanhai.ledger.errors import LedgerError, one
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page


@member_required
def catalogue_page(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """指标目录: one version's lines by section; without a number, the newest one in force."""
    versions = list(Catalogue.objects.order_by("-since", "-version"))
    if pk:
        shown: Catalogue | None = get_object_or_404(Catalogue, pk=pk)
    else:
        shown = next((one for one in versions if one.state == Catalogue.State.PUBLISHED), None)
    sections: dict[str, list[Indicator]] = {}
    for line in shown.indicators.all() if shown else ():
        sections.setdefault(line.section, []).append(line)
    may_manage = user_of(request).rights.manage
    return page(
        request,
        "assessment/catalogue.html",
        _("指标目录"),
        catalogue=shown,
        versions=versions,
        sections=[(shown.section_title(section), rows) for section, rows in sections.items()]
        if shown
        else [],
        may_manage=may_manage,
        editable=may_manage and shown is not None and shown.state == Catalogue.State.DRAFT,
    )


@member_required(right="manage")
def indicator_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Change one line of a draft."""
    indicator = get_object_or_404(Indicator.objects.select_related("catalogue"), catalogue=pk, code=code)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            change_indicator(user_of(request), indicator, _told(request))
        except LedgerError as error:
            errors = error.by_field()
        else:
            messages.success(request, _("已保存"))
            return redirect("catalogue", pk)
    fields = [
        {
            "name": name,
            "label": Indicator._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            "value": getattr(indicator, name),
            "choices": getattr(Indicator._meta.get_field(name), "choices", None),
            "errors": errors.get(name, []),
        }
        for name in EDITABLE
    ]
    return page(
        request,
        "assessment/indicator.html",
        str(indicator),
        status=422 if errors else 200,
        indicator=indicator,
        fields=fields,
        errors=errors.get("__all__", []),
    )


def _told(request: HttpRequest) -> dict[str, Any]:
    told: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in EDITABLE}
    told["agreement"] = "agreement" in request.POST
    try:
        told["weight"] = Decimal(told["weight"]) if told["weight"] else None
    except InvalidOperation:
        raise one("weight", "分值应为数字", "weight", told["weight"]) from None
    return told


@require_POST
@member_required(right="manage")
def catalogue_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a new version, set a draft's parameters, or publish it."""
    user, catalogue = user_of(request), get_object_or_404(Catalogue, pk=pk)
    act = request.POST.get("act", "")
    try:
        shown = _act(user, catalogue, act, request)
    except LedgerError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        return redirect("catalogue", pk)
    messages.success(request, _("已完成"))
    return redirect("catalogue", shown.pk)


def _act(user: User, catalogue: Catalogue, act: str, request: HttpRequest) -> Catalogue:
    if act == "revise":
        return new_version(user, catalogue, reason=request.POST.get("reason", ""))
    if act == "publish":
        return publish(user, catalogue)
    for name in catalogue.parameters if act == "parameters" else ():
        catalogue = change_parameter(user, catalogue, name, request.POST.get(name, ""))
    return catalogue
