"""Pairings told by name: 月浦镇与迤车镇结对, 甲医院与乙医院建立帮扶关系, one each.

A pair is two names joined by 与 or 和, each ending like a township, a village, a school, a hospital or a
firm, in a clause that tells of pairing; several pairs may stand in a row. A pair of counties or cities is
what the whole text is about and no claim of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shanhai.text.claims.segment import Clause
from shanhai.text.claims.sides import Sides

_ENDS = {
    "town": "镇|乡|街道|苏木|街道办事处|街道办|农场|牧场|林场|团场",
    "village": "村|社区|嘎查|村委会|居委会",
    "school": "小学|完小|中心校|中学|学校|幼儿园|职校|职教中心|职业技术教育中心|学院"
    "|[一二三四五六][中小]|高中|初中|中专",
    "hospital": "医院|卫生院|卫生服务中心|保健院|卫健中心|[一二三]院",
    "firm": "公司|集团|商会|合作社",
}
_NAME = r"[^，。、；：,;:《》“”（）()—–\d\s]"
_JOIN = r"(?:分别)?(?:与|和|同|—{1,2}|–|-|结对帮扶|对口帮扶|结对|携手|牵手)"
_ANY_END = "|".join(_ENDS.values())
_PAIR = re.compile(rf"({_NAME}{{1,22}}?(?:{_ANY_END})){_JOIN}({_NAME}{{2,24}})")
_EACH = re.compile(
    rf"({_NAME}{{2,20}}(?:、{_NAME}{{2,20}}){{1,8}})(?:分别|依次)(?:与|和|同|结对)({_NAME}{{2,20}}(?:、{_NAME}{{2,20}}){{1,8}})"
)
_LAST = {
    kind: re.compile(
        rf".{{0,22}}(?:{ends})(?=$|结|建立|签|续签|缔|的结对|达成|开展|携手|成为|对口|手拉手|“手拉手”|共建|分别|正式|先后)"
    )
    for kind, ends in _ENDS.items()
}
_MEASURES = {
    "town": ("pairing.townships", "对"),
    "village": ("pairing.villages", "对"),
    "school": ("pairing.schools", "对"),
    "hospital": ("pairing.hospitals", "对"),
    "firm": ("pairing.enterprises", "对"),
}


@dataclass(frozen=True, slots=True)
class NamedPair:
    """Two names at ``start..end`` that are paired, the measure they count for and its unit.

    ``named`` is where each of the two stands; in a list others may stand between them.
    """

    measure: str
    unit: str
    start: int
    end: int
    name: str
    named: tuple[tuple[int, int], ...]


def named_pairs(text: str, clause: Clause, sides: Sides) -> Iterator[NamedPair]:
    """The pairs by name in one clause that tells of pairing."""
    for match in _EACH.finditer(text, clause.start, clause.end):
        yield from _each(match)
        return
    for match in _PAIR.finditer(text, clause.start, clause.end):
        if text[match.start() - 1 : match.start()].isdigit():
            continue  # 15个村与…: a count, no name
        first, second = _kind(match.group(1), whole=True), _kind(match.group(2), whole=False)
        if not first or not second:
            continue
        kind = "firm" if first[0] == "firm" else second[0]
        if kind != "firm" and first[0] != second[0]:
            continue
        left = {side for _, _, side in sides.pointers(match.start(1), match.end(1))}
        right = {side for _, _, side in sides.pointers(match.start(2), match.end(2))}
        if (left and left == right) or (kind not in ("town", "village") and not (left or right)):
            continue
        measure, unit = _MEASURES[kind]
        end = match.start(2) + second[1]
        named = (match.span(1), (match.start(2), end))
        yield NamedPair(measure, unit, match.start(), end, text[match.start(2) : end], named)


def _each(match: re.Match[str]) -> Iterator[NamedPair]:
    """甲镇、乙镇分别与丙乡、丁乡: as many pairs as there are names on both sides."""
    left, right = match.group(1).split("、"), match.group(2).split("、")
    ends = [_kind(name, whole=False) for name in right]
    if len(left) != len(right) or not all(_kind(name, whole=True) for name in left) or None in ends:
        return
    start, end = match.start(1), match.start(2)
    for first, name, kind in zip(left, right, ends, strict=True):
        if kind:
            measure, unit = _MEASURES[kind[0]]
            named = ((start, start + len(first)), (end, end + kind[1]))
            yield NamedPair(measure, unit, start, end + kind[1], name[: kind[1]], named)
        start, end = start + len(first) + 1, end + len(name) + 1


def _kind(name: str, *, whole: bool) -> tuple[str, int] | None:
    """What a name is by its ending, and where the name ends; ``whole``: nothing may follow it."""
    for kind, pattern in _LAST.items():
        match = pattern.match(name)
        if match and (not whole or match.end() == len(name)):
            return kind, match.end()
    return None
