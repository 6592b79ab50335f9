"""The home dashboard: the user's pairings at a glance, and what waits for this user."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shanhai.assessment.alerts import Alert, alerts, counted, warned_board
from shanhai.assessment.periods import Period
from shanhai.assessment.progress import Board
from shanhai.documents.access import may_submit
from shanhai.documents.selectors import open_claims
from shanhai.ledger.log import entries
from shanhai.ledger.models import Pairing
from shanhai.ledger.selectors import pairings
from shanhai.ledger.worklist import Desk
from shanhai.web.access import member_required, user_of
from shanhai.web.asked import newest_year
from shanhai.web.frame import page
from shanhai.web.lines import Shown, shown_lines
from shanhai.web.views.worklist import tasks

HEADLINES = ("B02", "C01", "C03", "D02", "E01", "F01")
"""Lines shown on a pairing's card; the pair's page has all of them."""
MOST_CARDS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """One pairing on the dashboard."""

    pairing: Pairing
    lines: list[Shown]
    alerts: int


def _card(pairing: Pairing, table: Board | None, found: list[Alert]) -> Card:
    chosen = [line for line in table.lines[pairing.pk] if line.indicator.code in HEADLINES] if table else []
    lines = shown_lines(chosen, table.period, pairing) if table else []
    told = [item for item in lines if item.line.done is not None or item.line.goal is not None]
    return Card(pairing, told, sum(alert.pairing == pairing for alert in found))


@member_required
def home(request: HttpRequest) -> HttpResponse:
    """首页."""
    user = user_of(request)
    seen = pairings(user)
    shown = seen[:MOST_CARDS]
    today = timezone.localdate()
    period = Period.of(newest_year(user, today), 0, "month", today)
    table = warned_board(user, shown, period, HEADLINES)
    found = alerts(user, table, today, of_rows=False) if table else []
    cards = [_card(pairing, table, found) for pairing in shown]
    recent = entries(user).filter(pairing_id__in=[pairing.pk for pairing in seen])
    return page(
        request,
        "shanhai/home.html",
        _("首页"),
        cards=cards,
        period=period,
        alerts=counted(found),
        may_submit=may_submit(user),
        more=len(seen) - len(cards),
        tasks=tasks(Desk.of(user, seen)),
        open_claims=open_claims(user),
        recent=recent.select_related("actor")[:8] if user.rights.read_log else [],
    )
