"""The repair: fixers one after the other, their edits composed into edits over the original."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from shanhai.text.spans import Edit, apply_edits, compose

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
            edits, told = furniture.survey(work.text)
            work.take(edits)
            work.learn(told)
        if work.text == before:
            break
    done = work.edits()
    return RepairedText(text, work.text, done, residue.find(work.text, done), work.metadata)


class _Work:
    """The text as it stands, and the edits that made it, pass by pass."""

    def __init__(self, original: str) -> None:
        self.text = original
        self.metadata = Metadata()
        self._passes: list[tuple[str, Sequence[Edit]]] = []

    def take(self, edits: Sequence[Edit]) -> None:
        if edits:
            self._passes.append((self.text, edits))
            self.text = apply_edits(self.text, edits)

    def edits(self) -> tuple[Edit, ...]:
        """All passes as edits over the original; composed from the last, for later passes do less."""
        edits: tuple[Edit, ...] = ()
        for text, found in reversed(self._passes):
            edits = compose(found, edits, text)
        return edits

    def learn(self, told: Metadata) -> None:
        """Fill in what was not known yet; a later round sees less furniture, never more."""
        known = self.metadata
        self.metadata = Metadata(
            known.title or told.title,
            known.published or told.published,
            known.source or told.source,
            known.author or told.author,
        )


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
    if options.simplify:
        chosen.append(script.fix)
    chosen.append(layout.fix)
    if options.width:
        chosen.append(width.fix)
    return chosen
