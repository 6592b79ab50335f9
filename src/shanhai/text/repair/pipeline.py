"""The repair: fixers one after the other, their edits composed into edits over the original."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from shanhai.text.deferred import Deferred
from shanhai.text.repair import (
    chars,
    doubled,
    furniture,
    html,
    layout,
    mojibake,
    residue,
    script,
    shift,
    width,
)
from shanhai.text.repair.encoding import decode
from shanhai.text.repair.model import DEFAULT_OPTIONS, Metadata, RepairedText, RepairOptions
from shanhai.text.spans import NO_EDITS, Edit, apply_edits, compose

Fixer = Callable[[str], Sequence[Edit]]
ROUNDS = 4  # one repair may uncover another; sound text needs one look


def repair(text: str, options: RepairOptions = DEFAULT_OPTIONS) -> RepairedText:
    """Repair one page or text. Idempotent; linear time; never raises on any string."""
    work = _Work(text)
    if options.html:
        work.learn(Metadata(title=html.title(text)))
    for _ in range(ROUNDS):
        before = work.text
        for fixer in _fixers(options):
            work.take(fixer(work.text))
        if options.furniture:
            marked, told = furniture.survey(work.text)
            work.take(marked)
            work.learn(told)
        if work.text == before:
            break
    edits = work.edits()
    return RepairedText(text, work.text, edits, residue.find(work.text, edits), work.metadata)


class _Work:
    """The text as it stands, and the edits that made it, pass by pass."""

    def __init__(self, original: str) -> None:
        self.original = self.text = original
        self.metadata = Metadata()
        self._passes: list[Sequence[Edit]] = []

    def take(self, edits: Sequence[Edit]) -> None:
        if edits:
            self._passes.append(edits)
            self.text = apply_edits(self.text, edits)

    def edits(self) -> Sequence[Edit]:
        """All passes as edits over the original, composed when somebody looks at them."""
        return Deferred(partial(_composed, self.original, self._passes)) if self._passes else NO_EDITS

    def learn(self, told: Metadata) -> None:
        """Fill in what was not known yet; a later round sees less furniture, never more."""
        known = self.metadata
        self.metadata = Metadata(
            known.title or told.title,
            known.published or told.published,
            known.source or told.source,
            known.author or told.author,
        )


def _composed(original: str, passes: Sequence[Sequence[Edit]]) -> tuple[Edit, ...]:
    edits = NO_EDITS
    for found in passes:
        edits = compose(edits, found, original)
    return edits


def read_bytes(data: bytes, options: RepairOptions = DEFAULT_OPTIONS) -> RepairedText:
    """Decode and repair the bytes of a file or page; ``original`` is the decoded text."""
    return repair(decode(data).text, options)


def _fixers(options: RepairOptions) -> list[Fixer]:
    chosen: list[Fixer] = []
    if options.html:
        chosen.append(html.fix)
    if options.encoding:
        chosen.append(mojibake.fix)
    chosen.append(chars.fix)
    if options.pinyin:
        chosen += [shift.fix, doubled.fix]
    chosen.append(layout.fix)
    if options.simplify:
        chosen.append(script.fix)
    if options.width:
        chosen.append(width.fix)
    return chosen
