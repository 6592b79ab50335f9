"""The columns of a printed ledger: which there are, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shanhai.ledger.derive.print_layout import PrintColumn, Sort, ems
from shanhai.ledger.derive.print_totals import PrintTotals
from shanhai.ledger.history import display
from shanhai.ledger.models import Record
from shanhai.ledger.models.record import WAN, field_of
from shanhai.ledger.numbers import plain

BY_HAND: dict[Sort, float] = {"words": 6, "figure": 4, "fixed": 6, "choice": 4}
"""The room in em for what is written by hand."""


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """One printed column: its field, its header, and how its values are printed."""

    field: str
    header: str
    sort: Sort
    money: bool
    decimals: int = 0


def printed_columns(model: type[Record], rows: Sequence[Record]) -> list[PrintedColumn]:
    """The printed columns: pairing and year when rows are of several, the kind's own, 备注."""
    names = [*model.Kind.field_names(), "note"]
    for several in ("year", "pairing_id"):
        if len({getattr(row, several) for row in rows}) > 1:
            names.insert(0, several.removesuffix("_id"))
    return [_column(model, name, rows) for name in names]


def _column(model: type[Record], name: str, rows: Sequence[Record]) -> PrintedColumn:
    field = field_of(model, name)
    title, money = str(field.verbose_name), name in model.Kind.money_fields
    sorts: dict[str, Sort] = {
        "DateField": "fixed",
        "DecimalField": "figure",
        "BooleanField": "choice",
        "PositiveIntegerField": "figure",
        "PositiveSmallIntegerField": "figure",
    }
    sort: Sort = "choice" if field.choices else sorts.get(field.get_internal_type(), "words")
    sort = "fixed" if name in model.Kind.sensitive else sort
    alike = model.Kind.money_fields if money else (name,)
    decimals = _decimals(rows, alike, money) if field.get_internal_type() == "DecimalField" else 0
    return PrintedColumn(name, title, sort, money, decimals)


def _decimals(rows: Sequence[Record], names: Sequence[str], money: bool) -> int:
    """How many decimals it takes to print all values of these columns alike; of broken money at least two."""
    values = [value for row in rows for name in names if (value := getattr(row, name))]
    most = max((len(plain(value / WAN if money else value).partition(".")[2]) for value in values), default=0)
    return max(most, 2) if money and most else most


def printed_text(record: Record, column: PrintedColumn) -> str:
    """A value as it is printed; what makes a row special is said in 备注."""
    value = getattr(record, column.field)
    if column.field == "note":
        marks = [str(record.get_precision_display())] if record.precision != "=" else []
        marks += ["汇总"] if record.is_summary else []
        return "；".join([*filter(None, [str(value)]), *marks])
    if isinstance(value, Decimal):
        return _figure(value, column)
    return display(record, column.field, type(record).Kind)


def _figure(value: Decimal, column: PrintedColumn) -> str:
    return f"{value / WAN if column.money else value:.{column.decimals}f}"


def measured(
    columns: Sequence[PrintedColumn], texts: Sequence[Sequence[str]], totals: PrintTotals
) -> list[PrintColumn]:
    """What each column must hold, from the texts of all rows and the sums below them."""
    found = []
    for position, column in enumerate(columns):
        lengths = [ems(part) for line in texts for part in line[position].split("\n")]
        longest = max(lengths, default=BY_HAND[column.sort])
        if column.field in totals.sums:
            longest = max(longest, ems(_figure(totals.sums[column.field], column)))
        found.append(PrintColumn(column.header, column.sort, longest))
    return found
