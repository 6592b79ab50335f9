"""Words that mean a side without naming its place, learnt from the text itself.

A short name that the place finder, who cannot know, left alone (宝山 after 宝山区); the institution that was
named with its place (天津市某中学, then 某中学); the initial of a place of the pair after a verb of going
(来洛, 在鄞, 赴甬).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from shanhai.text.gazetteer import gazetteer

_INSTITUTION = re.compile(
    r"[一-鿿]{1,8}?(?:中学|小学|幼儿园|学校|学院|大学|医院|保健院|卫生院|集团|公司|商会)"
)
_NO_NAME = re.compile(r"[的与和及向为在到对给有]|[一二三四五六七八九十\d]+[所家个名]|各|多家|等")
_MOST_INSTITUTIONS = 50
_GOING = "来赴到在入驻援返抵离留进"
# Signs that begin other words after those verbs (来自, 到位, 在家, 进城) or stand in names everywhere.
_PLAIN = frozenset("东西南北中大小上下新老城山江河海湖水门口州县区市乡村镇自到了位家园校岗场会")
_GONE_TO = re.compile(rf"(?<=[{_GOING}])[一-鿿](?![一-鿿]?[省市县区旗州盟乡镇村])")


class Named(Protocol):
    """A place of the text: where it stands, its code, its side, and whether only a letter tells it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def weak(self) -> bool: ...


def short_names(text: str, spots: Sequence[Named]) -> Iterator[tuple[int, int, Named]]:
    """Short names of places already named, where no place was read: (start, end, the place)."""
    names: dict[str, Named] = {}
    for spot in spots:
        division = gazetteer().get(spot.code)
        if division is not None and not spot.weak and len(division.short) > 1:
            names.setdefault(division.short, spot)
    for start, end, name in _again(text, names, spots):
        yield start, end, names[name]


def institutions(text: str, spots: Sequence[Named]) -> Iterator[tuple[int, int, str]]:
    """Schools, hospitals and firms that were named with their place, told again: (start, end, side)."""
    names: dict[str, str] = {}
    for spot in spots:
        found = _INSTITUTION.match(text, spot.end) if len(names) < _MOST_INSTITUTIONS else None
        if found and not spot.weak and len(found.group()) > 3 and not _NO_NAME.search(found.group()):
            side = names.setdefault(found.group(), spot.side)
            if side != spot.side:
                names[found.group()] = ""
    known = {name: side for name, side in names.items() if side}
    for start, end, name in _again(text, known, spots):
        yield start, end, known[name]


def initials(text: str, pair: dict[str, tuple[str, ...]]) -> Iterator[tuple[int, int, str]]:
    """Initials of the ``pair``, or of its cities, after a verb of going: (start, end, side)."""
    meant: dict[str, str] = {}
    for side, codes in pair.items():
        for sign in {sign for code in codes for sign in _signs(code)} - _PLAIN:
            meant[sign] = side if meant.get(sign, side) == side else ""
    if not any(meant.values()):
        return
    for match in _GONE_TO.finditer(text):
        if meant.get(match.group()):
            yield match.start(), match.end(), meant[match.group()]


def _signs(code: str) -> Iterable[str]:
    """The initials of a county and of its prefecture; a province has letters of its own."""
    divisions = (gazetteer().get(one) for one in (code, *gazetteer().path(code)) if not one.endswith("0000"))
    return [sign for division in divisions if division is not None for sign in division.short[:1]]


def _again(text: str, names: Iterable[str], spots: Sequence[Named]) -> Iterator[tuple[int, int, str]]:
    """Where ``names`` stand outside of all ``spots``, the longest one at each place."""
    starts = [spot.start for spot in spots]
    free = 0
    for start, _, name in sorted(_all(text, names)):
        if start < free:
            continue
        free = start + len(name)
        at = bisect_left(starts, free) - 1
        if at < 0 or spots[at].end <= start:
            yield start, free, name


def _all(text: str, names: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Every place where one of ``names`` stands, so that the longest of a place is the least."""
    for name in names:  # few: to look for each is cheaper than to compile an expression for one text
        at = text.find(name)
        while at >= 0:
            yield at, -len(name), name
            at = text.find(name, at + 1)
