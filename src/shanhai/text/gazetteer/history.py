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
# A division dissolved into another, which existed already.
_MERGERS = ("撤销", "划转")

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
        earlier = max((y for y in self.ended if y != until), default=FIRST_YEAR)
        since = min((y for y in self.began if y >= earlier and (until is None or y <= until)), default=None)
        return since, until


def _became(event: Event, new: Life) -> bool:
    """Did the old division of ``event`` become, or join, the new one?

    The source follows dissolved divisions by name: a namesake elsewhere that already existed is no successor
    (桥东区 of 石家庄 did not become that of 邢台).
    """
    if event.kind == REASSIGNED or event.old is None or event.new is None:
        return False
    return event.kind not in _MERGERS or event.old[1] != event.new[1] or event.year in new.began


def lives(events: Iterable[Event], current: set[Key]) -> dict[Key, Life]:
    """The life of every division that the events name, from 1985 on.

    Divisions that neither exist today nor end in an event are left out: the events do not tell
    what they became, which is a gap to be closed in ``corrections.tsv``.
    """
    found: dict[Key, Life] = defaultdict(Life)
    dated = sorted((e for e in events if e.year >= FIRST_YEAR and e.old != e.new), key=lambda e: e.year)
    for event in dated:
        if event.old is not None:
            found[event.old].ended.add(event.year)
        if event.new is not None and event.kind not in _MERGERS:
            found[event.new].began.add(event.year)
    for event in dated:
        old, new = event.old, event.new
        if old is not None and new is not None and _became(event, found[new]):
            found[old].successors.append(new[0])
            found[new].predecessors.append(old[0])
    return {key: life for key, life in found.items() if key in current or life.ended}
