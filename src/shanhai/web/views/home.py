"""The home dashboard: the user's pairings at a glance, and what waits for this user."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.models import DocumentClaim
from shanhai.ledger import rights
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.selectors import pairings, totals, visible_kinds
from shanhai.ledger.selectors import years as years_of
from shanhai.web.access import member_required, user_of
from shanhai.web.figures import Figure, figures
from shanhai.web.frame import page

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
    year: int | None
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one kind that wait for this user to do something."""

    kind: type[Record]
    returned: int
    to_confirm: int
    drafts: int


def _waiting(user: User) -> list[Waiting]:
    """Own rows that were returned or are drafts, and the other side's rows to confirm, by kind."""
    found = []
    mine = {pairing.pk: rights.side_in(user, pairing) for pairing in pairings(user)}
    for model in visible_kinds(user):
        counts = {"returned": 0, "to_confirm": 0, "drafts": 0}
        rows = model.objects.for_user(user).filter(state__in=[State.DRAFT, State.RETURNED, State.REPORTED])
        for pairing_id, side, state, creator in rows.values_list(
            "pairing", "owner_side", "state", "created_by"
        ):
            own = mine.get(pairing_id) == side
            if state == State.REPORTED:
                other = not own and bool(mine.get(pairing_id))
                may = user.rights.confirm and creator != user.pk and (other or user.rights.own_side)
                counts["to_confirm"] += may
            elif own and user.rights.write:
                counts["returned" if state == State.RETURNED else "drafts"] += 1
        if any(counts.values()):
            found.append(Waiting(model, **counts))
    return found


@member_required
def home(request: HttpRequest) -> HttpResponse:
    """首页."""
    user = user_of(request)
    cards = []
    seen = pairings(user)
    for pairing in seen[:MOST_CARDS]:
        years = years_of(user, pairing)
        chosen = [total for total in totals(user, pairing) if total.measure in HEADLINE]
        cards.append(Card(pairing, years[0] if years else None, figures(chosen, pairing)))
    claims = DocumentClaim.objects.for_user(user).filter(state=DocumentClaim.State.OPEN)
    recent = AuditEntry.objects.filter(pairing_id__in=[pairing.pk for pairing in seen])
    return page(
        request,
        "shanhai/home.html",
        _("首页"),
        cards=cards,
        more=len(seen) - len(cards),
        waiting=_waiting(user),
        open_claims=claims.count(),
        recent=recent.select_related("actor").order_by("-id")[:8] if user.rights.read_log else [],
    )
