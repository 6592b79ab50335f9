"""Single sentences of all measures and of distractors, read as the second paragraph of a bulletin."""

from __future__ import annotations

from pathlib import Path

import pytest

from shanhai.text.claims import read_claims

LEAD = "宁波市鄞州区与四川省凉山州盐源县自结对以来，东西部协作不断深化。\n"


def _cases() -> list[tuple[str, list[str]]]:
    lines = (Path(__file__).with_name("sentences.tsv")).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return [(sentence, [] if claims == "-" else claims.split("; ")) for sentence, claims in rows]


@pytest.mark.parametrize(
    ("sentence", "expected"), _cases(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_sentence(sentence: str, expected: list[str]) -> None:
    found = [f"{c.measure} {c.value:f} {c.unit}" for c in read_claims(LEAD + sentence)]
    assert sorted(found) == sorted(expected)
