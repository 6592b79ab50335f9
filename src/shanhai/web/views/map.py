"""The map (地图): both sides of the pairings, lines between them, counties coloured by an indicator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.assessment.progress import Line, board
from shanhai.ledger.models import Pairing
from shanhai.web.access import member_required, user_of
from shanhai.web.asked import asked
from shanhai.web.frame import page
from shanhai.web.lines import months, shown_lines
from shanhai.web.views.assessment_compare import (
    MOST_PAIRINGS,
    chart_number,
    chart_unit,
    chosen_line,
    lines_of,
)

APPROVAL = "GS(2024)0650号"
"""审图号 of the outlines (scripts/map_outlines.py); a map may not be shown without it."""
COUNTRY = "00"


@member_required
def map_page(request: HttpRequest) -> HttpResponse:
    """地图: the chosen indicator of every pairing; the table beside it says the same without the map."""
    user = user_of(request)
    question = asked(request, user)
    pairings = question.pairings[:MOST_PAIRINGS]
    line, choices = chosen_line(request, question)
    table = None
    if line is not None:
        only = question.confirmed_only
        table = board(user, pairings, question.period, codes=[line.code], confirmed_only=only, compared=False)
    found = lines_of(table, line.code) if table and line else []
    provinces = sorted({code[:2] for p in pairings for code in (p.east_id, p.west_id)})
    return page(
        request,
        "assessment/map.html",
        _("地图"),
        asked=question,
        months=months(),
        choices=choices,
        line=line,
        approval=APPROVAL,
        rows=[(pairing, shown_lines([one], question.period, pairing)[0]) for pairing, one in found],
        drawn={
            "country": static(f"vendor/map/{COUNTRY}.json"),
            "provinces": [static(f"vendor/map/{code}.json") for code in provinces],
            "unit": chart_unit(line.unit) if line else "",
            "title": line.title if line else "",
            "pairs": [_drawn(pairing, one) for pairing, one in found],
            "words": {
                "east": _("东部"), "west": _("西部"), "none": _("没有数据"),
                "missing": _("地图轮廓没有安装，请看旁边的表格"),
            },
        },
    )  # fmt: skip


def _drawn(pairing: Pairing, line: Line) -> dict[str, Any]:
    return {
        "east": pairing.east_id,
        "west": pairing.west_id,
        "eastName": pairing.east.name,
        "westName": pairing.west.name,
        "value": chart_number(line.done, line.indicator.unit),
        "rate": float(line.rate) if line.rate is not None else None,
        "url": reverse("pairing", args=[pairing.pk]),
    }
