"""From yearly change events to dated divisions with predecessors and successors.

The events are differences between yearly code books. Changes before 1985 are left out: all codes were
renumbered several times then, and the source itself warns of crossed entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

FIRST_YEAR = 1985
# A code given to another division: the old holder did not become the new one.
REASSIGNED = "码位改派"

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """In ``year`` the division ``old`` (code, name) ended or became ``new``; either may be missing."""

    year: int
    kind: str
    old: Key | None
    new: Key | None


@dataclass(slots=True)
class Life:
    """What is known of one (code, name): years in which it began and ended, and its neighbours in time."""

    began: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    predecessors: list[str] = field(default_factory=list)
    successors: list[str] = field(default_factory=list)

    def years(self, current: bool) -> tuple[int | None, int | None]:
        """First and last year; of several spells the last one counts."""
        until = None if current else max(self.ended, default=None)
        since = max((y for y in self.began if until is None or y <= until), default=None)
        return since, until


def lives(events: Iterable[Event], current: set[Key]) -> dict[Key, Life]:
    """The life of every division that the events name, from 1985 on.

    Divisions that neither exist today nor end in an event are left out: the events do not tell
    what they became, which is a gap to be closed in ``corrections.tsv``.
    """
    found: dict[Key, Life] = defaultdict(Life)
    for event in sorted(events, key=lambda e: e.year):
        old, new = event.old, event.new
        if event.year < FIRST_YEAR or old == new:
            continue
        if old is not None:
            found[old].ended.add(event.year)
        if new is not None:
            found[new].began.add(event.year)
        if old is not None and new is not None and event.kind != REASSIGNED:
            found[old].successors.append(new[0])
            found[new].predecessors.append(old[0])
    return {key: life for key, life in found.items() if key in current or life.ended}
