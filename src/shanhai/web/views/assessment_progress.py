"""Progress on screen: the dispatch table, the rows behind each line, warnings, who has not reported."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.assessment.alerts import Rule, alerts, counted
from shanhai.assessment.behind import rows_behind
from shanhai.assessment.checklists import filled
from shanhai.assessment.dispatch_sheet import dispatch_workbook
from shanhai.assessment.progress import board, summed
from shanhai.assessment.reporting import reports
from shanhai.assessment.services.targets import may_set
from shanhai.web.access import member_required, user_of
from shanhai.web.asked import asked
from shanhai.web.evidence import with_links
from shanhai.web.frame import page
from shanhai.web.lines import by_section, months, shown_lines, words
from shanhai.web.views.exports import download
from shanhai.web.views.pairings import get_pairing

MOST_PAIRS = 200
"""Pairings in the table of all; a province has fewer."""
ROWS_A_PAGE = 100


@member_required
def dispatch(request: HttpRequest) -> HttpResponse:
    """调度表."""
    user = user_of(request)
    question = asked(request, user)
    pairings = question.pairings[:MOST_PAIRS]
    every = request.GET.get("all") == "1"
    # Of all pairings together the agreements' lines are asked for; the others on demand.
    table = board(
        user,
        pairings,
        question.period,
        confirmed_only=question.confirmed_only,
        agreed_only=len(pairings) > 1 and not every,
    )
    if request.GET.get("format") == "xlsx" and table:
        if not user.rights.export:
            raise Http404
        audit(
            user,
            AuditEntry.Action.EXPORT,
            object_type="dispatch",
            pairing_id=question.chosen.pk if question.chosen else None,
            summary=f"导出调度表：{question.period.day:%Y-%m-%d}，{len(pairings)}个结对",
        )
        name = f"{question.chosen or '全部结对'}-{question.period.day:%Y年%m月}-调度表.xlsx"
        return download(dispatch_workbook(table, confirmed_only=question.confirmed_only), name)
    one = question.chosen or (pairings[0] if len(pairings) == 1 else None)
    lines = shown_lines(table.lines[one.pk] if one else summed(table), question.period, one) if table else []
    fixed = [line for line in table.indicators if line.agreement] if table else []
    places = [place for place, line in enumerate(table.indicators) if line.agreement] if table else []
    matrix = [
        (pairing, [table.lines[pairing.pk][place] for place in places]) for pairing in pairings if table
    ]
    return page(
        request,
        "assessment/dispatch.html",
        _("调度表"),
        asked=question,
        table=table,
        one=one,
        sections=by_section(table, lines, empty=every) if table else [],
        every=every,
        months=months(),
        fixed=fixed,
        matrix=matrix if one is None else [],
        may_set=one is not None and may_set(user, one),
    )


@member_required
def line_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The receipt of one line: its figures, 口径, targets, and the ledger rows with their evidence."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    question = asked(request, user, pairing)
    table = board(user, [pairing], question.period, codes=[code], confirmed_only=question.confirmed_only)
    if table is None or not table.lines[pk]:
        raise Http404(code)
    (line,) = table.lines[pk]
    behind = rows_behind(user, pairing, line.indicator, table, confirmed_only=question.confirmed_only)
    paged = Paginator(behind, ROWS_A_PAGE).get_page(request.GET.get("page"))
    lines = [
        (row, words(row.value, row.unit) if row.unit else None, with_links(row.evidence, []))
        for row in behind.with_evidence(list(paged))
    ]
    revisions = list(line.target.revisions.select_related("by")) if line.target and line.target.pk else []
    return page(
        request,
        "assessment/line.html",
        line.indicator.title,
        pairing=pairing,
        asked=question,
        table=table,
        line=shown_lines([line], question.period)[0],
        rows=lines,
        paged=paged,
        revisions=[(item, words(item.value, line.indicator.unit)) for item in revisions],
    )


@member_required
def pairing_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A pairing's figures and checklists on paper, without the frame."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    question = asked(request, user, pairing)
    table = board(user, [pairing], question.period, confirmed_only=question.confirmed_only)
    lines = shown_lines(table.lines[pk], question.period, pairing) if table else []
    context = {
        "title": _("%(pairing)s%(year)s年度协作情况") % {"pairing": pairing, "year": question.period.year},
        "pairing": pairing,
        "asked": question,
        "sections": by_section(table, lines) if table else [],
        "catalogue": table.catalogue if table else "",
        "lists": filled(user, [pairing], question.period)[pk],
        "now": timezone.localtime(),
    }
    return render(request, "assessment/print.html", context)


@member_required
def alert_page(request: HttpRequest) -> HttpResponse:
    """预警."""
    user = user_of(request)
    question = asked(request, user)
    table = board(user, question.pairings[:MOST_PAIRS], question.period, compared=False)
    found = alerts(user, table, timezone.localdate()) if table else []
    rule = request.GET.get("rule", "")
    shown = [alert for alert in found if not rule or alert.rule == rule]
    return page(
        request,
        "assessment/alerts.html",
        _("预警"),
        asked=question,
        months=months(),
        counts=counted(found),
        rule=rule if rule in Rule.values else "",
        alerts=[(alert, words(alert.figure, alert.unit), words(alert.limit, alert.unit)) for alert in shown],
    )


@member_required
def unreported(request: HttpRequest) -> HttpResponse:
    """未报送."""
    user = user_of(request)
    question = asked(request, user)
    day: date = question.period.day
    found = reports(user, question.pairings[:MOST_PAIRS], day.year, day.month)
    silent = [row for row in found.rows if not sum(row.counts)]
    return page(
        request,
        "assessment/unreported.html",
        _("未报送"),
        asked=question,
        months=months(),
        reports=found,
        silent=silent,
        address=reverse("unreported"),
    )
