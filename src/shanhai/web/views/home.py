"""The home dashboard: the user's pairings at a glance, and what waits for this user."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.access import may_submit
from shanhai.documents.selectors import open_claims
from shanhai.ledger import rights
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.selectors import pairings, totals_of, visible_kinds
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
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Task:
    """One sort of work that waits for this user: how much in all, and in which ledgers."""

    label: str
    state: str
    urgent: bool
    rows: list[tuple[type[Record], int]]

    @property
    def total(self) -> int:
        return sum(count for _model, count in self.rows)


def _tasks(user: User, sides: dict[int, str]) -> list[Task]:
    """Own rows that were returned or are drafts, and the other side's rows to confirm.

    ``sides`` says on which side of each pairing the user stands; one grouped query a kind.
    """
    found: dict[str, list[tuple[type[Record], int]]] = {"returned": [], "to_confirm": [], "drafts": []}
    for model in visible_kinds(user):
        rows = model.objects.for_user(user).filter(state__in=[State.DRAFT, State.RETURNED, State.REPORTED])
        groups = (
            rows.order_by()
            .values_list("pairing", "owner_side", "state", Q(created_by=user))
            .annotate(n=Count("pk"))
        )
        counts = Counter[str]()
        for pairing, side, state, mine, number in groups:
            counts[_task(user, sides.get(pairing, ""), side, state, mine)] += number
        for name, those in found.items():
            if counts[name]:
                those.append((model, counts[name]))
    tasks = [
        Task(_("条记录被退回，需要更正"), State.RETURNED, True, found["returned"]),
        Task(_("条记录等您确认"), State.REPORTED, False, found["to_confirm"]),
        Task(_("条草稿还没有上报"), State.DRAFT, False, found["drafts"]),
    ]
    return [task for task in tasks if task.rows]


def _task(user: User, stands: str, side: str, state: str, mine: bool) -> str:
    """What rows of this sort ask of the user; empty for nothing."""
    if state == State.REPORTED:
        return "to_confirm" if rights.confirms(user, stands, side, mine) else ""
    if stands != side or not user.rights.write:
        return ""
    return "returned" if state == State.RETURNED else "drafts"


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
        tasks=_tasks(user, {pairing.pk: rights.side_in(user, pairing) for pairing in seen}),
        open_claims=open_claims(user),
        recent=recent.select_related("actor").order_by("-id")[:8] if user.rights.read_log else [],
    )
