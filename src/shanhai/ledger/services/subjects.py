"""Keys of what is counted once: persons, firms, villages."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from shanhai.ledger.checks import person_number
from shanhai.ledger.privacy import keyed_hash

LONGEST = 160


def subject_key(record: Any, fields: tuple[str, ...], otherwise: tuple[str, ...] = ()) -> str:
    """The identity of a row's subject; empty when nothing identifies it (then the row counts alone).

    ``fields`` identify it, or ``otherwise`` when the first of them is empty. A summary row stands for many
    subjects and is never merged with another.
    """
    if record.is_summary:
        return ""
    for names in (fields, otherwise):
        if names and getattr(record, names[0]) not in (None, ""):
            return "|".join(_part(record, name) for name in names)[:LONGEST]
    return ""


def _part(record: Any, name: str) -> str:
    """One field as part of a key: without spaces, half-width; sensitive ones hashed."""
    value = getattr(record, name)
    if value is None or value == "":
        return ""
    if name in record.Kind.sensitive:
        return person_key(str(value))
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value))).upper()


def person_key(number: str) -> str:
    """An identity number as it stands in the fact table: the same person has the same key everywhere.

    Hashed with the installation's field key, which lies outside the database and is in every backup: who
    holds the database alone cannot try all numbers, and a restored ledger still finds the same persons.
    """
    return keyed_hash(person_number(number))
