"""What the address of an assessment page asks for: pairings, year, month, step, confirmed figures only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.assessment.periods import STEPS, Period
from shanhai.ledger.models import Observation, Pairing
from shanhai.ledger.selectors import pairings

FIRST_YEAR = 1996
"""East–West cooperation began in 1996; years before are slips of the hand."""


def number(request: HttpRequest, name: str, least: int, most: int) -> int | None:
    """A number of the address; None when it is missing, no number, or out of bounds."""
    raw = request.GET.get(name, "")
    found = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 6 else None
    return found if found is not None and least <= found <= most else None


def newest_year(user: User, today: date, pairing: Pairing | None = None) -> int:
    """The newest year with rows, not after this one; this year while there are none."""
    rows = Observation.objects.for_user(user).filter(year__lte=today.year)
    rows = rows.filter(pairing=pairing) if pairing else rows
    newest: int | None = rows.order_by("-year").values_list("year", flat=True).first()
    return newest or today.year


@dataclass(frozen=True, slots=True)
class Asked:
    """A page's question: the period, whether only confirmed rows count, the pairings the user chose among."""

    period: Period
    confirmed_only: bool
    seen: Sequence[Pairing]
    chosen: Pairing | None

    @property
    def pairings(self) -> list[Pairing]:
        """The pairings asked for: the chosen one, or all in force in the year."""
        if self.chosen is not None:
            return [self.chosen]
        return in_force(self.seen, self.period.year)

    @property
    def years(self) -> list[int]:
        """Years to choose from, newest first, from the oldest pairing's beginning."""
        today = timezone.localdate().year
        oldest = min([pairing.since.year for pairing in self.seen] or [today])
        return list(range(max(today, self.period.year), max(oldest, FIRST_YEAR) - 1, -1))

    def query(self, **changed: Any) -> str:
        """The address's question with some answers changed, for links."""
        told: dict[str, Any] = {
            "year": self.period.year,
            "month": self.period.day.month,
            "step": self.period.step,
            "confirmed": "1" if self.confirmed_only else "",
            "pairing": self.chosen.pk if self.chosen else "",
        }
        return urlencode({name: value for name, value in {**told, **changed}.items() if value != ""})


def asked(request: HttpRequest, user: User, pairing: Pairing | None = None) -> Asked:
    """Read the address; 404 for a pairing that the user does not see. Nonsense counts as not said."""
    today = timezone.localdate()
    seen = [pairing] if pairing else pairings(user)
    chosen = pairing
    pk = number(request, "pairing", 1, 999_999)
    if pairing is None and pk is not None:
        chosen = next((one for one in seen if one.pk == pk), None)
        if chosen is None:
            raise Http404(f"pairing {pk}")
    year = number(request, "year", FIRST_YEAR, 2099) or newest_year(user, today, chosen)
    step = request.GET.get("step", "month")
    period = Period.of(year, number(request, "month", 1, 12) or 0, step if step in STEPS else "month", today)
    return Asked(period, request.GET.get("confirmed") == "1", seen, chosen)


def in_force(seen: Sequence[Pairing], year: int) -> list[Pairing]:
    """Pairings in force at some time of a year."""
    return [
        pairing
        for pairing in seen
        if pairing.since.year <= year and (pairing.until is None or pairing.until.year >= year)
    ]
