"""Copying rows of one year as drafts of another, so that what goes on need not be typed again.

Never copied: evidence, states, confirmations, disputes, history. By choice: dates, figures, personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from shanhai.accounts.models import User
from shanhai.ledger.duplicates import is_telling
from shanhai.ledger.errors import one
from shanhai.ledger.models import Aggregation, Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.services.records import create_record, writable_fields

FIGURES = (models.IntegerField, models.DecimalField, models.BooleanField)
"""What is told anew each year: figures, and yes or no (which is often said of a figure)."""
MOST = 500
"""More rows than this are not copied at once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a row is taken along besides its words and choices."""

    dates: bool = False
    figures: bool = False
    personal: bool = False


def usually_taken(model: type[Record]) -> Taken:
    """Of things that last (a workshop, a person in post) dates and figures, of acts of one year neither."""
    lasting = any(rule.aggregation != Aggregation.FLOW for rule in model.Kind.measures)
    return Taken(dates=lasting, figures=lasting)


def key_of(record: Record) -> tuple[str, ...]:
    """By what a row and its copy of another year are known to be of the same thing."""
    names = [name for name in record.Kind.natural_key if is_telling(type(record), name)]
    return tuple(str(getattr(record, name) or "") for name in names)


def copied_values(record: Record, year: int, taken: Taken) -> dict[str, Any]:
    """The values of the copy."""
    values: dict[str, Any] = {}
    for name in writable_fields(type(record)):
        field, value = field_of(record, name), getattr(record, name)
        if name in record.Kind.sensitive:
            keep = taken.personal
        elif isinstance(field, models.DateField):
            keep = taken.dates
        elif isinstance(field, FIGURES) and not field.choices:
            keep = taken.figures
        else:
            keep = True
        if keep:
            values[name] = value
        elif field.null:
            values[name] = None
    return values | {"year": year}


def kept_out(records: Iterable[Record], there: Iterable[Record]) -> set[int]:
    """The rows among these that need no copy: summary rows, and those that the year has already."""
    known = {key_of(record) for record in there}
    return {record.pk for record in records if record.is_summary or key_of(record) in known}


@transaction.atomic
def copy_rows(actor: User, records: Sequence[Record], year: int, taken: Taken) -> list[Record]:
    """Drafts of ``year`` after these rows of one kind and pairing; rows that need no copy are passed over.

    Raises :class:`LedgerError` and copies nothing when a row may not be entered there.
    """
    if not records:
        raise one("rows", "请选择要复制的行")
    if len(records) > MOST:
        raise one("too_many", f"一次最多复制{MOST}行")
    model, pairing = type(records[0]), records[0].pairing_id
    there = model.objects.for_user(actor).filter(pairing=pairing, year=year).exclude(state="void")
    passed = kept_out(records, there)
    return [
        create_record(
            actor,
            model,
            copied_values(record, year, taken),
            reason=f"由{record.year}年第{record.pk}号记录复制",
        )
        for record in records
        if record.pk not in passed
    ]
