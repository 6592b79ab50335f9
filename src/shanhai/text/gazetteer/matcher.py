"""Finding names of divisions in a text: which names stand where, not yet which division is meant.

Names of provinces down to counties are found by two Aho–Corasick automata: one for full names (宝山区,
维西县), leftmost-longest; one for bare short names (宝山), with overlaps, because only the resolver knows
whether 浙江西部 holds 浙江 or 江西. Townships have too many names for an automaton at every start; they
are found by their last sign (镇, 乡, 街道) and looked up leftwards. All of it is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from shanhai.text.gazetteer.model import Division
from shanhai.text.gazetteer.table import gazetteer
from shanhai.text.gazetteer.words import words
from shanhai.text.spans import Span

Form = Literal["full", "short", "township"]

_SUFFIXES = tuple("省市区县州旗盟")
# 江湾镇街道, 乌镇镇 before the 镇 alone.
_TOWNSHIP_END = re.compile(r"镇街道|镇镇|镇|乡|街道|苏木")
_LONGEST_TOWNSHIP = 16
_HAN = re.compile(r"[一-鿿]")


class Mention(NamedTuple):
    """A name at ``start:end`` and every division, present or former, that it may mean.

    Of a township only the name is given: there are too many of one name to make them for each mention.
    """

    start: int
    end: int
    name: str
    form: Form
    divisions: tuple[Division, ...]


class _Automaton:
    """An Aho–Corasick automaton over names, with the names kept beside it."""

    def __init__(self, names: list[str], kind: MatchKind) -> None:
        self.names = names
        self._inner = AhoCorasick(
            names, matchkind=kind, implementation=Implementation.ContiguousNFA, store_patterns=False
        )
        self._overlapping = kind == MatchKind.Standard

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        for index, start, end in self._inner.find_matches_as_indexes(text, overlapping=self._overlapping):
            yield start, end, self.names[index]


@cache
def _names() -> tuple[list[str], list[str]]:
    """Full names (会泽县, 大理州) and the bare ones (会泽, 湖州, 版纳)."""
    written = {n for d in gazetteer().divisions for n in (d.name, *d.aliases) if n.endswith(_SUFFIXES)}
    return sorted(written), [n for n in gazetteer().names if n not in written]


@cache
def _full() -> _Automaton:
    return _Automaton(_names()[0], MatchKind.LeftmostLongest)


@cache
def _short() -> _Automaton:
    return _Automaton(_names()[1], MatchKind.Standard)


@cache
def _inside() -> _Automaton:
    return _Automaton(sorted(words().inside), MatchKind.LeftmostLongest)


def full_names(text: str, provinces: list[Mention]) -> list[Mention]:
    """Full names from province to county, by position, without overlaps.

    A name that begins inside one of the ``provinces`` is none: 上海|城市 holds no 海城市. One whose last sign
    begins the next word is none either (上海市|场), unless another name follows (乐山市|井研县).
    """
    found = []
    at = 0
    matches = list(_full().find(text))
    following = {start for start, _, _ in matches}
    for start, end, name in matches:
        while at < len(provinces) and provinces[at].end <= start:
            at += 1
        begins_inside = at < len(provinces) and provinces[at].start < start
        if not begins_inside and (end in following or not continues(text, end)):
            found.append(Mention(start, end, name, "full", gazetteer().upper_named(name)))
    return found


def short_names(text: str) -> list[Mention]:
    """Bare short names, by position; they may overlap each other and full names."""
    return [
        Mention(start, end, name, "short", gazetteer().upper_named(name))
        for start, end, name in sorted(_short().find(text))
    ]


def longer_words(text: str) -> list[Span]:
    """Where words of the lexicon stand that hold a name without being a place (绿水青山)."""
    return [Span(start, end) for start, end, _ in _inside().find(text)]


def provinces(shorts: list[Mention]) -> list[Mention]:
    """The bare names of provinces in ``shorts`` that no other name reaches into from the left.

    浙江西部 holds 浙江, not 江西; in 涵江西吉 two counties are written together.
    """
    found: list[Mention] = []
    reached = 0
    for mention in shorts:
        if mention.start >= reached and any(d.level == "province" for d in mention.divisions):
            found.append(mention)
        reached = max(reached, mention.end)
    return found


def townships(text: str, taken: list[Mention]) -> list[Mention]:
    """Names of townships: at each 镇, 乡, 街道 the longest known name that ends there, outside ``taken``."""
    found = []
    at, floor = 0, 0
    for ending in _TOWNSHIP_END.finditer(text):
        while at < len(taken) and taken[at].start < ending.end():
            floor = max(floor, taken[at].end)
            at += 1
        for end in (ending.end(), ending.start() + 1) if len(ending[0]) > 1 else (ending.end(),):
            if floor > ending.start() or continues(text, end):
                continue
            if name := _longest_township(text[max(floor, end - _LONGEST_TOWNSHIP) : end]):
                found.append(Mention(end - len(name), end, name, "township", ()))
                floor = end
    return found


def _longest_township(window: str) -> str:
    known = gazetteer().is_township_name
    for start in range(len(window) - 1):
        if known(window[start:]):
            return window[start:]
    return ""


def continues(text: str, end: int) -> bool:
    """Does the last sign of the name before ``end`` begin the next word (上海市|场, 宝山区|域)?"""
    followers = words().followers.get(text[end - 1])
    return followers is not None and text.startswith(followers, end)
