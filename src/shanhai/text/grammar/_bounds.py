"""Words that turn a figure into a bound: 近50, 上千, 50人以上, 20万元左右; and 每/各 that make it a share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from shanhai.text.lexicon import LexiconError, load_toml

Bound = Literal["=", ">", "<", "~"]
"""How a figure limits what it states: exactly, more than, less than, about."""

_GROUPS = {"before", "after", "multiplier", "not_after", "not_before"}
_LONGEST = 9
_AFTER_BOUND = "了有 币\n"  # what _ending lets stand behind a bound word
_POWERS = frozenset("十百千万亿")


@dataclass(frozen=True, slots=True)
class BoundWords:
    """The bound words of ``units.toml`` compiled; see :func:`before` and :func:`after`.

    The signs are those that such words begin with, end with or hold: most figures have none beside them.
    """

    bound_of: dict[str, Bound]
    ahead: re.Pattern[str]
    ahead_of_multiplier: re.Pattern[str]
    behind: re.Pattern[str]
    share: re.Pattern[str]
    ahead_ends: frozenset[str]
    behind_begins: frozenset[str]
    share_signs: re.Pattern[str]


@cache
def _words() -> BoundWords:
    data = load_toml("units.toml")
    bounds: dict[str, Any] = data["bounds"]
    if unknown := set(bounds) - _GROUPS:
        raise LexiconError(f"units.toml: unknown tables in bounds {sorted(unknown)}")
    bound_of: dict[str, Bound] = {}
    for group in ("before", "after", "multiplier"):
        for bound, words in bounds[group].items():
            for word in words:
                if bound not in "=<>~" or bound_of.setdefault(word, cast(Bound, bound)) != bound:
                    raise LexiconError(f"units.toml: bound of {word!r} is unclear")
    ahead = [word for words in bounds["before"].values() for word in words]
    multiplier = [word for words in bounds["multiplier"].values() for word in words]
    after = [word for words in bounds["after"].values() for word in words]
    not_after, not_before = bounds["not_after"], bounds["not_before"]
    return BoundWords(
        bound_of,
        _ending(ahead, not_after),
        _ending(ahead + multiplier, not_after),
        re.compile(" ?(" + "|".join(_followed(w, not_before) for w in _longest_first(after)) + ")"),
        _share(data["each"]),
        frozenset({word[-1] for word in ahead + multiplier} | set(_AFTER_BOUND)),
        frozenset({word[0] for word in after} | {" "}),
        _share_signs(data["each"]),
    )


def _longest_first(words: list[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _ending(words: list[str], not_after: dict[str, str]) -> re.Pattern[str]:
    """Matches a bound word that ends the string, unless the character before makes it another word."""
    alternatives = (
        (f"(?<![{not_after[w]}])" if w in not_after else "") + re.escape(w) for w in _longest_first(words)
    )
    return re.compile(f"({'|'.join(alternatives)})[了有 ]?(?:人民币)?$")


def _followed(word: str, not_before: dict[str, str]) -> str:
    return re.escape(word) + (f"(?!{not_before[word]})" if word in not_before else "")


def _share(each: dict[str, list[str]]) -> re.Pattern[str]:
    if unknown := set(each) - {"average", "adjacent", "each_verbs"}:
        raise LexiconError(f"units.toml: unknown keys in each {sorted(unknown)}")
    average, adjacent, verbs = (
        "|".join(_longest_first(each[k])) for k in ("average", "adjacent", "each_verbs")
    )
    clause = "[^,，。;；:：!！?？\n0-9]"
    return re.compile(
        f"(?:{average}){clause}{{0,8}}$|(?:{adjacent})为?$|各(?:{verbs})了?{clause}{{0,10}}$|每{clause}{{1,8}}$"
    )


def _share_signs(each: dict[str, list[str]]) -> re.Pattern[str]:
    """Finds one of the signs without which no word of :func:`_share` can stand there."""
    last = {word[-1] for word in (*each["average"], *each["adjacent"], "各", "每")}
    return re.compile(f"[{''.join(sorted(last))}]")


def before(folded: str, position: int) -> tuple[int, Bound] | None:
    """Where a bound word that ends at ``position`` begins, and its bound; None without one."""
    words = _words()
    if folded[position - 1 : position] not in words.ahead_ends:
        return None
    head = folded[max(0, position - _LONGEST) : position]
    bare = folded[position : position + 1] in _POWERS
    match = (words.ahead_of_multiplier if bare else words.ahead).search(head)
    return (position - len(head) + match.start(), words.bound_of[match[1]]) if match else None


def after(folded: str, position: int) -> tuple[int, Bound] | None:
    """Where a bound word that begins at ``position`` ends, and its bound; None without one."""
    words = _words()
    if folded[position : position + 1] not in words.behind_begins:
        return None
    match = words.behind.match(folded, position)
    return (match.end(), words.bound_of[match[1]]) if match else None


def is_share(folded: str, position: int) -> bool:
    """Whether the words before ``position`` make the figure there one share of many (每户, 人均, 各捐赠)."""
    words, start = _words(), max(0, position - 16)
    if words.share_signs.search(folded, start, position) is None:
        return False
    return words.share.search(folded[start:position]) is not None
