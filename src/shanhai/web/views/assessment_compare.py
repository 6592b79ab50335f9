"""Counties side by side (比较), the big screen (大屏) and what charts draw."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from shanhai.assessment.alerts import alerts, counted, warned_board
from shanhai.assessment.catalogue import catalogue_of, visible_indicators
from shanhai.assessment.models import Indicator
from shanhai.assessment.periods import Period
from shanhai.assessment.progress import Board, Line, board, summed
from shanhai.ledger.models import Pairing
from shanhai.web.access import member_required, user_of
from shanhai.web.asked import Asked, asked
from shanhai.web.frame import page
from shanhai.web.lines import months, shown_lines, words

HEADLINES = ("B02", "C01", "C03", "D02", "E01", "F01", "H03", "G07")
"""Lines of the big screen, all of them agreed upon; the first fills the map."""
YEARS_BACK = 5
MOST_PAIRINGS = 200


def chart_number(value: Decimal | None, unit: str) -> float | None:
    """A figure as charts draw it: money in 万元."""
    if value is None:
        return None
    return float(round(value / 10_000 if unit == "元" else value, 2))


def chart_unit(unit: str) -> str:
    return "万元" if unit == "元" else unit


def chosen_line(request: HttpRequest, question: Asked) -> tuple[Indicator | None, list[Indicator]]:
    """The indicator the address names, else the first headline, else the first; and all to choose from."""
    catalogue = catalogue_of(question.period.year)
    choices = visible_indicators(user_of(request), catalogue) if catalogue else []
    known = {line.code: line for line in choices}
    first = next(iter(choices), None)
    return known.get(request.GET.get("code", ""), known.get(HEADLINES[0], first)), choices


def lines_of(table: Board, code: str) -> list[tuple[Pairing, Line]]:
    """One indicator's line of every pairing, the greatest figure first."""
    found = [(pairing, line) for pairing in table.pairings if (line := table.line(pairing, code)) is not None]
    return sorted(found, key=lambda item: -(item[1].done or Decimal(0)))


@member_required
def compare(request: HttpRequest) -> HttpResponse:
    """比较: one indicator over all counties, with target and rate, and over the years."""
    user = user_of(request)
    question = asked(request, user)
    pairings = question.pairings[:MOST_PAIRINGS]
    line, choices = chosen_line(request, question)
    only = question.confirmed_only
    table = board(user, pairings, question.period, codes=[line.code], confirmed_only=only) if line else None
    found = lines_of(table, line.code) if table and line else []
    shown = [(pairing, shown_lines([one], question.period, pairing)[0]) for pairing, one in found]
    years, history = _history(request, question, pairings, line) if line else ([], [])
    return page(
        request,
        "assessment/compare.html",
        _("县市比较"),
        asked=question,
        months=months(),
        choices=choices,
        line=line,
        unit=chart_unit(line.unit) if line else "",
        rows=shown,
        years=years,
        history=history,
        shown_history=[
            (pairing, [words(value, line.unit) for value in values]) for pairing, values in history
        ]
        if line
        else [],
        chart=_bars(found, line) if line else {},
        trend=_trend(years, history, line) if line else {},
    )


def _history(
    request: HttpRequest, question: Asked, pairings: Sequence[Pairing], line: Indicator
) -> tuple[list[int], list[tuple[Pairing, list[Decimal | None]]]]:
    """The figure of each of the last years up to the period's day, each by the catalogue of its year."""
    user, last = user_of(request), question.period.year
    years = list(range(last - YEARS_BACK + 1, last + 1))
    tables = []
    for year in years:
        period = Period.of(year, 12, "month", timezone.localdate())
        tables.append(board(user, pairings, period, codes=[line.code], compared=False))
    found = []
    for pairing in pairings:
        told = [table.line(pairing, line.code) if table else None for table in tables]
        found.append((pairing, [one.done if one else None for one in told]))
    return years, [item for item in found if any(value is not None for value in item[1])]


def _bars(found: Sequence[tuple[Pairing, Line]], line: Indicator) -> dict[str, Any]:
    series = [{"name": _("完成"), "data": [chart_number(one.done, line.unit) for _pairing, one in found]}]
    if any(one.goal is not None for _pairing, one in found):
        goals = [chart_number(one.goal, line.unit) for _pairing, one in found]
        series.append({"name": _("目标"), "data": goals})
    names = [str(pairing) for pairing, _line in found]
    return {"kind": "bar", "names": names, "series": series, "unit": chart_unit(line.unit)}


def _trend(
    years: Sequence[int], history: Sequence[tuple[Pairing, list[Decimal | None]]], line: Indicator
) -> dict[str, Any]:
    series = [
        {"name": str(pairing), "data": [chart_number(value, line.unit) for value in values]}
        for pairing, values in history[:8]
    ]
    return {"kind": "line", "names": list(map(str, years)), "series": series, "unit": chart_unit(line.unit)}


@member_required
def screen(request: HttpRequest) -> HttpResponse:
    """大屏: drawn without the frame, for a wall of 1920×1080; its figures come from :func:`screen_data`."""
    question = asked(request, user_of(request))
    context = {"asked": question, "title": _("东西部协作大屏")}
    return render(request, "assessment/screen.html", context)


@member_required
def screen_data(request: HttpRequest) -> HttpResponse:
    """What the big screen shows, ready to draw; asked for again every minute."""
    user = user_of(request)
    question = asked(request, user)
    pairings = question.pairings[:MOST_PAIRINGS]
    table = warned_board(user, pairings, question.period, HEADLINES)
    together = {line.indicator.code: line for line in summed(table)} if table else {}
    cards = [_card(together[code]) for code in HEADLINES if code in together]
    rates = [
        (pairing, [line.rate for line in table.lines[pairing.pk] if line.rate is not None])
        for pairing in pairings
        if table
    ]
    best = sorted(
        (
            (str(pairing), len([r for r in those if r >= 100]), len(those))
            for pairing, those in rates
            if those
        ),
        key=lambda item: (-item[1] / item[2], item[0]),
    )
    found = alerts(user, table, timezone.localdate(), of_rows=False) if table else []
    fund = lines_of(table, "B02")[:10] if table else []
    return JsonResponse(
        {
            "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
            "day": question.period.day.isoformat(),
            "passed": float(question.period.passed),
            "pairings": len(pairings),
            "west": len({pairing.west_id for pairing in pairings}),
            "cards": cards,
            "reached": [{"name": name, "reached": done, "of": of} for name, done, of in best[:12]],
            "alerts": [{"name": str(rule.label), "count": count} for rule, count in counted(found)],
            "funds": {
                "kind": "bar",
                "names": [str(pairing) for pairing, _line in fund],
                "series": [{"name": _("到位资金"), "data": [chart_number(x.done, "元") for _p, x in fund]}],
                "unit": "万元",
            },
            "regimes": _regimes(pairings),
        }
    )


def _card(line: Line) -> dict[str, Any]:
    shown = words(line.done, line.indicator.unit)
    rate = float(line.rate) if line.rate is not None else None
    return {"title": line.indicator.title, "text": shown.text, "unit": shown.unit, "rate": rate}


def _regimes(pairings: Sequence[Pairing]) -> list[dict[str, Any]]:
    labels = dict(Pairing.Regime.choices)
    counts = dict.fromkeys(labels.values(), 0)
    for pairing in pairings:
        counts[labels[pairing.regime]] += 1
    return [{"name": str(name), "count": count} for name, count in counts.items() if count]
