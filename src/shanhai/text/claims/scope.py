"""The words of `claim_scope.toml`, each list ready to be looked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from shanhai.text.claims.lexicon import WordFinder
from shanhai.text.lexicon import LexiconError, load_toml

_FILE = "claim_scope.toml"
_LISTS = ("cues", "planned", "done", "neutral", "planned_sections", "now", "east_side", "west_side")


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The words of one list of the file, checked to stand there once each."""
    table = load_toml(_FILE)
    if unknown := table.keys() - {"tiers", *_LISTS}:
        raise LexiconError(f"{_FILE}: unknown tables {sorted(unknown)}")
    words = tuple(table[name]["words"].split())
    if repeated := sorted({word for word in words if words.count(word) > 1}):
        raise LexiconError(f"{_FILE}: [{name}] lists {repeated} twice")
    return words


@cache
def finder_of(*names: str) -> WordFinder:
    """A finder over some lists; the classes of a word are the lists it stands in."""
    entries: dict[str, frozenset[str]] = {}
    for name in names:
        for word in word_list(name):
            entries[word] = entries.get(word, frozenset()) | {name}
    return WordFinder(entries)


@cache
def tiers() -> dict[str, int]:
    """Province (two digits) → tier: lower tiers give, higher ones receive."""
    table: dict[str, Iterable[str]] = load_toml(_FILE)["tiers"]
    found: dict[str, int] = {}
    for tier, provinces in table.items():
        for province in provinces:
            if province in found:
                raise LexiconError(f"{_FILE}: [tiers] lists {province} twice")
            found[province] = int(tier)
    return found
