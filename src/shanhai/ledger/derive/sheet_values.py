"""What an exported sheet shows of a record, column by column; the import reads the same columns back.

Beside the kind's own columns an export may show others that only help to read it (结对, 填报方, 记录状态),
and always carries the row's key, by which the import finds the row again (:mod:`sheet_keys`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shanhai.ledger.derive.sheet_columns import SheetColumn, sheet_columns
from shanhai.ledger.derive.sheet_keys import KEY_HEADER, key_text
from shanhai.ledger.models import Record
from shanhai.ledger.models.record import WAN
from shanhai.ledger.privacy import mask

Value = Decimal | int | date | str | None
PAIRING_HEADER, SIDE_HEADER, STATE_HEADER = "所属结对", "填报一方", "记录状态"
"""Headers of columns that tell and are not imported; no kind uses them as its own."""


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column of an exported sheet: its header, what it shows, and the sheet column behind it if any."""

    header: str
    value: Callable[[Record], Value]
    column: SheetColumn | None = None
    broad: bool = False


def out_columns(
    model: type[Record], only: Iterable[str] = (), *, several_pairings: bool = False, keys: bool = True
) -> list[OutColumn]:
    """The columns of an export: all of the sheet's, or ``only`` those of the fields named.

    What tells a row (label and year) is always there. Rows of several pairings say which they belong to.
    """
    chosen = set(only)
    chosen |= {"year", model.Kind.label_fields[0]} if chosen else set()
    found = [_own(column) for column in sheet_columns(model) if not chosen or column.field in chosen]
    if several_pairings or "pairing" in chosen:
        found.insert(0, OutColumn(PAIRING_HEADER, lambda record: str(record.pairing), broad=True))
    if "owner_side" in chosen:
        found.append(OutColumn(SIDE_HEADER, lambda record: str(record.get_owner_side_display())))
    if "state" in chosen:
        found.append(OutColumn(STATE_HEADER, lambda record: str(record.get_state_display())))
    if keys:
        found.append(OutColumn(KEY_HEADER, key_text))
    return found


def _own(column: SheetColumn) -> OutColumn:
    broad = column.model_field.get_internal_type() == "TextField"
    return OutColumn(column.header, _shown(column), column, broad)


def _shown(column: SheetColumn) -> Callable[[Record], Value]:
    """What a sheet shows of a field: money in 万元, choices and 是/否 in words, personal data masked."""
    name, wan, labels = column.field, column.wan, dict(column.choices)

    def value_of(record: Record) -> Value:
        value = getattr(record, name)
        if value is None or value == "":
            return None
        if wan:
            return Decimal(value) / WAN
        if labels:
            return labels.get(value, str(value))
        if isinstance(value, bool):
            return "是" if value else "否"
        if name in record.Kind.sensitive:
            return mask(str(value), record.Kind.sensitive[name])
        return value if isinstance(value, date | int | Decimal) else str(value)

    return value_of
