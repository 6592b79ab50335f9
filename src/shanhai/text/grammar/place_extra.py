"""Places that are no names of provinces to counties: townships, development zones, letters (援滇)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from shanhai.text.gazetteer import Division, gazetteer, matcher, within
from shanhai.text.gazetteer.matcher import Mention
from shanhai.text.gazetteer.words import words
from shanhai.text.grammar.place_evidence import Evidence
from shanhai.text.grammar.place_resolve import Reading

# A township that no list has, directly after its county: 会泽县|老厂乡. Not 各乡镇, 5个乡, 全县城镇.
_UNLISTED = re.compile(
    r"(?![各个每多全本该有的和与及等两几一二三四五六七八九十数农城集古小])[一-鿿]{1,5}?(?:镇|乡(?!镇)|街道|苏木)"
)
# Weights for the county that a township lies in.
_BEFORE, _NAMED, _PREFECTURE, _PROVINCE = 8.0, 5.0, 2.0, 1.0


def townships(
    text: str, mentions: Sequence[Mention], upper: Sequence[Reading], evidence: Evidence
) -> Iterator[Reading]:
    """Readings of township names: each lies in a county that stands before it or is spoken of."""
    at = 0
    nearest: Division | None = None
    last_end = -1
    for mention in mentions:
        while at < len(upper) and upper[at].end <= mention.start:
            nearest, last_end = upper[at].division, upper[at].end
            at += 1
        touching = last_end == mention.start
        reading = _township(mention, nearest, touching, evidence)
        # 无锡|镇江 and 固东镇|江东村 look alike: only a county that is named decides.
        before_river = text.startswith("江", mention.end) and mention.name.endswith("镇")
        if reading and not (before_river and reading.confidence < 0.9):
            yield reading


def _township(
    mention: Mention, nearest: Division | None, touching: bool, evidence: Evidence
) -> Reading | None:
    def fit(division: Division) -> float:
        score = _BEFORE if nearest and within(division.code, nearest.code) else 0.0
        score += _NAMED if division.code[:6] in evidence.exact else 0.0
        for above, weight in (
            (division.code[:4] + "00", _PREFECTURE),
            (division.code[:2] + "0000", _PROVINCE),
        ):
            score += weight if above in evidence.regions else 0.0
        return score

    ranked = sorted(mention.divisions, key=fit, reverse=True)
    best, score = ranked[0], fit(ranked[0])
    second = next((fit(d) for d in ranked[1:] if d.parent_code != best.parent_code), -1.0)
    codes = tuple(d.code for d in ranked[:20])
    if touching and score < _BEFORE and nearest and nearest.level == "county":
        # The county is named, but the lists have this township elsewhere only.
        return None
    if len(mention.name) == 2 and not touching and score < _BEFORE:
        return None
    if score == 0 and (len(ranked) > 1 or len(mention.name) < 4):
        return Reading(mention.start, mention.end, None, codes, 0.3, "township") if len(ranked) < 9 else None
    if score == second:
        return Reading(mention.start, mention.end, None, codes, 0.4, "township")
    confidence = 0.97 if touching else 0.93 if score >= _NAMED else 0.8 if score else 0.6
    return Reading(mention.start, mention.end, best, codes, confidence, "township")


def unlisted(text: str, upper: Iterable[Reading], taken: set[int]) -> Iterator[Reading]:
    """Townships that no list has, directly after their county; they get the county's code."""
    for reading in upper:
        if reading.division is None or reading.division.level != "county" or reading.end in taken:
            continue
        found = _UNLISTED.match(text, reading.end)
        if found and not found[0].endswith(words().no_township) and not matcher.continues(text, found.end()):
            yield Reading(reading.end, found.end(), reading.division, (reading.code,), 0.6, "unlisted")


def zones(text: str, upper: Iterable[Reading]) -> Iterator[Reading]:
    """Development zones directly after the name of their city or district, with its code."""
    for reading in upper:
        found = words().zone.match(text, reading.end)
        if found and reading.division:
            yield Reading(
                reading.end,
                found.end(),
                reading.division,
                reading.candidates,
                reading.confidence * 0.95,
                "zone",
            )


def named_zones(text: str) -> Iterator[Reading]:
    """Zones with names of their own (西咸新区, 苏州工业园区)."""
    pattern, codes = _zone_names()
    for found in pattern.finditer(text):
        division = gazetteer().get(codes[found[0]])
        yield Reading(found.start(), found.end(), division, (codes[found[0]],), 0.9, "zone")


@cache
def _zone_names() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = (files("shanhai.text.gazetteer") / "zones.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    codes = {row["name"]: row["code"] for row in rows}
    longest_first = sorted(codes, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), codes


def letters(text: str, evidence: Evidence) -> Iterator[Reading]:
    """Single letters that stand for a province after a verb: 援滇, 赴沪, 在浙."""
    for found in words().letter.finditer(text):
        at = found.lastindex or 1
        letter = found[at]
        code = words().letters[letter]
        if letter not in words().ambiguous_letters or code in evidence.regions:
            yield Reading(found.start(at), found.end(at), gazetteer().get(code), (code,), 0.85, "letter")
