"""The columns that the list of a kind can show, derived from its declaration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.values import words
from shanhai.ledger.wording import in_wan_title

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BEFORE = ("pairing", "year")
AFTER = ("state",)
MORE = ("owner_side", "place_code", "precision", "note", "updated_at")
"""Common columns of every kind, in the order of the list: always first, always last, on request."""
LABEL = "label"
"""The first column of every list: the words by which people know the row, which open it."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list.

    ``sort`` is text, number, date or state: how it is set. ``order`` is the model field by which the list
    can be put in order, empty when it cannot. ``editable`` columns can be corrected in the list.
    """

    name: str
    title: StrOrPromise
    sort: str
    order: str
    editable: bool

    def text(self, record: Record) -> str:
        """What stands in the cell of a row; personal data masked."""
        return record.label or str(record) if self.name == LABEL else cell_text(record, self.name)


def cell_text(record: Record, name: str) -> str:
    """The value of one field as lists show it: money in 万元, choices by label, personal data masked."""
    value = getattr(record, field_of(record, name).name)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return words(type(record), name, value)


def list_columns(model: type[Record]) -> dict[str, ListColumn]:
    """All columns a list of this kind can show, by name, in the order in which they stand."""
    kind = model.Kind
    names = (*BEFORE, *kind.field_names(), *MORE, *AFTER)
    label = ListColumn(
        LABEL, _("记录"), "text", _order(field_of(model, kind.label_fields[0])), editable=False
    )
    return {LABEL: label, **{name: _column(model, name) for name in names}}


def usual_columns(model: type[Record]) -> tuple[str, ...]:
    """The columns a list shows to somebody who has chosen none."""
    kind = model.Kind
    # The label stands for its first field, which would otherwise be there twice.
    own = tuple(name for name in kind.list_fields() if name != kind.label_fields[0])
    return (LABEL, *BEFORE, *own, *AFTER)


def _column(model: type[Record], name: str) -> ListColumn:
    field = field_of(model, name)
    money = name in model.Kind.money_fields
    return ListColumn(
        name,
        in_wan_title(field.verbose_name) if money else field.verbose_name,
        _sort(field, name),
        _order(field),
        editable=name in model.Kind.field_names() or name in ("note", "place_code", "precision"),
    )


def _order(field: models.Field[object, object]) -> str:
    """By what a list is put in order; long texts and encrypted values have no useful order."""
    return "" if isinstance(field, models.TextField) else field.attname


def _sort(field: models.Field[object, object], name: str) -> str:
    if name == "state":
        return "state"
    if isinstance(field, models.DateField):
        return "date"
    numeric = isinstance(field, models.IntegerField | models.DecimalField) and name != "year"
    return "number" if numeric and not field.choices else "text"
