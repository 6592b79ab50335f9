"""Atheris target for the text repair: ``python tests/fuzz/fuzz_repair.py -max_total_time=60``.

Bytes are decoded and repaired; the edits must fit, rebuild the original, and end in a text that a second
repair leaves as it is or at least repairs without error.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["shanhai.text"]):
    from shanhai.text.repair import read_bytes, repair
    from shanhai.text.spans import check_edits, undo_edits


def one_input(data: bytes) -> None:
    done = read_bytes(data)
    check_edits(done.original, done.edits)
    assert undo_edits(done.text, done.edits) == done.original
    repair(done.text)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
