"""The units of ``units.toml``: which word after a number is a unit, and what it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from shanhai.text.lexicon import LexiconError, load_toml

_ENTRY = {"class", "canonical", "forms", "factor", "noun", "place"}
_TABLES = {"unit", "not_before", "bounds", "each", "person_nouns"}


@dataclass(frozen=True, slots=True)
class Unit:
    """One printed form of a unit; ``canonical`` is what values are kept in, ``factor`` its worth in it."""

    form: str
    canonical: str
    unit_class: str
    factor: Decimal
    noun: bool
    place: bool


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units by form, and the expression that finds one where it is anchored."""

    by_form: dict[str, Unit]
    pattern: re.Pattern[str]

    def at(self, folded: str, position: int) -> Unit | None:
        """The longest unit that begins at ``position`` of the folded text, None if there is none."""
        match = self.pattern.match(folded, position)
        return self.by_form[match[0]] if match else None


@cache
def units() -> UnitTable:
    """The unit table, read and validated once."""
    data = load_toml("units.toml")
    if unknown := set(data) - _TABLES:
        raise LexiconError(f"units.toml: unknown tables {sorted(unknown)}")
    by_form: dict[str, Unit] = {}
    for entry in data["unit"]:
        for unit in _forms(entry):
            if unit.form in by_form:
                raise LexiconError(f"units.toml: unit {unit.form!r} stands twice")
            by_form[unit.form] = unit
    not_before: dict[str, str] = data["not_before"]
    if strange := set(not_before) - set(by_form):
        raise LexiconError(f"units.toml: not_before of unknown units {sorted(strange)}")
    return UnitTable(
        by_form, re.compile("|".join(_alternative(f, not_before) for f in _longest_first(by_form)))
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


def _longest_first(forms: dict[str, Unit]) -> list[str]:
    return sorted(forms, key=len, reverse=True)


def _alternative(form: str, not_before: dict[str, str]) -> str:
    stop = not_before.get(form)
    return re.escape(form) + (f"(?!{stop})" if stop else "")
