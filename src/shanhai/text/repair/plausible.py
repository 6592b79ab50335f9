"""How likely a few characters are to stand together in Chinese prose.

A unigram word lattice: the cheapest way to cut the characters into known words. The costs come from
an openly licensed frequency list, so a figure means the same on every machine and in every year.
"""

from __future__ import annotations

import re
from functools import lru_cache

from shanhai.text.repair.tables import to_simplified_table, word_costs

LONGEST = 4
RARE = 18.0  # an ideograph the list does not know as a word; the rarest known word costs about 16
ODD = 12.0  # a mark or letter seldom seen in prose
PRIVATE = 30.0  # a character of no text at all
FORBIDDEN, WANTED = 6.0, 3.0
_PAIRS = {char: (pair[0], pair[1]) for pair in ("“”", "《》", "（）") for char in pair}
_DATE = re.compile(r"\d{4}年|\d{1,2}月")  # begins a sentence rather than a member of a list
_LEADING = "在和与與对對从從把被向以及或将將于於"  # words that something must follow
_STOPS = "，。、；：！？,;:!?"
_MARKS = dict.fromkeys("，,", 3.0) | dict.fromkeys("。、", 4.0) | dict.fromkeys("0123456789", 4.5)
_MARKS |= dict.fromkeys("“”", 5.0) | dict.fromkeys("；：！？;:!?（）()《》.%", 6.5)


@lru_cache(maxsize=1 << 15)
def cost(text: str) -> float:
    """Negative log likelihood of ``text`` (traditional or simplified); lower is likelier. Linear time."""
    text = text.translate(to_simplified_table())
    costs = word_costs()
    best = [0.0]
    for end in range(1, len(text) + 1):
        least = best[end - 1] + _single(text[end - 1], costs)
        for length in range(2, min(LONGEST, end) + 1):
            word = costs.get(text[end - length : end])
            if word is not None and best[end - length] + word < least:
                least = best[end - length] + word
        best.append(least)
    return best[-1]


def _single(char: str, costs: dict[str, float]) -> float:
    if "\u4e00" <= char <= "\u9fff":
        return costs.get(char, RARE)
    if "\ue000" <= char <= "\uf8ff" or char in "\ufffd€":
        return PRIVATE
    return _MARKS.get(char, ODD)


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
    if char not in _STOPS:
        return 0.0
    if (before and before[-1] in _STOPS + _LEADING) or _starts_with(after, _STOPS):
        return FORBIDDEN
    if char == "、" and _DATE.match(after):
        return FORBIDDEN
    return FORBIDDEN if char in "。！？；" and before.rfind("“") > before.rfind("”") else 0.0


def _starts_with(text: str, chars: str) -> bool:
    return text != "" and text[0] in chars
