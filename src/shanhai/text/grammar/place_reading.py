"""What a name was read as, and choosing among names that overlap."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from shanhai.text.gazetteer import Division
from shanhai.text.gazetteer.matcher import Mention
from shanhai.text.grammar.place_evidence import Evidence
from shanhai.text.spans import Span


class Reading(NamedTuple):
    """One name read as ``division``; None when the text does not decide between ``candidates``."""

    start: int
    end: int
    division: Division | None
    candidates: tuple[str, ...]
    confidence: float
    source: str

    @property
    def code(self) -> str:
        """The code read, empty when undecided."""
        return self.division.code if self.division else ""


R = TypeVar("R", Mention, Reading)


def outside(items: Iterable[R], taken: Iterable[Mention | Reading]) -> list[R]:
    """The ``items`` that overlap none of ``taken``; ``taken`` has no overlaps of its own."""
    blocks = sorted((t.start, t.end) for t in taken)
    kept: list[R] = []
    for item in items:
        after = bisect_right(blocks, (item.start, sys.maxsize))
        before_free = after == 0 or blocks[after - 1][1] <= item.start
        if before_free and (after == len(blocks) or item.end <= blocks[after][0]):
            kept.append(item)
    return kept


def clear_of(words: Sequence[Span], mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that no longer word reaches into: 绿水青山 hides 青山, but 八宝山街道 holds 八宝山."""
    kept = []
    for mention in mentions:
        at = bisect_right(words, mention.start, key=lambda w: w.end)
        hidden = at < len(words) and words[at].start < mention.end
        if not hidden or (mention.start <= words[at].start and words[at].end <= mention.end):
            kept.append(mention)
    return kept


def position(reading: Reading) -> tuple[int, int]:
    """Where a reading stands, to sort by."""
    return reading.start, reading.end


def without_overlaps(readings: Iterable[Reading], evidence: Evidence) -> list[Reading]:
    """Of readings that overlap, those that together are best supported; of equals the earlier.

    涵江西吉 is 涵江 and 西吉 where the document names both, not 江西.
    """
    ordered = sorted(readings, key=lambda r: (r.end, r.start))
    ends = [r.end for r in ordered]
    best: list[float] = [0.0]
    chosen: list[int] = []
    for index, reading in enumerate(ordered):
        before = bisect_right(ends, reading.start, hi=index)
        taking = best[before] + _weight(reading, evidence)
        chosen.append(before if taking > best[index] else -1)
        best.append(max(taking, best[index]))
    kept = []
    index = len(ordered)
    while index:
        index -= 1
        if chosen[index] >= 0:
            kept.append(ordered[index])
            index = chosen[index]
    return kept[::-1]


def _weight(reading: Reading, evidence: Evidence) -> float:
    if reading.division is None:
        return 0.0
    if reading.source in ("full", "zone"):
        return 50.0
    sure = 6.0 if reading.division.level == "province" else 0.1
    return sure + evidence.support(reading.division) + (reading.end - reading.start) / 10
