"""The home dashboard: the user's pairings at a glance, and what waits for this user."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry
from shanhai.documents.access import may_submit
from shanhai.documents.selectors import open_claims
from shanhai.ledger.models import Pairing
from shanhai.ledger.selectors import pairings, totals_of
from shanhai.ledger.worklist import Desk
from shanhai.web.access import member_required, user_of
from shanhai.web.figures import Figure, figures
from shanhai.web.frame import page
from shanhai.web.views.worklist import tasks

HEADLINE = (
    "fund.aid",
    "posting.cadres_sent",
    "posting.doctors_sent",
    "posting.teachers_sent",
    "training.trainees",
    "donation.value",
)
"""Measures shown on a pairing's card; the pair's page has all of them."""
MOST_CARDS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """One pairing on the dashboard."""

    pairing: Pairing
    figures: list[Figure]


@member_required
def home(request: HttpRequest) -> HttpResponse:
    """首页."""
    user = user_of(request)
    seen = pairings(user)
    shown = seen[:MOST_CARDS]
    found = totals_of(user, shown, only=HEADLINE)
    cards = [Card(pairing, figures(found[pairing.pk], pairing)) for pairing in shown]
    recent = AuditEntry.objects.filter(pairing_id__in=[pairing.pk for pairing in seen])
    return page(
        request,
        "shanhai/home.html",
        _("首页"),
        cards=cards,
        may_submit=may_submit(user),
        more=len(seen) - len(cards),
        tasks=tasks(Desk.of(user, seen)),
        open_claims=open_claims(user),
        recent=recent.select_related("actor").order_by("-id")[:8] if user.rights.read_log else [],
    )
