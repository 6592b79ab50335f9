"""Places that are no names of provinces to counties: townships, development zones, letters (援滇)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from shanhai.text.gazetteer import Division, gazetteer, matcher, within
from shanhai.text.gazetteer.matcher import Mention
from shanhai.text.gazetteer.words import words
from shanhai.text.grammar.place_evidence import Evidence
from shanhai.text.grammar.place_reading import Reading

# A township that no list has, directly after its county: 会泽县|老厂乡. Not 各乡镇, 5个乡, 全县城镇.
_NOT_IN_NAMES = "各个每多全本该有的和与及等第之两几一二三四五六七八九十数在到为了是把由将"
_UNLISTED = re.compile(rf"(?![农城集])(?:(?![{_NOT_IN_NAMES}])[一-鿿]){{1,4}}?(?:镇|乡(?!镇)|街道|苏木)")
# 城关镇 is the name of 82 townships; so many candidates help nobody.
_MOST_CANDIDATES = 20
# A township of a county that the document names is as sure as this.
_SURE = 0.93
# Weights for the county that a township lies in; ``_SAID``: the township was named with its county before.
_SAID = 20.0
_BEFORE, _NAMED, _PREFECTURE, _PROVINCE = 8.0, 5.0, 2.0, 1.0


def townships(
    text: str, mentions: Sequence[Mention], upper: Sequence[Reading], evidence: Evidence
) -> Iterator[Reading]:
    """Readings of township names: each lies in a county that stands before it or is spoken of."""
    at = 0
    nearest: Reading | None = None
    chosen: dict[tuple[str, str], _Choice] = {}
    said: dict[str, _Choice] = {}
    within_names = {at for r in upper for at in range(r.start + 1, r.end)}
    for mention in mentions:
        while at < len(upper) and upper[at].end <= mention.start:
            nearest = upper[at]
            at += 1
        key = mention.name, nearest.code if nearest else ""
        if key not in chosen:
            chosen[key] = _choose(mention.name, key[1], evidence)
        choice = chosen[key]
        if nearest is not None and nearest.end == mention.start and choice.score >= _BEFORE:
            said[mention.name] = choice._replace(score=_SAID, tied=False)
            reading: Reading | None = _township(mention, choice, 0.97)
        else:
            reading = _township(mention, said.get(mention.name, choice), _SURE)
        # 大桥乡|村民 and 大桥|乡村, 固东镇|江东村 and 普洱|镇沅 look alike: a county that is named decides.
        doubtful = mention.end in within_names or text.startswith("村", mention.end)
        doubtful = doubtful or mention.name.endswith(words().no_township)
        if reading and not (doubtful and reading.confidence < _SURE):
            yield reading


class _Choice(NamedTuple):
    """Of the townships of one name the best, how well it fits, whether another fits as well, all codes."""

    best: Division
    score: float
    tied: bool
    codes: tuple[str, ...]


def _choose(name: str, county: str, evidence: Evidence) -> _Choice:
    """Choose among all townships called ``name`` after the division ``county`` was read last."""

    def fit(division: Division) -> float:
        score = _BEFORE if county and within(division.code, county) else 0.0
        score += _NAMED if division.parent_code in evidence.exact else 0.0
        above = ((division.code[:4] + "00", _PREFECTURE), (division.code[:2] + "0000", _PROVINCE))
        return score + sum(weight for code, weight in above if code in evidence.regions)

    ranked = sorted(((fit(d), d) for d in gazetteer().townships_named(name)), key=lambda pair: -pair[0])
    score, best = ranked[0]
    others = [value for value, d in ranked[1:] if d.parent_code != best.parent_code]
    tied = score in others or (bool(others) and not score)
    return _Choice(best, score, tied, tuple(d.code for _, d in ranked[:_MOST_CANDIDATES]))


def _township(mention: Mention, choice: _Choice, surest: float) -> Reading | None:
    score = choice.score
    if len(mention.name) == 2 and score < _BEFORE:
        return None
    if choice.tied:
        return Reading(mention.start, mention.end, None, choice.codes, 0.4, "township")
    confidence = surest if score >= _NAMED else 0.8 if score else 0.6
    return Reading(mention.start, mention.end, choice.best, choice.codes, confidence, "township")


def unlisted(text: str, upper: Iterable[Reading], listed: Sequence[Reading]) -> Iterator[Reading]:
    """Townships that no list has, directly after their county; they get the county's code.

    ``listed`` are the townships read so far; one of another county that begins inside is a chance likeness.
    """
    inside = {r.start: r.code for r in listed}
    for reading, after in pairwise([*upper, None]):
        if reading is None or reading.division is None or reading.division.level != "county":
            continue
        found = _UNLISTED.match(text, reading.end, after.start if after else len(text))
        if not found or found[0].endswith(words().no_township) or matcher.continues(text, found.end()):
            continue
        known = [inside[at] for at in range(*found.span()) if at in inside]
        if not any(within(code, reading.code) for code in known):
            yield Reading(*found.span(), reading.division, (reading.code,), 0.6, "unlisted")


def zones(text: str, upper: Iterable[Reading]) -> Iterator[Reading]:
    """Development zones directly after the name of their city or district, with its code."""
    for reading in upper:
        found = words().zone.match(text, reading.end)
        if found and reading.division:
            yield reading._replace(
                start=reading.end,
                end=found.end(),
                confidence=round(reading.confidence * 0.95, 2),
                source="zone",
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
