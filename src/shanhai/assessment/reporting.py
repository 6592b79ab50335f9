"""Who has not reported (未报送): which side of which pairing entered nothing of a kind in a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.ledger.models import Pairing, Record, Side
from shanhai.ledger.models.record import State
from shanhai.ledger.selectors import visible_kinds


@dataclass(frozen=True, slots=True)
class Reported:
    """One side of one pairing in one month: the rows it entered and reported, by kind in menu order."""

    pairing: Pairing
    side: str
    counts: list[int]

    @property
    def party(self) -> str:
        return self.pairing.party(self.side).name

    @property
    def missing(self) -> int:
        """Kinds of which nothing came."""
        return self.counts.count(0)


@dataclass(frozen=True, slots=True)
class Reports:
    """The sides' reports of one month."""

    kinds: Sequence[type[Record]]
    rows: Sequence[Reported]


def reports(user: User, pairings: Sequence[Pairing], year: int, month: int) -> Reports:
    """What each side entered in a month (drafts and void rows do not count), a query a kind.

    The month is that in which a row was entered, not that of the act: a report late is a report missing.
    Pairings not in force in the month are left out.
    """
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    valid = [p for p in pairings if p.since < after and (p.until is None or p.until >= first)]
    since, until = _midnight(first), _midnight(after)
    counts: dict[tuple[int, str, str], int] = {}
    kinds = []
    for model in visible_kinds(user):
        rows = (
            model.objects.for_user(user)
            .filter(pairing__in=valid)
            .exclude(state__in=[State.DRAFT, State.VOID])
        )
        in_month = rows.filter(created_at__gte=since, created_at__lt=until)
        groups = in_month.order_by().values_list("pairing", "owner_side").annotate(Count("pk"))
        for pairing, side, number in groups:
            counts[pairing, side, model.Kind.code] = number
        kinds.append(model)
    found = [
        Reported(pairing, side, [counts.get((pairing.pk, side, model.Kind.code), 0) for model in kinds])
        for pairing in valid
        for side in Side.values
    ]
    return Reports(kinds, found)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
