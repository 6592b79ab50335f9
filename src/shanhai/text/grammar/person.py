"""Persons named beside a title: ``区委书记李某某``, ``副县长 张某``, ``王某某同志``.

Conservative: a name counts only when a title stands directly before it, or a form of address directly after,
and when what follows the name shows that it has ended. Names of peoples written with · are read whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shanhai.text.grammar._scan import fold
from shanhai.text.lexicon import LexiconError, load_toml

_TABLES = {"surnames", "compound", "offices", "forms", "after"}
_BREAK = r"[^一-龥·]|$"


@dataclass(frozen=True, slots=True)
class Person:
    """A named person: ``text`` is exactly ``source[start:end]``, the name; ``title`` the words beside it.

    Of several titles (县委常委、副县长) it is the nearest. Masked names stay as they are (王某某).
    """

    start: int
    end: int
    text: str
    title: str


def find_persons(text: str) -> list[Person]:
    """All persons of ``text`` that are named beside a title, in order."""
    folded = fold(text)
    found: list[Person] = []
    for match in _expression().finditer(folded):
        name = "name" if match["name"] else "named"
        title = match["office"] or match["form"]
        start, end = match.span(name)
        if found and start < found[-1].end:
            continue
        found.append(Person(start, end, text[start:end], title))
    return found


def parse_person(text: str) -> Person | None:
    """The person whose name with its title is the whole of ``text``; None when it is anything else."""
    match = _expression().fullmatch(fold(text))
    found = find_persons(text) if match else []
    return found[0] if len(found) == 1 else None


@cache
def _expression() -> re.Pattern[str]:
    """Title and name, or name and form of address, with the ends of names looked at."""
    data = load_toml("persons.toml")
    if set(data) != _TABLES:
        raise LexiconError(f"persons.toml: unknown or missing tables {sorted(set(data) ^ _TABLES)}")
    surname = f"(?:{'|'.join(data['compound'])}|[{data['surnames']}])"
    offices, forms, after = (_any(data[key]) for key in ("offices", "forms", "after"))
    end = f"(?={_BREAK}|{after}|{offices})"
    first = "(?![委副长了的在与今近去昨])[一-龥]"
    two = f"{first}(?![委副长了的在与率说等到赴向也还就及作])[一-龥]"
    given = f"(?:某{{1,2}}|[×xX*]{{1,2}}|{two}{end}|{first} [一-龥]{end}|{first}{end})"
    minority = "[一-龥]{2,6}?(?:·[一-龥]{1,6}?){1,3}"
    return re.compile(
        rf"(?P<office>(?:{offices}))(?:[:：] ?| {{0,2}})(?P<name>{minority}{end}|{surname}{given})"
        rf"|(?<![一-龥])(?P<named>{minority}|{surname}(?:某{{1,2}}|{two}|{first}))(?P<form>{forms})"
    )


def _any(words: list[str]) -> str:
    if repeated := sorted({word for word in words if words.count(word) > 1}):
        raise LexiconError(f"persons.toml: stands twice: {repeated}")
    return "|".join(sorted(words, key=len, reverse=True))
