"""Keyset paging: a page begins after the last row of the page before, so all pages cost the same.

The place in a list is written as the last row's value of the order column and its number. Rows without a
value come last in either direction, the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet

from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list by one field, then by number. ``descending`` turns both."""

    field: str
    descending: bool

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.field}"

    def sorted(self, rows: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """The rows in this order, or in the opposite one."""
        descending = self.descending != backwards
        way = "-" if descending else ""
        if not field_of(rows.model, self.field).null:
            return rows.order_by(f"{way}{self.field}", f"{way}pk")
        place = {"nulls_first": True} if backwards else {"nulls_last": True}
        column = F(self.field).desc(**place) if descending else F(self.field).asc(**place)
        return rows.order_by(column, f"{way}pk")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in an ordered list: the row that stands there, by value and number."""

    value: Any
    number: int

    @classmethod
    def at(cls, record: Record, order: Order) -> Mark:
        return cls(getattr(record, field_of(record, order.field).attname), record.pk)

    def __str__(self) -> str:
        raw = json.dumps([None if self.value is None else str(self.value), self.number])
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, model: type[Record], order: Order) -> Mark | None:
        """The place an address names; None when it names none, which means the beginning."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            value, number = json.loads(raw)
            field = field_of(model, order.field)
            target = field.target_field if isinstance(field, models.ForeignKey) else field
            return cls(None if value is None else target.to_python(value), int(number))
        except (ValueError, TypeError, RecursionError, binascii.Error, ValidationError):
            return None

    def beyond(self, model: type[Record], order: Order, *, backwards: bool = False) -> Q:
        """The rows after this place, or before it."""
        name, number = order.field, self.number
        onward = "lt" if order.descending != backwards else "gt"
        tied = Q(**{f"pk__{onward}": number})
        if not field_of(model, name).null:
            # The redundant first half lets the database walk the index from here on.
            return Q(**{f"{name}__{onward}e": self.value}) & (Q(**{f"{name}__{onward}": self.value}) | tied)
        empty = Q(**{f"{name}__isnull": True})
        if self.value is None:
            return ~empty | (empty & tied) if backwards else empty & tied
        found = Q(**{f"{name}__{onward}": self.value}) | (Q(**{name: self.value}) & tied)
        return found if backwards else found | empty


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an ordered list, and the places before and after them where there is more."""

    rows: list[Any]
    before: Mark | None
    after: Mark | None


def page_of(
    rows: QuerySet[Any], order: Order, size: int, mark: Mark | None = None, *, backwards: bool = False
) -> Page:
    """The ``size`` rows after a place, or ``backwards`` before it; without a place the first or last ones.

    Before a row that is among the first stands the first page, however few rows that leaves.
    """
    found = rows.filter(mark.beyond(rows.model, order, backwards=backwards)) if mark else rows
    taken = list(order.sorted(found, backwards=backwards)[: size + 1])
    more = len(taken) > size
    taken = taken[:size]
    if backwards and mark and not more:
        return page_of(rows, order, size)
    if backwards:
        taken.reverse()
    first = Mark.at(taken[0], order) if taken else None
    last = Mark.at(taken[-1], order) if taken else None
    has_before, has_after = (more, mark is not None) if backwards else (mark is not None, more)
    return Page(taken, first if has_before else None, last if has_after else None)
