"""Rows that may be the one somebody is just entering: told before it is saved, not after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from shanhai.accounts.models import User
from shanhai.ledger.models import Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.services.sensitive import records_with

MOST_TOLD = 5


def is_telling(model: type[Record], name: str) -> bool:
    """True for a column of free text, which tells one row from another, unlike categories and figures."""
    field = field_of(model, name)
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def similar_rows(
    user: User,
    model: type[Record],
    values: Mapping[str, Any],
    *,
    pairing: int,
    year: int | None = None,
    apart_from: int | None = None,
    whole_key: bool = False,
) -> list[Record]:
    """Rows of a pairing that agree with these values in all of the natural key that is filled so far.

    With ``whole_key`` what is empty must be empty there too, as for a row that is finished.

    Nothing is told until some text or number of a person is filled: a category or a day alone says little.
    Personal data is compared by its hash. ``year`` None: of every year.
    """
    kind = model.Kind
    filled = {name: value for name in kind.natural_key if (value := values.get(name)) not in (None, "")}
    if not any(is_telling(model, name) for name in filled):
        return []
    rows = model.objects.for_user(user).filter(pairing=pairing).exclude(state=State.VOID)
    rows = rows if year is None else rows.filter(year=year)
    empty = {name: values.get(name) for name in kind.natural_key if name not in filled}
    for name, value in {**(empty if whole_key else {}), **filled}.items():
        if name in kind.sensitive and value:
            rows = rows.filter(pk__in=records_with(kind.code, str(value)))
        elif name not in kind.sensitive:
            rows = rows.filter(**{name: value})
    found = rows.exclude(pk=apart_from).select_related("pairing__east", "pairing__west").order_by("-pk")
    return list(found[:MOST_TOLD])


def possible_duplicates(user: User, record: Record) -> list[Record]:
    """Other rows of the same kind, pairing, year and natural key, when the key says anything at all."""
    return similar_rows(
        user,
        type(record),
        record.values(),
        pairing=record.pairing_id,
        year=record.year,
        apart_from=record.pk,
        whole_key=True,
    )
