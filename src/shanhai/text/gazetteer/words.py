"""``words.toml`` compiled: words that are, contain or only look like places."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path


class WordsError(ValueError):
    """``words.toml`` is wrong; the message names the section or the word."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the place grammar knows about words; every pattern is bounded, so matching stays linear."""

    risky: frozenset[str]
    ordinary: frozenset[str]
    general: frozenset[str]
    glued: frozenset[str]
    followers: dict[str, tuple[str, ...]]
    inside: frozenset[str]
    compounds: dict[str, tuple[str, ...]]
    telling: dict[str, str]
    letter: re.Pattern[str]
    letters: dict[str, str]
    ambiguous_letters: list[str]
    left_motion: re.Pattern[str]
    left_strong: re.Pattern[str]
    left_title: re.Pattern[str]
    left_weak: re.Pattern[str]
    right_strong: re.Pattern[str]
    right_weak: re.Pattern[str]
    zone: re.Pattern[str]
    longer_name: re.Pattern[str]
    organisation: re.Pattern[str]
    no_township: tuple[str, ...]


_KEYS = {
    "risky",
    "ordinary",
    "general",
    "glued",
    "followers",
    "longer_names",
    "no_township",
    "inside",
    "letters",
    "letter_rules",
    "compounds",
    "cues",
    "zones",
}
# Cues are at most this long; only so much text beside a name is looked at.
CUE_REACH = 6


@cache
def words() -> Words:
    """The compiled word lists. Raises :class:`WordsError` on unknown sections or repeated words."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    if set(raw) != _KEYS:
        raise WordsError(f"words.toml: sections {sorted(set(raw) ^ _KEYS)} unknown or missing")
    rules, cues, letters = raw["letter_rules"], raw["cues"], raw["letters"]
    longer = raw["longer_names"]
    motion = cues["left_motion"].split()
    return Words(
        risky=_distinct(raw["risky"], "risky"),
        ordinary=_distinct(raw["ordinary"], "ordinary"),
        general=_distinct(raw["general"], "general"),
        glued=_distinct(raw["glued"], "glued"),
        followers={sign: tuple(after.split()) for sign, after in raw["followers"].items()},
        inside=_distinct(raw["inside"]["words"], "inside"),
        compounds={name: tuple(codes.split()) for name, codes in raw["compounds"].items()},
        telling={c: letters[c] for c in rules["telling"].split()},
        letter=_letter(letters, rules),
        ambiguous_letters=rules["ambiguous"].split(),
        letters=letters,
        left_motion=_before(motion),
        left_strong=_before([*motion, *cues["left_strong"].split()]),
        left_title=_before(cues["left_title"].split()),
        left_weak=re.compile(f"(?:\\W|{_any(cues['left_weak'].split())})$"),
        right_strong=re.compile(_any(cues["right_strong"].split())),
        right_weak=re.compile(f"$|[\\W\\d]|{_any(cues['right_weak'].split())}"),
        zone=re.compile(_any(raw["zones"]["words"].split())),
        organisation=re.compile(_any(longer["organisations"].split())),
        no_township=tuple(raw["no_township"]["endings"].split()),
        longer_name=re.compile(f"(?!{_any(longer['but'].split())})[{longer['signs']}]"),
    )


def _before(choices: Iterable[str]) -> re.Pattern[str]:
    """A pattern for one of ``choices`` at the end of the text searched."""
    return re.compile(f"(?:{_any(choices)})$")


def _letter(letters: Iterable[str], rules: dict[str, str]) -> re.Pattern[str]:
    """A verb and a letter for a province (赴沪), unless the letter begins another word (在京东)."""
    careful = "".join(rules["careful"].split())
    free = "".join(c for c in letters if c not in careful)
    verb, careful_verb = _any(rules["verbs"].split()), _any(rules["careful_verbs"].split())
    after = f"(?![{rules['not_before']}{''.join(letters)}])"
    return re.compile(f"(?:(?:{verb})([{free}])|(?:{careful_verb})([{careful}])){after}")


def _any(choices: Iterable[str]) -> str:
    """A pattern that matches the longest of ``choices`` that stands there."""
    return "|".join(re.escape(c) for c in sorted(choices, key=len, reverse=True))


def _distinct(text: str, section: str) -> frozenset[str]:
    found = text.split()
    if len(found) != len(set(found)):
        twice = sorted({w for w in found if found.count(w) > 1})
        raise WordsError(f"words.toml: {section}: {' '.join(twice)} stand twice")
    return frozenset(found)
