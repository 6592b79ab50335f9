"""Every row of tests/cases/repair: what comes out, the way back, and that once is enough."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shanhai.text.repair import repair
from shanhai.text.spans import apply_edits, check_edits, undo_edits

CASES = Path(__file__).parents[2] / "cases" / "repair"
UNCHANGED = "sound.tsv"
KNOWN_FAILURES = "known-failures.tsv"
ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|[nt\\])")


def unescape(cell: str) -> str:
    r"""``\n``, ``\t``, ``\\`` and ``\uXXXX`` in a cell of a case file."""
    plain = {"n": "\n", "t": "\t", "\\": "\\"}
    return ESCAPE.sub(lambda match: plain.get(match[1]) or chr(int(match[1][1:], 16)), cell)


def rows(path: Path) -> list[tuple[str, str, str]]:
    """(name, text, repaired) of one file; in the file of sound text a row is the text alone."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    if path.name == UNCHANGED:
        return [(f"sound-{number}", line, line) for number, line in enumerate(lines)]
    return [(cells[0], cells[1], cells[2]) for cells in (line.split("\t") for line in lines)]


def params() -> list[object]:
    found: list[object] = []
    for path in sorted(CASES.glob("*.tsv")):
        marks = [pytest.mark.xfail(strict=True)] if path.name == KNOWN_FAILURES else []
        found += [
            pytest.param(unescape(text), unescape(wanted), id=f"{path.stem}/{name}", marks=marks)
            for name, text, wanted in rows(path)
        ]
    return found


@pytest.mark.parametrize(("text", "wanted"), params())
def test_case(text: str, wanted: str) -> None:
    done = repair(text)
    assert done.text == wanted
    check_edits(text, done.edits)
    assert apply_edits(text, done.edits) == wanted
    assert undo_edits(done.text, done.edits) == text
    assert repair(wanted).text == wanted


def test_enough_cases() -> None:
    assert len(params()) >= 200
