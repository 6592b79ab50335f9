"""Places: which divisions a text names, where, and with which code.

The steps, each linear in the text: names are found (``gazetteer.matcher``); names written together are
read together (上海市宝山区, 云南曲靖会泽); the evidence of the whole document is gathered; full names are
resolved, then short names, which must be safe, then townships, which lie in a county that is named;
at last zones (曲靖经开区) and letters (援滇) are read and neighbours that nest become one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shanhai.text.gazetteer import Level, matcher, within
from shanhai.text.grammar.place_evidence import Evidence, PlaceContext
from shanhai.text.grammar.place_extra import letters, named_zones, townships, unlisted, zones
from shanhai.text.grammar.place_reading import Reading, clear_of, outside, position, without_overlaps
from shanhai.text.grammar.place_resolve import (
    Neighbours,
    full_reading,
    gather,
    is_general,
    listed_readings,
    short_reading,
)

__all__ = ["Place", "PlaceContext", "PlacePart", "find_places"]


class PlacePart(NamedTuple):
    """One name inside a place, at ``start:end`` of the text: 上海市 in 上海市宝山区."""

    start: int
    end: int
    code: str


class Place(NamedTuple):
    """One place as the text writes it, from the outermost name to the innermost.

    ``code`` is that of the innermost division, at the time told: six digits, nine for a township; empty
    when the text does not decide between ``candidates``. ``level`` belongs to ``code``. ``source`` tells
    how it was read: ``full``, ``short``, ``township``, ``zone`` (a development zone: the code of its city
    or district), ``letter`` (援滇), ``unlisted`` (a township that no list has: the code of its county).
    ``confidence`` is between 0 and 1.
    """

    start: int
    end: int
    text: str
    code: str
    level: Level
    candidates: tuple[str, ...]
    confidence: float
    source: str
    parts: tuple[PlacePart, ...]


def find_places(text: str, context: PlaceContext | None = None) -> list[Place]:
    """Every place that ``text`` names, by position, without overlaps.

    Linear in the length of the text. Evidence is taken from the whole of ``text``, so give whole documents.
    """
    evidence = Evidence.of(text, context or PlaceContext())
    short = matcher.short_names(text)
    longer = matcher.longer_words(text)
    full = clear_of(longer, matcher.full_names(text, matcher.provinces(short)))
    short = clear_of(longer, outside(short, full))
    low = clear_of(longer, matcher.townships(text, [m for m in full if not is_general(m.name)]))
    neighbours = Neighbours(text, [*full, *short], low)
    gather(text, evidence, neighbours, [*full, *short])
    upper: list[Reading] = []
    for mention in full:
        last = upper[-1].division if upper else None
        if found := full_reading(text, mention, evidence, neighbours, last):
            upper.append(found)
    for index, reading in enumerate(upper):
        evidence.exact.add(reading.code)
        if index + 1 == len(upper) or not _continues(reading, upper[index + 1]):
            evidence.focus.add(reading.code)
    bare = [r for m in short if (r := short_reading(text, m, evidence, neighbours))]
    bare += listed_readings(text, short, [*upper, *bare], evidence)
    own = list(named_zones(text))
    upper = without_overlaps([*own, *outside([*upper, *bare], own)], evidence)
    lower = list(townships(text, low, upper, evidence))
    new = list(unlisted(text, outside(upper, lower), lower))
    lower = sorted([*outside(lower, new), *new], key=position)
    readings = [*outside([*upper, *zones(text, upper)], lower), *lower]
    readings += outside(letters(text, evidence), readings)
    return _composed(text, sorted(readings, key=position))


def _composed(text: str, readings: Sequence[Reading]) -> list[Place]:
    """Places from readings in order: a name and the one written directly before it that holds it are one."""
    places: list[Place] = []
    chain: list[Reading] = []
    for reading in readings:
        if chain and not _continues(chain[-1], reading):
            places.append(_place(text, chain))
            chain = []
        chain.append(reading)
    if chain:
        places.append(_place(text, chain))
    return places


def _continues(outer: Reading, inner: Reading) -> bool:
    if outer.end != inner.start or outer.division is None or inner.division is None:
        return False
    return within(inner.code, outer.code) or inner.division.parent_code == outer.code


def _place(text: str, chain: Sequence[Reading]) -> Place:
    first, last = chain[0], chain[-1]
    return Place(
        start=first.start,
        end=last.end,
        text=text[first.start : last.end],
        code=last.code,
        level=last.division.level if last.division else "township",
        candidates=last.candidates,
        confidence=last.confidence,
        source=last.source,
        parts=tuple(PlacePart(r.start, r.end, r.code) for r in chain),
    )
