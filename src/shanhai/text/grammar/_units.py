"""The units of ``units.toml``: which word after a number is a unit, and what it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from shanhai.text.lexicon import LexiconError, load_toml

_ENTRY = {"class", "canonical", "forms", "factor", "noun", "place"}
_TABLES = {"unit", "not_before", "bounds", "each", "modifiers"}


class Unit(NamedTuple):
    """One printed form of a unit; ``canonical`` is what values are kept in, ``factor`` its worth in it."""

    form: str
    canonical: str
    unit_class: str
    factor: Decimal
    noun: bool
    place: bool


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units by form, and the expressions that find one where they are anchored."""

    by_form: dict[str, Unit]
    plain: re.Pattern[str]
    noun: re.Pattern[str]
    person: re.Pattern[str]

    def at(self, folded: str, position: int) -> tuple[Unit, int] | None:
        """The longest unit that begins at ``position`` of the folded text and its end, None without one.

        A noun counted without a counting word may have modifiers before it (300余|贫困群众); 个 counts
        persons when a word for persons follows (5个|优秀医生).
        """
        if match := self.plain.match(folded, position):
            unit = self.by_form[match[0]]
            if unit.form == "个" and self.person.match(folded, match.end()):
                unit = unit._replace(canonical=self.by_form["人"].canonical, unit_class="person")
            return unit, match.end()
        match = self.noun.match(folded, position)
        return (self.by_form[match[1]], match.end()) if match else None


@cache
def units() -> UnitTable:
    """The unit table, read and validated once."""
    data = load_toml("units.toml")
    if unknown := set(data) - _TABLES:
        raise LexiconError(f"units.toml: unknown tables {sorted(unknown)}")
    by_form: dict[str, Unit] = {}
    for unit in (unit for entry in data["unit"] for unit in _forms(entry)):
        if unit.form in by_form:
            raise LexiconError(f"units.toml: unit {unit.form!r} stands twice")
        by_form[unit.form] = unit
    not_before: dict[str, str] = data["not_before"]
    if strange := set(not_before) - set(by_form):
        raise LexiconError(f"units.toml: not_before of unknown units {sorted(strange)}")
    plain = "|".join(_alternative(f, not_before) for f in _longest_first(by_form) if not by_form[f].noun)
    nouns = "|".join(_longest_first(by_form, noun=True))
    persons = "|".join(f for f in _longest_first(by_form, noun=True) if by_form[f].unit_class == "person")
    modifiers = f"(?:{'|'.join(map(re.escape, data['modifiers']['words']))}){{0,3}}"
    return UnitTable(
        by_form,
        re.compile(plain),
        re.compile(f"{modifiers}({nouns})"),
        re.compile(f"{modifiers}(?:{persons}|人)"),
    )


def _forms(entry: dict[str, Any]) -> list[Unit]:
    if unknown := set(entry) - _ENTRY:
        raise LexiconError(f"units.toml: unknown keys {sorted(unknown)} in {entry.get('forms')}")
    return [
        Unit(
            form,
            entry.get("canonical", form),
            entry["class"],
            Decimal(entry.get("factor", "1")),
            entry.get("noun", False),
            entry.get("place", False),
        )
        for form in entry["forms"]
    ]


def _longest_first(units: dict[str, Unit], noun: bool | None = None) -> list[str]:
    """The forms of ``units``, longest first; only nouns when asked for."""
    return sorted((f for f, u in units.items() if noun is None or u.noun == noun), key=len, reverse=True)


def _alternative(form: str, not_before: dict[str, str]) -> str:
    stop = not_before.get(form)
    return re.escape(form) + (f"(?!{stop})" if stop else "")
