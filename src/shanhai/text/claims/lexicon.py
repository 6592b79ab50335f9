"""The words and rules that claims are read with, loaded once from the TOML files of `shanhai.text.lexicon`.

Every file is checked when it is read: an unknown key, a class that no rule could mean, a word that stands
twice in one class or a measure outside the vocabulary is a :class:`LexiconError`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from shanhai.text.lexicon import LexiconError, load_toml, load_tsv, measures

# Marks that are written in both widths; one sign for one, so that offsets stay.
_FOLD = tuple(zip("（），：；“”／", '(),:;""/', strict=True))


class Word(NamedTuple):
    """A lexicon word found in a text, with the classes it stands for."""

    start: int
    end: int
    text: str
    classes: frozenset[str]


_word: Callable[[tuple[int, int, str, frozenset[str]]], Word] = partial(tuple.__new__, Word)


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    """``text`` with marks in one width; kept for the finders, which read a text one after the other."""
    for wide, narrow in _FOLD:  # ten times faster than str.translate
        text = text.replace(wide, narrow)
    return text


class WordFinder:
    """Finds the words of one lexicon file: longest at each place, not overlapping, in linear time."""

    def __init__(self, entries: dict[str, frozenset[str]]) -> None:
        self._entries = [(_folded(word), classes) for word, classes in entries.items()]
        self._automaton = AhoCorasick(
            [word for word, _ in self._entries], matchkind=MatchKind.LeftmostLongest
        )
        self.classes = frozenset().union(*entries.values())

    def find(self, text: str) -> list[Word]:
        """All words of the lexicon in ``text``, in order."""
        entries = self._entries
        return [
            _word((start, end, *entries[index]))
            for index, start, end in self._automaton.find_matches_as_indexes(_folded(text))
        ]


def read_classes(name: str, allowed: Iterable[str] = ("words",)) -> dict[str, dict[str, Any]]:
    """The classes of a word file, checked: each a table with ``words`` (white space between words)."""
    keys = frozenset(allowed)
    table = load_toml(name)
    for label, entry in table.items():
        if not isinstance(entry, dict) or "words" not in entry:
            raise LexiconError(f"{name}: [{label}] has no words")
        if unknown := entry.keys() - keys:
            raise LexiconError(f"{name}: [{label}] has unknown keys {sorted(unknown)}")
        words = entry["words"].split()
        if repeated := {word for word in words if words.count(word) > 1}:
            raise LexiconError(f"{name}: [{label}] lists {sorted(repeated)} twice")
    return table


def finder(name: str, allowed: Iterable[str] = ("words",)) -> WordFinder:
    """A finder over one word file."""
    entries: defaultdict[str, set[str]] = defaultdict(set)
    for label, entry in read_classes(name, allowed).items():
        for word in entry["words"].split():
            entries[word].add(label)
    return WordFinder({word: frozenset(labels) for word, labels in entries.items()})


@cache
def heads() -> WordFinder:
    """Head nouns: what a figure counts."""
    return finder("claim_heads.toml")


@cache
def triggers() -> WordFinder:
    """Trigger words: what is done with it."""
    return finder("claim_triggers.toml")


@cache
def confidences() -> dict[str, float]:
    """Measure → the share of its claims that were right on bulletins the rules never saw."""
    table = {row["measure"]: float(row["share"]) for row in load_tsv("claim_confidence.tsv")}
    if strange := table.keys() ^ measures().keys():
        raise LexiconError(f"claim_confidence.tsv: not the measures of the vocabulary: {sorted(strange)}")
    return table
