"""Two people changed one row: what each of them changed since the version both began with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from shanhai.ledger.history import shown_value, version_of
from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.values import text_of, title_of, words

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True, slots=True)
class Merge:
    """One field in which the two versions differ.

    ``who`` changed it: ``mine``, ``theirs``, or ``both`` in different ways. The three values are as people
    read them, personal data masked.
    """

    name: str
    title: str
    who: str
    before: str
    theirs: str
    mine: str


def merges(record: Record, base: int, typed: Mapping[str, Any]) -> list[Merge]:
    """Where ``typed`` and the row as it stands now differ; ``base`` is the version that was on the screen.

    Fields that nobody changed, or both in the same way, are left out. When the version is not known, every
    difference counts as changed by both.
    """
    model, before = type(record), version_of(record, base)
    found = []
    for name, value in typed.items():
        told = value.pk if isinstance(value, models.Model) else value
        mine, theirs = text_of(told), _text(record, name)
        if mine == theirs:
            continue
        start = _text(before, name) if before is not None else None
        who = THEIRS if mine == start else MINE if theirs == start else BOTH
        shown = str(value) if isinstance(value, models.Model) else words(model, name, value)
        earlier = shown_value(before, model, name) if before is not None else ""
        found.append(
            Merge(name, title_of(model, name), who, earlier, shown_value(record, model, name), shown)
        )
    return found


def _text(row: Any, name: str) -> str:
    return text_of(getattr(row, field_of(row, name).attname))
