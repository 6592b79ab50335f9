"""How likely a few characters are to stand together in Chinese prose.

A unigram word lattice: the cheapest way to cut the characters into known words. The costs come from
an openly licensed frequency list, so a figure means the same on every machine and in every year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from shanhai.text.repair.tables import may_surround, to_simplified_table, word_characters, word_costs

LONGEST = 4
RARE = 18.0  # an ideograph the list does not know as a word; the rarest known word costs about 16
ODD = 12.0  # a mark or letter seldom seen in prose
PRIVATE = 30.0  # a character of no text at all
FORBIDDEN, WANTED = 6.0, 3.0
_PAIRS = {char: (pair[0], pair[1]) for pair in ("“”", "《》", "（）") for char in pair}
_DATE = re.compile(r"\d{4}年|\d{1,2}月")  # begins a sentence rather than a member of a list
_LEADING = "在和与與对對从從把被向以及或将將于於"  # words that something must follow
_STOPS = "，。、；：！？,;:!?"
MARKS = frozenset(_PAIRS) | frozenset(_STOPS)  # those that have a mark_cost
_SINGLE = dict.fromkeys("，,", 3.0) | dict.fromkeys("。、", 4.0) | dict.fromkeys("0123456789", 4.5)
_SINGLE |= dict.fromkeys("“”", 5.0) | dict.fromkeys("；：！？;:!?（）()《》.%", 6.5)


@lru_cache(maxsize=1 << 15)
def cost(text: str) -> float:
    """Negative log likelihood of ``text`` (traditional or simplified); lower is likelier. Linear time."""
    return _lattice(text.translate(to_simplified_table()))[-1]


def costs_between(before: str, chars: Sequence[str], after: str) -> list[float]:
    """``cost(before + char + after)`` for each of ``chars``; what they share is worked out once."""
    words, table = word_costs(), to_simplified_table()
    before, after = before.translate(table), after.translate(table)
    singles, partners = _candidates(tuple(chars))
    left = _lattice(before)
    right = _endings(after)
    least = left[-1] + right[0]
    costs = [least + single for single in singles]
    for start in range(max(0, len(before) - LONGEST + 1), len(before) + 1):
        for end in range(min(LONGEST - len(before) + start, len(after) + 1)):
            head, tail, rest = before[start:], after[:end], left[start] + right[end]
            if (head or tail) and may_surround(head, tail):
                for index, char in partners:
                    word = words.get(head + char + tail)
                    if word is not None and rest + word < costs[index]:
                        costs[index] = rest + word
    return costs


def _endings(text: str) -> list[float]:
    """The least cost of each ending of ``text``, the whole of it first."""
    words = word_costs()
    best = [0.0]
    for start in range(len(text) - 1, -1, -1):
        least = best[0] + _single(text[start])
        for end in range(start + 2, min(start + LONGEST, len(text)) + 1):
            word = words.get(text[start:end])
            if word is not None and best[end - start - 1] + word < least:
                least = best[end - start - 1] + word
        best.insert(0, least)
    return best


@lru_cache(maxsize=1 << 10)
def _candidates(chars: tuple[str, ...]) -> tuple[list[float], list[tuple[int, str]]]:
    """What each of ``chars`` costs alone; the places and forms of those that words are made of."""
    simple = "".join(chars).translate(to_simplified_table())
    partners = word_characters()
    return [_single(char) for char in simple], [pair for pair in enumerate(simple) if pair[1] in partners]


def _lattice(text: str) -> list[float]:
    """The least cost of each beginning of ``text``, the empty one first."""
    words = word_costs()
    best = [0.0]
    for end, char in enumerate(text, 1):
        least = best[-1] + _single(char)
        for start in range(max(0, end - LONGEST), end - 1):
            word = words.get(text[start:end])
            if word is not None and best[start] + word < least:
                least = best[start] + word
        best.append(least)
    return best


@lru_cache(maxsize=1 << 15)
def _single(char: str) -> float:
    if "\u4e00" <= char <= "\u9fff":
        return word_costs().get(char, RARE)
    if "\ue000" <= char <= "\uf8ff" or char in "\ufffd€":
        return PRIVATE
    return _SINGLE.get(char, ODD)


def mark_cost(before: str, char: str, after: str) -> float:
    """Extra cost of a mark that its neighbours forbid, below zero for one that they ask for.

    ``before`` and ``after`` reach some forty characters far. A sentence does not end within a few
    characters of an opening quotation mark, nothing closes what was not opened, and two stops do not
    follow each other.
    """
    if char in _PAIRS:
        left, right = _PAIRS[char]
        opened = before.rfind(left) > before.rfind(right)
        closed = after.find(right) >= 0 and not 0 <= after.find(left) < after.find(right)
        if char == left:
            wanted = closed and not opened and not _starts_with(after, _STOPS)
        else:
            wanted = opened and not closed
        return -WANTED if wanted else FORBIDDEN
    if char not in MARKS:
        return 0.0
    if (before and before[-1] in _STOPS + _LEADING) or _starts_with(after, _STOPS):
        return FORBIDDEN
    if char == "、" and (not after or _DATE.match(after)):
        return FORBIDDEN
    return FORBIDDEN if char in "。！？；" and before.rfind("“") > before.rfind("”") else 0.0


def _starts_with(text: str, chars: str) -> bool:
    return text != "" and text[0] in chars
