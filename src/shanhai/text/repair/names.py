"""Names of places and persons in traditional text that keep a character which words simplify.

乾 is 干 in words and stays in 乾县 and in a person's name; 藉 is 借 in words and stays in 藉口镇. The places
are those of the gazetteer that OpenCC spoils (``data/names.tsv``); the persons are those named beside a
title, and the same names where they stand again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from shanhai.text.grammar.person import find_persons
from shanhai.text.repair.tables import kept_names, word_costs

AROUND = 12  # characters on each side of a character of a name that may hold its title
LONGEST = 4  # characters of a name in which one of these stands
# How persons write them. Software that makes text traditional puts 於, 徵 and 鍾 for other characters too.
_IN_PERSONS = dict(zip("乾著藉昇濛鉅甯", "乾著藉昇濛钜甯", strict=True))


def restore(text: str, simple: str) -> str:
    """``simple``, made from the traditional ``text`` character by character, with its names set right."""
    changed = [match.start() for match in _special().finditer(text) if simple[match.start()] != match[0]]
    if not changed:
        return simple
    chars = list(simple)
    for at, char in (*_places(text, simple), *_persons(text, simple, changed)):
        chars[at] = char
    return "".join(chars)


@cache
def _special() -> re.Pattern[str]:
    """The characters that make it worth looking for names."""
    kept = {
        old
        for spoilt, (traditional, name) in kept_names().items()
        for bad, *olds in zip(spoilt, traditional, name, strict=True)
        for old in olds
        if bad != olds[-1]
    }
    return re.compile(f"[{''.join(sorted(kept | _IN_PERSONS.keys()))}]")


@cache
def _spoilt_names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(kept_names(), key=len, reverse=True)))


def _places(text: str, simple: str) -> Iterator[tuple[int, str]]:
    """Where a character of a place's name was spoilt, and the true one."""
    for match in _spoilt_names().finditer(simple):
        forms = zip(*kept_names()[match[0]], strict=True)
        for at, (traditional, true) in enumerate(forms, match.start()):
            if simple[at] != true and text[at] in (traditional, true):
                yield at, true


def _persons(text: str, simple: str, changed: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Where a character of a person's name was spoilt, and the true one."""
    changed = [at for at in changed if text[at] in _IN_PERSONS]
    names = {name for at in changed for name in _named_at(simple, at)}
    for at in changed if names else ():
        starts = range(max(0, at - LONGEST + 1), at + 1)
        if any(simple[start:end] in names for start in starts for end in range(at + 1, start + LONGEST + 1)):
            yield at, _IN_PERSONS[text[at]]


def _named_at(simple: str, at: int) -> Iterator[str]:
    """The name beside a title that the character at ``at`` belongs to, unless it is a word (穿着)."""
    if simple[at : at + 2] == "着的":  # 主任戴着的帽子
        return
    base = max(0, at - AROUND)
    for person in find_persons(simple[base : at + AROUND]):
        if base + person.start <= at < base + person.end and person.text not in word_costs():
            yield person.text
