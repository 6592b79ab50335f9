"""日志: who did what, when and why; searched, paged, and taken out as Excel or CSV by inspectors."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.documents.models import Document
from shanhai.ledger.derive.sheet_csv import guarded
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.log import LogSearch, changes_of, model_of_entry
from shanhai.ledger.models import Source
from shanhai.ledger.wording import official_language
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page

PAGE_SIZE = 100
MOST_EXPORTED = 100_000
HEADER = (
    "编号",
    "时间",
    "操作人",
    "用户名",
    "动作",
    "对象",
    "对象编号",
    "内容",
    "原因",
    "变更",
    "来源",
    "请求号",
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def way_of(entry: AuditEntry) -> str:
    """The way by which the act came in, in words."""
    return str(dict([*Source.choices, *Document.Origin.choices]).get(entry.source, entry.source))


def _address(entry: AuditEntry) -> str:
    """Where the row of a line is shown; empty for other lines."""
    if model_of_entry(entry) is None or not entry.object_id.isdigit():
        return ""
    return reverse("record", args=[entry.object_type, int(entry.object_id)])


@member_required(right="read_log")
def log_page(request: HttpRequest) -> HttpResponse:
    """One page of the lines found; ``?before=`` is the number of the last line of the page before."""
    user, search = user_of(request), LogSearch.read(request.GET.dict())
    rows = search.rows(user)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.select_related("actor")[: PAGE_SIZE + 1])
    query = {name: value for name, value in request.GET.items() if value and name != "before"}
    return page(
        request,
        "shanhai/log.html",
        _("日志"),
        search=search,
        lines=[(entry, changes_of(entry), way_of(entry), _address(entry)) for entry in found[:PAGE_SIZE]],
        next=urlencode({**query, "before": found[PAGE_SIZE - 1].pk}) if len(found) > PAGE_SIZE else "",
        first=urlencode(query) if before else None,
        query=urlencode(query),
        actions=AuditEntry.Action.choices,
        kinds=all_kinds(),
    )


@member_required(right="read_log")
def log_export(request: HttpRequest, ending: str) -> HttpResponse:
    """The lines found as a workbook or CSV; that they were taken out goes into the log as well."""
    if ending not in ("xlsx", "csv"):
        raise Http404(ending)
    user, search = user_of(request), LogSearch.read(request.GET.dict())
    entries = list(search.rows(user).select_related("actor")[:MOST_EXPORTED])
    audit(user, AuditEntry.Action.EXPORT, object_type="log", summary=f"导出日志{len(entries)}条")
    with official_language():
        lines = _lines(entries)
        data = _workbook(lines) if ending == "xlsx" else _csv(lines)
    response = HttpResponse(data, content_type=XLSX if ending == "xlsx" else "text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"日志.{ending}") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _lines(entries: Iterable[AuditEntry]) -> Iterator[tuple[str, ...]]:
    """The log as text, one tuple a line, under :data:`HEADER`."""
    for entry in entries:
        model = model_of_entry(entry)
        yield (
            str(entry.pk),
            timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
            str(entry.actor or ""),
            entry.actor.username if entry.actor else "",
            str(entry.get_action_display()),
            str(model.Kind.title) if model else entry.object_type,
            entry.object_id,
            entry.summary,
            entry.reason,
            "；".join(f"{change.title}：{change.old} → {change.new}" for change in changes_of(entry)),
            way_of(entry),
            entry.request_id,
        )


def _workbook(lines: Iterable[tuple[str, ...]]) -> bytes:
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet, bold = book.add_worksheet("日志"), book.add_format({"bold": True})
    for number, line in enumerate((HEADER, *lines)):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text[:32_000], None if number else bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 1, 20)
    sheet.set_column(7, 9, 40)
    book.close()
    return target.getvalue()


def _csv(lines: Iterable[tuple[str, ...]]) -> bytes:
    """UTF-8 with its mark, as Excel wants it, and nothing in it that Excel would run."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADER)
    for line in lines:
        writer.writerow(map(guarded, line))
    return target.getvalue().encode("utf-8-sig")
