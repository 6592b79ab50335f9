"""The repair: fixers one after the other, their edits composed into edits over the original."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shanhai.text.repair import doubled, layout, script, shift
from shanhai.text.repair.encoding import decode
from shanhai.text.repair.model import DEFAULT_OPTIONS, RepairedText, RepairOptions
from shanhai.text.spans import Edit, apply_edits, compose

Fixer = Callable[[str], Sequence[Edit]]
ROUNDS = 3  # one repair may uncover another; sound text needs one look


def repair(text: str, options: RepairOptions = DEFAULT_OPTIONS) -> RepairedText:
    """Repair one page or text. Idempotent; linear time; never raises on any string."""
    edits: tuple[Edit, ...] = ()
    current = text
    for _ in range(ROUNDS):
        before = current
        for fixer in _fixers(options):
            found = fixer(current)
            if found:
                edits = compose(edits, found, text)
                current = apply_edits(current, found)
        if current == before:
            break
    return RepairedText(text, current, edits)


def read_bytes(data: bytes, options: RepairOptions = DEFAULT_OPTIONS) -> RepairedText:
    """Decode and repair the bytes of a file or page; ``original`` is the decoded text."""
    return repair(decode(data).text, options)


def _fixers(options: RepairOptions) -> list[Fixer]:
    chosen: list[Fixer] = []
    if options.pinyin:
        chosen += [shift.fix, doubled.fix]
    if options.simplify:
        chosen.append(script.fix)
    chosen.append(layout.fix)
    return chosen
