"""Which regions give and which receive, by the rounds of cooperation on record (``pairings.tsv``).

Provinces and cities only; the pairing of a district and a county is the ledger's own data.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pairing:
    """``east`` gives to ``west`` under ``regime`` from ``since`` until ``until`` (years; None: still)."""

    regime: str
    east: str
    west: str
    since: int
    until: int | None

    def in_force(self, year: int | None) -> bool:
        """Is the pairing in force in ``year``? Every pairing is when no year is asked."""
        return year is None or (self.since <= year and (self.until is None or year <= self.until))


@cache
def pairings() -> tuple[Pairing, ...]:
    """Every pairing of regions on record."""
    text = Path(__file__).with_name("pairings.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        Pairing(regime, east, west, int(since), int(until) if until else None)
        for regime, since, until, east, west, _ in csv.reader(lines[1:], delimiter="\t")
    )
