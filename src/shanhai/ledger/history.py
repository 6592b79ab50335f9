"""What the history of a record shows: who, when, why, and old → new of each field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext
from simple_history.signals import pre_create_historical_record

from shanhai.ledger.declaration import KindDeclaration
from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.privacy import mask
from shanhai.ledger.services.records import writable_fields
from shanhai.ledger.values import title_of, words

SHOWN = ("state", "state_reason")


@receiver(pre_create_historical_record)
def _note_source(sender: Any, **kwargs: Any) -> None:
    """Carry the way of writing (form, import, review …) from the write path into the history row."""
    instance = kwargs["instance"]
    if isinstance(instance, Record):
        kwargs["history_instance"].source = getattr(instance, "_history_source", "")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Old and new value of one field, as people read them."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of a record's history."""

    version: int
    at: datetime
    actor: str
    reason: str
    source: str
    request_id: str
    changes: tuple[FieldChange, ...]


def display(record: Any, name: str, kind: type[KindDeclaration]) -> str:
    """The value of one field as people read it: choices by label, booleans as 是/否, personal data masked.

    ``record`` is a row or a row of its history.
    """
    if name in kind.sensitive:
        return mask(getattr(record, name) or "", kind.sensitive[name])
    method = getattr(record, f"get_{name}_display", None)
    value = method() if method else getattr(record, name)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return "" if value is None else str(value)


def revisions(record: Record) -> list[Revision]:
    """The history of a record that was read in scope, newest first."""
    rows = list(record.history.select_related("history_user").order_by("history_id"))
    model, names = type(record), (*SHOWN, *writable_fields(type(record)))
    read = [{name: shown_value(row, model, name) for name in names} for row in rows]
    found = []
    for index, row in enumerate(rows):
        before = read[index - 1] if index else dict.fromkeys(names, "")
        changes = tuple(
            FieldChange(title_of(model, name), before[name], read[index][name])
            for name in names
            if read[index][name] != before[name]
        )
        found.append(
            Revision(
                row.version,
                row.history_date,
                str(row.history_user or ""),
                row.history_change_reason or "",
                row.get_source_display(),
                row.request_id,
                changes,
            )
        )
    return found[::-1]


def shown_value(row: Any, model: type[Record], name: str) -> str:
    """The value of one field of a row, or of a row of its history, as people read it."""
    if field_of(model, name).is_relation:
        return str(getattr(row, name) or "")
    return words(model, name, getattr(row, name))


def version_of(record: Record, version: int) -> Any:
    """The row of a record's history with this version number, None when there is none."""
    rows = record.history.filter(version=version).select_related("history_user")
    return rows.order_by("-history_id").first()


def version_on(record: Record, day: date) -> Any:
    """The row of a record's history that stood at the end of a day, None before its entry."""
    rows = record.history.filter(history_date__lt=end_of(day)).select_related("history_user")
    return rows.order_by("-history_id").first()


def end_of(day: date) -> datetime:
    """The first moment after a day, in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
