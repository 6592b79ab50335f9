"""The words of ``organisations.toml``: endings of names, where a name cannot begin, what is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from shanhai.text.lexicon import LexiconError, load_toml

_TABLES = {"ending", "stops", "generic"}
_ENDING = {"kind", "forms", "stems", "after", "not_before", "alone", "extends"}
_FURTHEST_BEFORE = 12


@dataclass(frozen=True, slots=True)
class Ending:
    """One family of endings; ``alone``: a name in itself, ``extends``: may carry on a name that ended."""

    kind: str
    alone: bool
    extends: bool
    after: re.Pattern[str]
    not_before: re.Pattern[str]

    def fits(self, folded: str, start: int, end: int) -> bool:
        """Whether the words around ``[start:end]`` leave it an ending of this family."""
        before = folded[max(0, start - _FURTHEST_BEFORE) : start]
        return self.not_before.match(folded, end) is None and self.after.search(before) is not None


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """The endings with a matcher for their forms, and the expressions for the edges of names."""

    matcher: AhoCorasick
    families: list[list[Ending]]
    stop: re.Pattern[str]
    keep: re.Pattern[str]
    generic: re.Pattern[str]
    tail: re.Pattern[str]
    leading: re.Pattern[str]

    def endings(self, folded: str) -> Iterator[tuple[int, int, Ending]]:
        """The endings in ``folded`` from left to right: the longest that fits at each place."""
        found = self.matcher.find_matches_as_indexes(folded, overlapping=True)
        at = 0
        for number, start, end in sorted(found, key=lambda match: (match[1], -match[2])):
            if start < at:
                continue
            fitting = (family for family in self.families[number] if family.fits(folded, start, end))
            if ending := next(fitting, None):
                yield start, end, ending
                at = end


@cache
def words() -> OrganisationWords:
    """The words of ``organisations.toml``, validated and compiled once."""
    data = load_toml("organisations.toml")
    if set(data) != _TABLES:
        raise LexiconError(f"organisations.toml: unknown or missing tables {sorted(set(data) ^ _TABLES)}")
    families: dict[str, list[Ending]] = {}
    for entry in data["ending"]:
        ending = _ending(entry)
        for stem in entry.get("stems", [""]):
            for form in entry["forms"]:
                families.setdefault(stem + form, []).append(ending)
    stops, generic = data["stops"], data["generic"]
    counted = (
        "(?<!第)[0-9一二三四五六七八九十百千万两几多数]{1,6}(?:余|多)?"
        "(?:家|所|个|名|位|批|次|期|台|项|户|亩|人|万元|元|年|月|日|时|周年)"
    )
    return OrganisationWords(
        AhoCorasick(list(families), matchkind=MatchKind.Standard),
        list(families.values()),
        re.compile(f"{_any(stops['words'])}|[{stops['chars']}]|{counted}|(?<![第0-9])[0-9]{{1,4}}(?![0-9])"),
        re.compile(_any(stops["keep"])),
        re.compile(f"(?:{_any(generic['words'])}){{0,12}}"),
        re.compile(f"(?:{_any(generic['tails'])})$"),
        re.compile(f"(?:{_any(generic['before'])}){{1,3}}"),
    )


def _any(words: list[str]) -> str:
    if repeated := sorted({word for word in words if words.count(word) > 1}):
        raise LexiconError(f"organisations.toml: stands twice: {repeated}")
    return "|".join(sorted(words, key=len, reverse=True))


def _ending(entry: dict[str, Any]) -> Ending:
    if unknown := set(entry) - _ENDING:
        raise LexiconError(f"organisations.toml: unknown keys {sorted(unknown)} in {entry['forms'][:2]}")
    return Ending(
        entry["kind"],
        entry.get("alone", False),
        entry.get("extends", False),
        re.compile(f"(?:{entry['after']})$" if "after" in entry else ""),
        re.compile(entry.get("not_before", "(?!)")),
    )
