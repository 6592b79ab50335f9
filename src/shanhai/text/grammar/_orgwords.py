"""The words of ``organisations.toml`` compiled: endings, where a name cannot begin, what is no name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from shanhai.text.lexicon import LexiconError, load_toml

_TABLES = {"ending", "stops", "generic"}
_ENDING = {"kind", "forms", "stems", "not_before", "alone", "extends"}


@dataclass(frozen=True, slots=True)
class Ending:
    """One family of endings; ``alone``: a name in itself, ``extends``: may carry on a name that ended."""

    kind: str
    alone: bool
    extends: bool


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """All endings in one expression whose groups are numbered like ``endings``, and the edges of names."""

    endings: list[Ending]
    ending: re.Pattern[str]
    stop: re.Pattern[str]
    keep: re.Pattern[str]
    generic: re.Pattern[str]
    tail: re.Pattern[str]
    leading: re.Pattern[str]


@cache
def words() -> OrganisationWords:
    """The words of ``organisations.toml``, validated and compiled once."""
    data = load_toml("organisations.toml")
    if set(data) != _TABLES:
        raise LexiconError(f"organisations.toml: unknown or missing tables {sorted(set(data) ^ _TABLES)}")
    entries = data["ending"]
    for entry in entries:
        if unknown := set(entry) - _ENDING:
            raise LexiconError(f"organisations.toml: unknown keys {sorted(unknown)} in {entry['forms'][:2]}")
    stops, generic = data["stops"], data["generic"]
    counted = (
        "(?<!第)[0-9一二三四五六七八九十百千万两几多数]{1,6}(?:余|多)?"
        "(?:家|所|个|名|位|批|次|期|台|项|户|亩|人|万元|元|年|月|日|时|周年)"
    )
    return OrganisationWords(
        [Ending(e["kind"], e.get("alone", False), e.get("extends", False)) for e in entries],
        re.compile("|".join(f"({_ending(entry)})" for entry in entries)),
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


def _ending(entry: dict[str, Any]) -> str:
    forms = "|".join(sorted(entry["forms"], key=len, reverse=True))
    stems = f"(?:{_any(entry['stems'])})" if "stems" in entry else ""
    stop = f"(?!{entry['not_before']})" if "not_before" in entry else ""
    return f"{stems}(?:{forms}){stop}"
