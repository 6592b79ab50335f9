"""Organisations by the way they are named: a proper name and an ending (公司, 中学, 基金会, 人社局, 村委会).

The right edge is the ending; the left edge is the nearest place where a name cannot begin earlier: a
punctuation mark, a verb, a preposition, a figure with its counting word. What is left must hold more than
generic words: 当地医院 and 帮扶企业 are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from shanhai.text.grammar._orgwords import Ending, words
from shanhai.text.grammar._scan import HIDDEN, fold

Kind = Literal[
    "company",
    "cooperative",
    "school",
    "hospital",
    "government",
    "party",
    "social",
    "research",
    "bank",
    "media",
    "institution",
    "village",
]

_LONGEST = 30
_LOOK_AHEAD = 4
_LONGEST_VILLAGE = 18
_DIVISIONS = frozenset("镇乡县市区州省街")
_NOT_OF_A_DIVISION = frozenset({"学校", "公司", "村"})
_OF_A_DIVISION = frozenset({"hospital", "government", "social", "research", "institution"})
_NAME = re.compile(f"[一-龥A-Za-z0-9·()&]{{0,{_LONGEST}}}$")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A named organisation; ``text`` is exactly ``source[start:end]``, ``kind`` follows from the ending."""

    start: int
    end: int
    text: str
    kind: Kind


def find_organisations(text: str) -> list[Organisation]:
    """All named organisations of ``text`` in order, the longest where several begin together."""
    folded = fold(text)
    found: list[Organisation] = []
    for start, end, ending in _candidates(folded):
        organisation = Organisation(start, end, text[start:end], cast(Kind, ending.kind))
        if found and start < found[-1].end:
            if start <= found[-1].start:
                found[-1] = organisation
            continue
        found.append(organisation)
    return found


def parse_organisation(text: str) -> Organisation | None:
    """The organisation that ``text`` as a whole names, None when it is not one name and nothing else."""
    found = find_organisations(text)
    return found[0] if len(found) == 1 and found[0].text == text else None


def _candidates(folded: str) -> Iterator[tuple[int, int, Ending]]:
    """Names with their endings, from left to right."""
    floor = 0
    for position, end, ending in words().endings(folded):
        start = _left_edge(folded, position, 0 if ending.extends or position == floor else floor)
        if ending.kind == "village":
            start = max(start, position - _LONGEST_VILLAGE)
        if _is_name(folded[start:position], ending, folded[start:end]):
            yield start, end, ending
            floor = end


def _left_edge(folded: str, position: int, floor: int) -> int:
    """Where the name whose ending begins at ``position`` may begin at the earliest."""
    window_start = max(floor, position - _LONGEST)
    name = _NAME.search(folded, window_start, position)
    start = name.start() - window_start if name else position - window_start
    shown = words().keep.sub(_hide, folded[window_start : position + _LOOK_AHEAD])
    window = shown[: position - window_start]
    for stop in words().stop.finditer(window, start):
        start = stop.end()
    start = _balanced(window, start)
    leading = words().leading.match(window, start)
    return window_start + (leading.end() if leading else start)


def _hide(match: re.Match[str]) -> str:
    return HIDDEN * len(match[0])


def _balanced(window: str, start: int) -> int:
    """``start`` moved behind a bracket that has no partner inside the name."""
    depth = 0
    for index in range(start, len(window)):
        if window[index] == "(":
            depth += 1
        elif window[index] == ")":
            depth -= 1
            if depth < 0:
                return _balanced(window, index + 1)
    return window.rindex("(", start) + 1 if depth else start


def _is_name(core: str, ending: Ending, whole: str) -> bool:
    """Whether the words before an ending are a name, not nothing and not only generic words."""
    if ending.alone:
        return True
    if core[-1:] in _DIVISIONS and whole[len(core) :] in _NOT_OF_A_DIVISION:
        return False
    if words().tail.search(core):
        return False
    if core[:1] in _DIVISIONS and ending.kind in _OF_A_DIVISION:
        return True
    return len(core) >= 2 and words().generic.fullmatch(core) is None
