"""待办: what waits for the user, by ledger and sort of work, each number leading to the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.ledger.models import Record
from shanhai.ledger.selectors import pairings
from shanhai.ledger.worklist import (
    COUNTED_UP_TO,
    Desk,
    Work,
    announced_locks,
    open_disputes,
    open_work,
    totals,
)
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page

MOST_NAMED = 6
"""Ledgers that the home page names in one sort of work; the worklist has all of them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One number: so many rows of this ledger wait in this sort of work; ``url`` is their list."""

    model: type[Record]
    number: str
    url: str


@dataclass(frozen=True, slots=True)
class Task:
    """One sort of work on the home page, over all ledgers."""

    title: str
    total: str
    urgent: bool
    items: list[Item]
    more: bool
    """Whether further ledgers have such work."""


def _shown(number: int) -> str:
    """A number as pages show it: beyond what is counted, with a plus."""
    return f"{COUNTED_UP_TO}+" if number > COUNTED_UP_TO else str(number)


def _item(
    desk: Desk, model: type[Record], work: str, number: int, pairing: int | None, year: int | None
) -> Item:
    address = reverse("ledger_list", args=[model.Kind.code])
    return Item(model, _shown(number), f"{address}?{urlencode(desk.list_query(work, pairing, year))}")


def tasks(desk: Desk) -> list[Task]:
    """What waits for the user, for the home page."""
    work = open_work(desk)
    return [
        Task(
            str(Work(sort).label),
            _shown(total) if sort == Work.UNPROVEN else str(total),
            sort in (Work.RETURNED, Work.DISPUTED),
            [
                _item(desk, model, sort, numbers[sort], None, None)
                for model, numbers in work.items()
                if sort in numbers
            ][:MOST_NAMED],
            sum(sort in numbers for numbers in work.values()) > MOST_NAMED,
        )
        for sort, total in totals(work).items()
    ]


@member_required
def worklist(request: HttpRequest) -> HttpResponse:
    """One line a ledger, one column a sort of work; ``?pairing=`` and ``?year=`` narrow it."""
    user = user_of(request)
    seen = pairings(user)
    chosen = next((pairing for pairing in seen if str(pairing.pk) == request.GET.get("pairing")), None)
    raw = request.GET.get("year", "")
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else None
    desk = Desk.of(user, [chosen] if chosen else seen)
    pairing = chosen.pk if chosen else None
    work = open_work(desk, year)
    sums = totals(work)
    lines = [
        (
            model,
            [
                _item(desk, model, sort, numbers[sort], pairing, year) if sort in numbers else None
                for sort in sums
            ],
        )
        for model, numbers in work.items()
    ]
    return page(
        request,
        "shanhai/worklist.html",
        _("待办"),
        pairings=seen,
        chosen=chosen,
        year=year,
        columns=[(Work(sort).label, _shown(total)) for sort, total in sums.items()],
        lines=lines,
        unproven=[model for model, numbers in work.items() if Work.UNPROVEN in numbers],
        disputes=open_disputes(desk),
        locks=announced_locks(desk),
    )
