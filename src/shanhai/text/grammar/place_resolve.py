"""From names to divisions: which of the divisions of a name the document means, or none.

A full name is taken unless it is too general; a bare short name must be safe: part of a place written
together (云南曲靖会泽), or a name the document uses in full, or in a region it speaks of, and, when it is
also an ordinary word (威信, 和平), beside a cue such as 赴 or 两地.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from shanhai.text.gazetteer import Division, gazetteer, within
from shanhai.text.gazetteer.matcher import Mention
from shanhai.text.gazetteer.words import CUE_REACH, words
from shanhai.text.grammar.place_evidence import STRONG_REGION, Evidence
from shanhai.text.grammar.place_reading import Reading

# A name that may stand between two names written together: 云南省 会泽县, 上海·宝山.
_JOINTS = " \u3000·•"
# How much likelier a namesake is that lies in, or beside, the division read before it.
_NEAR = 1.5
_LIST_MARKS = ("、", "—", "－", "-", "–")


class Neighbours:
    """Which names are written together with which: the names that end where another begins."""

    def __init__(self, text: str, mentions: Iterable[Mention], townships: Iterable[Mention] = ()) -> None:
        self._text = text
        self._townships = {m.start: m.name for m in townships}
        self._ending: dict[int, list[Mention]] = defaultdict(list)
        self._starting: dict[int, list[Mention]] = defaultdict(list)
        for mention in mentions:
            self._ending[mention.end].append(mention)
            self._starting[mention.start].append(mention)

    def under(self, mention: Mention) -> tuple[Division, ...]:
        """The divisions of ``mention`` that lie in a division named directly before it."""
        at = mention.start
        before = self._ending.get(at)
        if before is None and at and self._text[at - 1] in _JOINTS:
            before = self._ending.get(at - 1)
        if before is None:
            return ()
        outer = {d.code for m in before for d in m.divisions}
        return tuple(d for d in mention.divisions if any(_inside(d, code) for code in outer))

    def adjoins(self, mention: Mention) -> bool:
        """Whether ``mention`` begins where another name of more than a sign ends: 南通|汉中."""
        return any(len(other.name) > 1 for other in self._ending.get(mention.start, ()))

    def over(self, mention: Mention) -> tuple[Division, ...]:
        """The divisions of ``mention`` that hold a division named directly after it."""
        inner = [d for m in self._starting.get(mention.end, ()) for d in m.divisions]
        if name := self._townships.get(mention.end):
            inner += gazetteer().townships_named(name)
        if not inner:
            return ()
        return tuple(d for d in mention.divisions if any(_inside(i, d.code) for i in inner))


def _inside(division: Division, code: str) -> bool:
    return division.code != code and (within(division.code, code) or division.parent_code == code)


def gather(text: str, evidence: Evidence, neighbours: Neighbours, mentions: Sequence[Mention]) -> None:
    """Add to the evidence every name that can mean only one division."""
    ordinary, general = words().ordinary, words().general
    for mention in mentions:
        if mention.name in ordinary:
            continue
        together = neighbours.under(mention)
        meant = _only(together or mention.divisions, evidence.year)
        if together and meant:
            evidence.add_division(meant)
        elif mention.form == "full":
            if meant and len(mention.name) > 2 and mention.name not in general:
                evidence.add_division(meant)
        else:
            evidence.add_regions(d.code for d in _regions(mention))
    if not evidence.regions:
        evidence.add_pairs(_lone_counties(text, evidence, mentions))
    evidence.close()


def _lone_counties(text: str, evidence: Evidence, mentions: Iterable[Mention]) -> Iterator[str]:
    """Counties that well bounded bare names may mean, in a text that names no region at all (会泽与宝山)."""
    for mention in mentions:
        if mention.form == "short" and mention.name not in words().risky and _bounded(text, mention):
            yield from (d.code for d in mention.divisions if d.current)


def _only(divisions: Sequence[Division], year: int | None) -> Division | None:
    """The one division meant when there is no choice: the only one of ``year``, or of today, or ever."""
    of_year = [d for d in divisions if d.valid_in(year)] if year else []
    present = [d for d in divisions if d.current]
    choice = of_year or present or divisions
    return choice[0] if len(choice) == 1 else None


def _regions(mention: Mention) -> list[Division]:
    """The province or prefecture that a bare name surely means (云南, 曲靖); empty when it is not sure."""
    present = [d for d in mention.divisions if d.current]
    provinces = [d for d in present if d.level == "province"]
    if provinces or mention.name in words().risky:
        return provinces
    prefectures = [d for d in present if d.level == "prefecture"]
    alone = all(within(d.code, p.code) for p in prefectures for d in present)
    return prefectures if len(prefectures) == 1 and alone else []


def full_reading(
    text: str, mention: Mention, evidence: Evidence, neighbours: Neighbours, last: Division | None
) -> Reading | None:
    """The reading of a full name; None when it is too general for this document (应县 in 对应县).

    ``last`` is the division read before: of namesakes the one in it, or beside it, is a little likelier.
    """
    together = neighbours.under(mention)
    holding = neighbours.over(mention)
    # 徐州市鼓楼区 is under 徐州市; 鼓楼区环城街道 is the one that holds such a street.
    divisions = tuple(d for d in together if d in holding) or together or holding or mention.divisions

    def rank(division: Division) -> float:
        near = last is not None and (_inside(division, last.code) or division.parent_code == last.parent_code)
        return evidence.rank(division, "full") + (_NEAR if near else 0.0)

    best = max(divisions, key=rank)
    if not (together or holding) and not _safe_alone(text, mention, best, evidence):
        return None
    reading = _reading(mention, best, divisions, rank, 0.99 if together else 0.95)
    if best.name.endswith("新区") and evidence.year and best.since and evidence.year < best.since:
        # Not yet a division in that year, but a zone of the city (两江新区 before 2025).
        city = gazetteer().parent(best)
        return reading._replace(division=city, candidates=(best.parent_code,), source="zone")
    return reading


def is_general(name: str) -> bool:
    """Is a full name so short or so common (文县, 城区) that it must not hide a longer one?"""
    return len(name) == 2 or name in words().general


def _safe_alone(text: str, mention: Mention, best: Division, evidence: Evidence) -> bool:
    """Is a full name without its parent before it specific enough, or supported by the document?"""
    brief, general = len(mention.name) == 2, mention.name in words().general
    if not (brief or general):
        return best.current or any(d.current for d in mention.divisions) or evidence.support(best) > 0
    if not evidence.support(best) or (brief and general):
        return False
    if _cue(words().left_strong, text, mention) or _left_weak(text, mention):
        return True
    before = text[mention.start - 1 : mention.start + 1]
    return brief and best.code in evidence.exact and before not in words().glued


def short_reading(text: str, mention: Mention, evidence: Evidence, neighbours: Neighbours) -> Reading | None:
    """The reading of a bare short name, None unless it is safe."""
    together = neighbours.over(mention)
    if not together:
        if words().longer_name.match(text, mention.end):
            return None
        together = neighbours.under(mention)
    if together and mention.name in words().ordinary:
        # 与甘肃合作: the town of 合作 only where the document names it in full.
        together = tuple(d for d in together if d.code in evidence.exact)
        if not together:
            return None
    divisions = together or tuple(d for d in mention.divisions if d.current or d.code in evidence.exact)
    if not divisions:
        return None
    rank = partial(evidence.rank, form="short")
    best = max(divisions, key=rank) if len(divisions) > 1 else divisions[0]
    if together:
        return _reading(mention, best, divisions, rank, 0.95)
    confidence = _bare_confidence(text, mention, best, evidence, neighbours.adjoins(mention))
    return _reading(mention, best, divisions, rank, confidence) if confidence else None


def listed_readings(
    text: str, mentions: Iterable[Mention], readings: Iterable[Reading], evidence: Evidence
) -> Iterator[Reading]:
    """Readings of names that are too risky alone, but stand in a list with places that were read.

    美姑、金阳、昭觉: 金阳 is the county. A word of the ``ordinary`` kind must be named in full elsewhere.
    """
    known = list(readings)
    starts, ends = {r.start for r in known}, {r.end for r in known}
    rank = partial(evidence.rank, form="short")
    for mention in mentions:
        if mention.start in starts or not _in_list(text, mention, starts, ends):
            continue
        divisions = tuple(d for d in mention.divisions if d.current or d.code in evidence.exact)
        best = max(divisions, key=rank, default=None)
        if best is None or not evidence.support(best):
            continue
        if mention.name not in words().ordinary or best.code in evidence.exact:
            yield _reading(mention, best, divisions, rank, 0.8)


def _in_list(text: str, mention: Mention, starts: set[int], ends: set[int]) -> bool:
    """Is the name joined by 、 or a dash to a place read, and bounded on its other side?"""
    before, after = text[mention.start - 1 : mention.start], text[mention.end : mention.end + 1]
    if before in _LIST_MARKS and mention.start - 1 in ends:
        return bool(words().right_weak.match(text, mention.end))
    return after in _LIST_MARKS and mention.end + 1 in starts and _left_weak(text, mention)


def _bare_confidence(text: str, mention: Mention, best: Division, evidence: Evidence, adjoins: bool) -> float:
    """How sure a bare name is read as ``best``; 0 when it is not read as a place at all."""
    if best.level == "province":
        return 0.97
    if _cue(words().left_title, text, mention):
        return 0.0
    named, support = best.code in evidence.exact, evidence.support(best)
    strong = _cue(words().left_strong, text, mention) or bool(words().right_strong.match(text, mention.end))
    if mention.name in words().ordinary:
        return 0.8 if named and _cue(words().left_motion, text, mention) else 0.0
    if mention.name in words().risky:
        named = named or evidence.regions.get(best.code, 0.0) >= STRONG_REGION
        weak = _left_weak(text, mention) and bool(words().right_weak.match(text, mention.end))
        if named and (strong or weak):
            return 0.85
        return 0.7 if support and strong else 0.0
    if named:
        return 0.93
    if words().organisation.match(text, mention.end):
        return 0.0
    bounded = (
        strong or adjoins or _left_weak(text, mention) or bool(words().right_weak.match(text, mention.end))
    )
    if len(mention.name) > 2 or (bounded and best.level == "prefecture"):
        return 0.9 if support else 0.75
    if support and bounded:
        return 0.8
    return 0.5 if strong else 0.0


def _bounded(text: str, mention: Mention) -> bool:
    """Does the name begin and end where a word may begin and end?"""
    before = _left_weak(text, mention) or _cue(words().left_strong, text, mention)
    return before and any(cue.match(text, mention.end) for cue in (words().right_weak, words().right_strong))


def _cue(cue: re.Pattern[str], text: str, mention: Mention) -> bool:
    """Does ``cue`` stand directly before the name?"""
    return bool(cue.search(text, max(0, mention.start - CUE_REACH), mention.start))


def _left_weak(text: str, mention: Mention) -> bool:
    return mention.start == 0 or _cue(words().left_weak, text, mention)


def _reading(
    mention: Mention,
    best: Division,
    divisions: Sequence[Division],
    rank: Callable[[Division], float],
    surest: float,
) -> Reading:
    """A reading, less sure when another present division fits nearly as well."""
    if len(divisions) == 1:
        return Reading(mention.start, mention.end, best, (best.code,), round(surest, 2), mention.form)
    rivals = (d for d in divisions if _rival(d, best))
    gap = min((rank(best) - rank(d) for d in rivals), default=9.0)
    confidence = surest if gap >= 2 else surest * (0.9 if gap >= 1 else 0.6)
    codes = tuple(dict.fromkeys((best.code, *(d.code for d in divisions))))
    return Reading(mention.start, mention.end, best, codes, round(confidence, 2), mention.form)


def _rival(division: Division, best: Division) -> bool:
    """Another place of the same name, not another time of the same place."""
    return (
        division.code != best.code
        and division.current
        and best.code not in division.predecessors + division.successors
    )
