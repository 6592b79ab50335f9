"""One value of one column, in its three shapes: as Python has it, as text that keeps it, as people read it.

The text is what disputes and snapshots keep; :func:`parse` turns it back. What people read is masked where
the column holds personal data, and in 万元 where it holds money.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext

from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.numbers import in_wan, plain
from shanhai.ledger.privacy import mask
from shanhai.ledger.wording import in_wan_title


def text_of(value: Any) -> str:
    """The value as it is kept: ISO dates, plain decimals, True/False, choices by code; None is empty."""
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)


def parse(model: type[Record], name: str, text: str) -> Any:
    """The value that :func:`text_of` kept. Raises Django's ``ValidationError`` for any other text."""
    field = field_of(model, name)
    if text == "" and field.null:
        return None
    return field.to_python(text)


def title_of(model: type[Record], name: str) -> str:
    """The printed name of a column, with its unit where that is 万元."""
    title = field_of(model, name).verbose_name
    return str(in_wan_title(title) if name in model.Kind.money_fields else title)


def words(model: type[Record], name: str, value: Any) -> str:
    """The value as people read it: choices by label, 是/否, money in 万元, personal data masked."""
    if value is None or value == "":
        return ""
    if name in model.Kind.sensitive:
        return mask(str(value), model.Kind.sensitive[name])
    if name in model.Kind.money_fields:
        return in_wan(value)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(_labels(model, name).get(value, value))


@cache
def _labels(model: type[Record], name: str) -> dict[Any, Any]:
    """The choices of a column: code to label, the label still to be put into the reader's language."""
    return dict(field_of(model, name).flatchoices)


def words_of_text(model: type[Record], name: str, text: str) -> str:
    """What people read of a kept text."""
    return words(model, name, parse(model, name, text))
