"""Snapshots of a pairing: taken, opened, checked, compared with today, taken out as a workbook."""

from __future__ import annotations

from itertools import islice

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger import rights
from shanhai.ledger.derive.sheet_snapshot import snapshot_workbook
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import Snapshot, State
from shanhai.ledger.services.snapshots import take_snapshot
from shanhai.ledger.snapshots import cells, compare, frozen_lines, is_intact, kinds_in, printed, rows_seen
from shanhai.ledger.values import title_of
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.pairings import get_pairing

MOST_SHOWN = 300
"""Differences drawn on the page; the workbook has all of them."""
PAGE_SIZE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def get_snapshot(user: User, pk: int) -> Snapshot:
    """One snapshot in the user's scope, else 404."""
    rows = Snapshot.objects.for_user(user).select_related("pairing__east", "pairing__west", "taken_by")
    found: Snapshot | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(f"snapshot {pk}")
    return found


@member_required
def snapshot_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The snapshots of a pairing, and taking one."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    if request.method == "POST":
        year, month = (_number(request.POST.get(name, "")) for name in ("year", "month"))
        try:
            taken = take_snapshot(
                user, pairing, year=year, month=month, reason=request.POST.get("reason", "")
            )
        except LedgerError as error:
            for problem in error.problems:
                messages.error(request, str(problem))
            return redirect("snapshot_list", pk)
        return redirect("snapshot", taken.pk)
    rows = Snapshot.objects.for_user(user).filter(pairing=pairing).select_related("taken_by")
    return page(
        request,
        "shanhai/snapshots.html",
        _("快照"),
        pairing=pairing,
        snapshots=[(snapshot, rows_seen(user, snapshot)) for snapshot in rows[:200]],
        may_take=rights.may_snapshot(user, pairing),
        months=range(1, 13),
    )


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 4 else 0


@member_required
def snapshot_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a snapshot holds and whether it is intact; with ``?compare=1`` what is different today."""
    user = user_of(request)
    snapshot = get_snapshot(user, pk)
    intact = is_intact(snapshot)
    compared = intact and "compare" in request.GET
    differences = list(compare(user, snapshot)) if compared else []
    return page(
        request,
        "shanhai/snapshot.html",
        str(snapshot),
        snapshot=snapshot,
        intact=intact,
        kinds=kinds_in(user, snapshot) if intact else [],
        compared=compared,
        differences=differences[:MOST_SHOWN],
        total=len(differences),
        most=MOST_SHOWN,
    )


@member_required
def snapshot_rows(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The frozen rows of one kind, a hundred a page."""
    user = user_of(request)
    snapshot = get_snapshot(user, pk)
    if not is_intact(snapshot):
        return redirect("snapshot", pk)
    model, count = next(
        ((model, count) for model, count in kinds_in(user, snapshot) if model.Kind.code == code), (None, 0)
    )
    if model is None:
        raise Http404(code)
    number = max(_number(request.GET.get("page", "")), 1)
    lines = islice(frozen_lines(user, snapshot, code), (number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    return page(
        request,
        "shanhai/snapshot_rows.html",
        str(model.Kind.title),
        snapshot=snapshot,
        titles=[title_of(model, name) for name in printed(model)],
        lines=[(State(line["state"]).label, cells(model, line)) for line in lines],
        count=count,
        number=number,
        more=number * PAGE_SIZE < count,
    )


@member_required(right="export")
def snapshot_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen rows and today's differences as a workbook; goes into the log."""
    user = user_of(request)
    snapshot = get_snapshot(user, pk)
    if not is_intact(snapshot):
        messages.error(request, _("快照文件已损坏或丢失，请联系系统管理员从备份恢复"))
        return redirect("snapshot", pk)
    data = snapshot_workbook(user, snapshot)
    audit(
        user,
        AuditEntry.Action.EXPORT,
        object_type="snapshot",
        object_id=pk,
        pairing_id=snapshot.pairing_id,
        summary=f"导出快照：{snapshot}",
    )
    response = HttpResponse(data, content_type=XLSX)
    name = f"快照-{snapshot.pairing}-{snapshot.period}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
