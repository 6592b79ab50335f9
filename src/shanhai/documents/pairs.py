"""Which pairing a text is about, judged by the names of both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shanhai.ledger.models import Pairing, Region

HEAD = 30_000
"""How many characters of a text are searched: a bulletin names its sides early."""
TITLE_WEIGHT = 5
CLEAR_LEAD = 1.5
"""The best pairing must be named this many times as often as the next one."""
AFTERWARDS = timedelta(days=400)
"""Papers about a pairing still come in this long after its end (year reports, closing accounts)."""

_WEIGHT = {Pairing.Level.COUNTY: 4, Pairing.Level.PREFECTURE: 2, Pairing.Level.PROVINCE: 1}
"""A bulletin of a county names the prefecture too, and every bulletin its provinces, but less often."""


@dataclass(frozen=True, slots=True)
class _Named:
    pairing: Pairing
    score: int


def likely_pairing(
    title: str, text: str, pairings: Iterable[Pairing], published: date | None = None
) -> Pairing | None:
    """The pairing whose both sides ``title`` and ``text`` name most clearly; None when that is open.

    A name counts the more the lower its level. Pairings not in force when the text was published are left
    out, if the day is known.
    """
    head = text[:HEAD]
    named = []
    for pairing in pairings:
        if published and not _in_force(pairing, published):
            continue
        score = min(_mentions(side, title, head) for side in (pairing.east, pairing.west))
        if score:
            named.append(_Named(pairing, score * _WEIGHT[Pairing.Level(pairing.level)]))
    if not named:
        return None
    best, *others = sorted(named, key=lambda item: -item.score)
    if others and best.score < CLEAR_LEAD * others[0].score:
        return None
    return best.pairing


def _in_force(pairing: Pairing, day: date) -> bool:
    return pairing.since <= day and (pairing.until is None or day <= pairing.until + AFTERWARDS)


def _mentions(region: Region, title: str, text: str) -> int:
    """How often a region is named, the title counting more. Very short names only in full."""
    name = region.short if len(region.short) > 1 else region.name
    return TITLE_WEIGHT * title.count(name) + text.count(name)
