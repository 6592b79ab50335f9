"""Reads the case tables of ``tests/cases/grammar``: a text and everything that must be found in it.

``found`` lists the finds in order, joined by ``; ``, each ``words → reading``; an empty cell says that
nothing may be found. ``known`` gives the reason of a known failure (strict xfail).
"""

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

FOLDER = Path(__file__).parents[2] / "cases" / "grammar"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table by column; ``#`` lines are headings."""
    lines = [line for line in (FOLDER / name).read_text("utf-8").splitlines() if line.strip()]
    header, *body = (line.split("\t") for line in lines if not line.startswith("#"))
    return [dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)) for cells in body]


def cases(name: str) -> list[ParameterSet]:
    """One parameter set a row, known failures marked."""
    return [pytest.param(row, id=row["text"][:30], marks=_marks(row)) for row in rows(name)]


def _marks(row: dict[str, str]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=row["known"], strict=True)] if row.get("known") else []


def found(row: dict[str, str]) -> list[tuple[str, str]]:
    """The expected finds of a row as (words, reading)."""
    cell = row.get("found", "")
    return [tuple(item.split(" → ", 1)) for item in cell.split("; ")] if cell else []  # type: ignore[misc]
