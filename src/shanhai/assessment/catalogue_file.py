"""The catalogue that comes with the software: ``data/frames.toml`` and ``data/indicators.tsv``, validated."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shanhai.assessment.formula import FormulaError, parse
from shanhai.ledger.sections import Section

COLUMNS = (
    "code", "zh", "en", "unit", "section", "direction", "better", "aggregation", "formula", "parent",
    "agreement", "since", "until", "source", "definition",
)  # fmt: skip
ALLOWED = {
    "section": set(Section.values),
    "direction": {"e2w", "w2e", "both", "own"},
    "better": {"up", "down", "equal", "info"},
    "aggregation": {"flow", "stock", "distinct", "ratio"},
}


class CatalogueError(ValueError):
    """A data file of the catalogue is wrong; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the assessment: its years (``until`` 0 while it stands), titles of sections, names."""

    code: str
    title: str
    since: int
    until: int
    source: str
    note: str
    sections: dict[str, str]
    names: dict[str, str]

    def holds(self, row: dict[str, str]) -> bool:
        """True when an indicator's valid years touch this frame."""
        first, last = int(row["since"] or 0), int(row["until"] or 9999)
        return first <= (self.until or 9999) and self.since <= last


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "data" / "frames.toml").read_text("utf-8"))


@cache
def frames() -> tuple[Frame, ...]:
    """The frames, oldest first. An unknown key in the file is an error (``TypeError``)."""
    return tuple(Frame(**entry) for entry in _settings()["frame"])


def parameters() -> dict[str, dict[str, Any]]:
    """Parameters of the rules by name: value, unit, Chinese name, note."""
    found: dict[str, dict[str, Any]] = _settings()["parameters"]
    return found


def responsible(section: str) -> str:
    """Who usually fills in a section, until an office enters its own."""
    return str(_settings()["responsible"].get(section, ""))


@cache
def indicators() -> tuple[dict[str, str], ...]:
    """All indicators of the file, in printing order. Raises :class:`CatalogueError` for a wrong row."""
    lines = (files(__package__) / "data" / "indicators.tsv").read_text("utf-8").splitlines()
    header, *body = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if tuple(header) != COLUMNS:
        raise CatalogueError(f"indicators.tsv: columns are {header}")
    rows = [dict(zip(COLUMNS, cells, strict=True)) for cells in body]
    seen: set[str] = set()
    for row in rows:
        _check(row, seen)
        seen.add(row["code"])
    return tuple(rows)


def _check(row: dict[str, str], seen: set[str]) -> None:
    code = row["code"]
    if code in seen:
        raise CatalogueError(f"{code} stands twice")
    for column, allowed in ALLOWED.items():
        if row[column] not in allowed:
            raise CatalogueError(f"{code}: {column} is {row[column]!r}")
    if row["parent"] and row["parent"] not in _later():
        raise CatalogueError(f"{code}: no parent {row['parent']}")
    try:
        formula = parse(row["formula"])
    except FormulaError as error:
        raise CatalogueError(f"{code}: {error}") from error
    if bool(formula.over) != (row["aggregation"] == "ratio"):
        raise CatalogueError(f"{code}: a ratio has a denominator, nothing else has")


@cache
def _later() -> frozenset[str]:
    """All codes of the file: a parent may stand below its parts (款 and 物 before 款物合计)."""
    text = (files(__package__) / "data" / "indicators.tsv").read_text("utf-8")
    return frozenset(line.split("\t")[0] for line in text.splitlines())
