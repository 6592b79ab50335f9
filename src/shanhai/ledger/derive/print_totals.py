"""The totals line of a printed ledger: what may be added up, and what is counted only once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from shanhai.ledger.declaration import Yields
from shanhai.ledger.models import Record
from shanhai.ledger.services.subjects import subject_key


@dataclass(slots=True)
class PrintTotals:
    """The sums of the columns that may be added; ``covered`` rows are part of a summary row and left out."""

    sums: dict[str, Decimal] = field(default_factory=dict)
    covered: int = 0


def rules_of(model: type[Record]) -> dict[str, Yields | None]:
    """The columns that a totals line adds up, each with the measure's rule (None: plain addition).

    Money, and the figures that the kind's measures count. Quantities of goods have units of their own in
    each row and are never added; 人 and 人次 are columns apart.
    """
    rules: dict[str, Yields | None] = dict.fromkeys(model.Kind.money_fields)
    for rule in model.Kind.measures:
        if isinstance(rule.value, str) and not rule.unit_field:
            rules[rule.value] = rule
    return rules


def print_totals(model: type[Record], records: Iterable[Record]) -> PrintTotals:
    """Add up the rows that are printed, as the ledger's own totals do.

    A summary row of several years stands for the single rows of those years; what is counted once (a firm,
    a person, the people of one village) adds only its largest figure.
    """
    rows = list(records)
    covers = [(row.since_year, row.year) for row in rows if row.is_summary and row.since_year is not None]
    counted = [row for row in rows if not _is_covered(row, covers)]
    totals = PrintTotals(covered=len(rows) - len(counted))
    for name, rule in rules_of(model).items():
        figures = [(row, value) for row in counted if (value := getattr(row, name)) is not None]
        if figures:
            totals.sums[name] = _sum(figures, rule)
    return totals


def _is_covered(row: Record, covers: list[tuple[int, int]]) -> bool:
    if row.is_summary:
        return False
    return any(first <= row.year <= last for first, last in covers)


def _sum(figures: list[tuple[Record, Decimal]], rule: Yields | None) -> Decimal:
    if rule is None or rule.aggregation == "flow" or not rule.subject:
        return sum((Decimal(value) for _row, value in figures), Decimal(0))
    most: dict[str, Decimal] = {}
    total = Decimal(0)
    for row, value in figures:
        subject = subject_key(row, rule.subject, rule.subject_else)
        known = most.get(subject, Decimal(0)) if subject else Decimal(0)
        total += max(Decimal(value) - known, Decimal(0))
        if subject:
            most[subject] = max(Decimal(value), known)
    return total
