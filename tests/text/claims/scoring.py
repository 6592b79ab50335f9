"""How many of the gold claims of a development bulletin are read, by measure, value and unit.

A small likeness of the team's scorer: rows marked ``optional`` count neither way, a claim matches once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shanhai.text.claims import Claim, read_claims

CASES = Path(__file__).parents[2] / "cases" / "claims"
ATTRIBUTES = ("bound", "status", "east", "west", "since", "until")


@dataclass
class Score:
    """Counts over some bulletins; attributes are counted over the claims that match."""

    gold: int = 0
    read: int = 0
    hits: int = 0
    asked: int = 0
    equal: int = 0

    @property
    def precision(self) -> float:
        return self.hits / self.read if self.read else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.gold + self.read) if self.gold + self.read else 1.0

    @property
    def attributes(self) -> float:
        return self.equal / self.asked if self.asked else 1.0


def gold_rows(table: Path) -> list[dict[str, str]]:
    """The rows of a gold table."""
    header, *lines = table.read_text("utf-8").splitlines()
    names = header.split("\t")
    return [dict(zip(names, line.split("\t") + [""] * len(names), strict=False)) for line in lines if line]


def score(part: str) -> Score:
    """The score over one part of the development bulletins, ``tune`` or ``test``."""
    total = Score()
    for table in sorted((CASES / part).glob("*.tsv")):
        _add(total, gold_rows(table), read_claims(table.with_suffix(".txt").read_text("utf-8")))
    return total


def _add(total: Score, rows: list[dict[str, str]], claims: list[Claim]) -> None:
    free = Counter((c.measure, c.value, c.unit) for c in claims)
    by_key = {(c.measure, c.value, c.unit): c for c in reversed(claims)}
    total.read += len(claims)
    for row in sorted(rows, key=lambda row: "optional" in row["extra"]):
        key = (row["measure"], Decimal(row["value"].lstrip("~")), row["unit"])
        found = free[key] > 0
        free[key] -= found
        if "optional" in row["extra"]:
            total.read -= found
            continue
        total.gold += 1
        total.hits += found
        if found:
            _compare(total, row, by_key[key])


def _compare(total: Score, row: dict[str, str], claim: Claim) -> None:
    for name in ATTRIBUTES:
        wanted = row[name]
        if (wanted.startswith("~") and wanted != "~") or (wanted == "~" and name != "bound"):
            continue
        value = getattr(claim, name)
        given = set(value) if isinstance(value, tuple) else {value} - {""}
        total.asked += 1
        total.equal += set(filter(None, wanted.split(","))) == given
