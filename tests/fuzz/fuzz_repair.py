"""Atheris target for the text repair: ``python tests/fuzz/fuzz_repair.py -max_total_time=600 [FOLDER]``.

Bytes (of the texts in FOLDER, to begin with) are decoded and repaired. The edits must fit and rebuild both
texts, every span must lead there and back inside them, and the result must be repairable again.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["shanhai.text"]):
    from shanhai.text.repair import RepairedText, read_bytes, repair
    from shanhai.text.spans import Span, apply_edits, check_edits, undo_edits


def one_input(data: bytes) -> None:
    done = read_bytes(data)
    check_edits(done.original, done.edits)
    assert apply_edits(done.original, done.edits) == done.text
    assert undo_edits(done.text, done.edits) == done.original
    for at in range(len(done.text)):
        assert done.to_original(Span(at, at + 1)).end <= len(done.original)
    for at in range(len(done.original)):
        now = done.to_repaired(Span(at, at + 1))
        assert now is None or now.end <= len(done.text)
    assert all(0 <= item.start <= item.end <= len(done.original) for item in done.residue)
    assert RepairedText.from_json(done.original, done.to_json()) == done
    repair(done.text)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
