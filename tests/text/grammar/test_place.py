"""Places against our tables of cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shanhai.text.grammar.place import PlaceContext, find_places

CASES = Path(__file__).parents[2] / "cases" / "grammar"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    body = [line for line in lines if line and not line.startswith("#")]
    width = len(body[0].split("\t"))
    return [(line.split("\t") + [""] * width)[:width] for line in body[1:]]


def context_of(cell: str) -> PlaceContext:
    given = dict(part.split("=", 1) for part in cell.split())
    return PlaceContext(
        east=tuple(filter(None, given.get("east", "").split(","))),
        west=tuple(filter(None, given.get("west", "").split(","))),
        published=date.fromisoformat(given["published"]) if "published" in given else None,
    )


@pytest.mark.parametrize(("text", "context", "places"), rows("places.tsv"))
def test_places(text: str, context: str, places: str) -> None:
    found = [f"{p.text}={p.code}" for p in find_places(text, context_of(context))]
    assert found == places.split()


@pytest.mark.parametrize(("text", "why"), rows("places_negative.tsv"))
def test_no_place(text: str, why: str) -> None:
    assert [p.text for p in find_places(text)] == [], why


def test_enough_cases() -> None:
    assert len(rows("places.tsv")) + len(rows("places_negative.tsv")) >= 120
