"""Lexicons: knowledge kept as data (TOML and TSV files beside this module).

Files are read once, when first asked for, never at import. Each reader validates what it reads:
an unknown key or a duplicate is an error with file and line or entry, because a silently ignored
entry looks exactly like a rule that does not work.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


class LexiconError(ValueError):
    """A lexicon file is wrong; the message names the file and the entry."""


@cache
def load_toml(name: str) -> dict[str, Any]:
    """The parsed TOML file ``name`` of this folder. Treat the result as read-only."""
    return tomllib.loads((files(__name__) / name).read_text("utf-8"))


@cache
def load_tsv(name: str) -> tuple[dict[str, str], ...]:
    """Rows of the TSV file ``name`` (first line: column names); ``#`` starts a comment line.

    Raises :class:`LexiconError` when a row has more cells than the header or the first column repeats.
    """
    lines = (files(__name__) / name).read_text("utf-8").splitlines()
    numbered = [
        (n, line.split("\t")) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    ]
    (_, header), *body = numbered
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for number, cells in body:
        if len(cells) > len(header):
            raise LexiconError(f"{name}:{number}: {len(cells)} cells, the header has {len(header)}")
        if cells[0] in seen:
            raise LexiconError(f"{name}:{number}: {cells[0]!r} stands twice")
        seen.add(cells[0])
        rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return tuple(rows)


@cache
def measures() -> dict[str, dict[str, str]]:
    """The vocabulary of measures by code (``posting.doctors_sent``): kind, zh, en, unit, indicator, note."""
    return {row["measure"]: row for row in load_tsv("measures.tsv")}
