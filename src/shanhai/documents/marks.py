"""Marking spans in a text: cutting it into pieces so that overlapping marks can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shanhai.text.spans import Edit


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a text that stands for something: ``key`` says what (a claim's number, an edit)."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters under the same marks. ``begins`` are the marks whose first piece this is.

    A mark or edit without width has a piece without text of its own.
    """

    start: int
    text: str
    marks: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    edit: Edit | None = None


def pieces(
    text: str, marks: Iterable[Mark], edits: Sequence[Edit] = (), *, start: int = 0, end: int | None = None
) -> list[Piece]:
    """``text[start:end]`` cut at the borders of marks and edits; the pieces' texts join to it again.

    Marks may overlap and nest; edits are ascending and disjoint, with offsets in this text. Marks and edits
    that reach beyond the window are cut off at it. Time grows with the number of borders.
    """
    end = len(text) if end is None else min(end, len(text))
    inside = [mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end]
    changed = [edit for edit in edits if edit.start <= end and edit.end >= start]
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for mark in inside:
        opening.setdefault(max(mark.start, start), []).append(mark.key)
        closing.setdefault(min(mark.end, end), []).append(mark.key)
    edit_at = {edit.start: edit for edit in changed if edit.start < edit.end}
    points = {edit.start: edit for edit in changed if edit.start == edit.end}
    borders = {start, end, *opening, *closing, *points}
    for edit in changed:
        borders.update((max(edit.start, start), min(edit.end, end)))
    ordered = sorted(borders)
    found: list[Piece] = []
    open_keys: dict[int, None] = {}
    current: Edit | None = next((edit for edit in changed if edit.start < start < edit.end), None)
    for index, border in enumerate(ordered):
        for key in closing.get(border, ()):
            open_keys.pop(key, None)
        begins = tuple(opening.get(border, ()))
        open_keys.update(dict.fromkeys(begins))
        if border in points:
            found.append(Piece(border, "", tuple(open_keys), (), points[border]))
        if current and border >= current.end:
            current = None
        current = edit_at.get(border, current)
        if index + 1 < len(ordered):
            found.append(Piece(border, text[border : ordered[index + 1]], tuple(open_keys), begins, current))
    return found
