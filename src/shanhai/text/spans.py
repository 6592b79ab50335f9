"""Spans, edits and the map between an original text and the text computed from it.

A fixer never returns a new string: it returns :class:`Edit` objects over the text it was given.
The new text *and* the way back are both computed from those edits, so they cannot disagree.
Offsets are code points, half-open (``start <= i < end``), as everywhere in Python.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, chain, compress, count, pairwise
from operator import ne
from typing import NamedTuple

from shanhai.text.deferred import Deferred


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in one text; ``start <= end``, empty spans are allowed."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` inside the span."""
        return text[self.start : self.end]


class Edit(NamedTuple):
    """One replacement in one text, with the rule that asked for it and how sure it is.

    ``original`` is always ``text[start:end]`` of the text the edit belongs to; ``confidence`` is
    between 0 (a guess) and 1 (certain). ``rule`` is a stable id such as ``pinyin.bracket``; where
    several rules changed the same characters one after the other their ids are joined by ``+``.
    """

    start: int
    end: int
    original: str
    replacement: str
    rule: str
    confidence: float = 1.0


edit_of: Callable[[tuple[int, int, str, str, str, float]], Edit] = partial(tuple.__new__, Edit)
"""An edit from a tuple of all its fields: twice as fast as ``Edit(...)``, for fixers that make thousands."""


class Rewriting(Deferred[Edit]):
    """The edits between two texts of one length: one for each character that differs.

    ``rule_of`` tells the rule that changed a character. Edits cost more than the text, and wait for a look.
    """

    def __init__(self, before: str, after: str, rule_of: Callable[[str], str]) -> None:
        super().__init__(lambda: self.between(before, after, count()))
        self.before, self.after, self.rule_of = before, after, rule_of

    def __bool__(self) -> bool:
        return self.before != self.after

    def between(self, old: str, new: str, places: Iterable[int]) -> list[Edit]:
        """An edit for each character in which ``old`` and ``new`` differ, at its place among ``places``."""
        rule_of = self.rule_of
        return [
            edit_of((at, at + 1, char, other, rule_of(char), 1.0))
            for at, char, other in zip(places, old, new, strict=False)
            if char != other
        ]


NO_EDITS: tuple[Edit, ...] = ()


class EditError(ValueError):
    """Edits that overlap, are out of order, or do not fit their text."""


def check_edits(text: str, edits: Sequence[Edit]) -> None:
    """Raise :class:`EditError` unless ``edits`` are ascending, disjoint and quote ``text`` truly."""
    for edit in edits:
        if not 0 <= edit.start <= edit.end <= len(text) or text[edit.start : edit.end] != edit.original:
            raise EditError(f"edit {edit.rule} does not fit the text at {edit.start}..{edit.end}")
    for left, right in pairwise(edits):
        if right.start < left.end or (right.start == left.start and right.end == left.end):
            raise EditError(f"edits {left.rule} and {right.rule} overlap at {right.start}")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with ascending, disjoint ``edits`` carried out."""
    if isinstance(edits, Rewriting) and edits.before == text:
        return edits.after
    parts: list[str] = []
    done = 0
    for start, end, _, new, _, _ in edits:
        parts += (text[done:start], new)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def undo_edits(changed: str, edits: Iterable[Edit]) -> str:
    """The original text, rebuilt from the changed one and the edits that made it."""
    parts: list[str] = []
    done = shift = 0
    for edit in edits:
        start = edit.start + shift
        parts += (changed[done:start], edit.original)
        done = start + len(edit.replacement)
        shift += len(edit.replacement) - (edit.end - edit.start)
    parts.append(changed[done:])
    return "".join(parts)


class OffsetMap:
    """Translates spans between an original text and the text its edits make, in logarithmic time."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = tuple(edits)
        self._starts = [edit[0] for edit in self._edits]
        self._new_starts, self._new_ends, self._shifts = _in_changed_text(self._edits)

    def to_original(self, span: Span) -> Span:
        """The smallest original span that holds every character ``span`` covers in the new text.

        A replaced passage counts as a whole; passages that were taken out beside the span are left out.
        """
        if not len(span):
            point = self._old_bounds(span.start)[0]
            return Span(point, point)
        return Span(self._old_bounds(span.start)[0], self._old_bounds(span.end - 1)[1])

    def to_changed(self, span: Span) -> Span | None:
        """Where the characters of the original ``span`` stand now; None when none of them is left."""
        first, last = self._new_bounds(span.start, left=True), self._new_bounds(span.end, left=False)
        return Span(first, last) if first < last or (not len(span) and first == last) else None

    def _old_bounds(self, index: int) -> tuple[int, int]:
        """Original bounds of the new text's character ``index``."""
        at = bisect_right(self._new_starts, index) - 1
        if at >= 0 and index < self._new_ends[at]:
            return self._edits[at].start, self._edits[at].end
        old = index - self._shifts[at + 1]
        return old, old + 1

    def _new_bounds(self, offset: int, *, left: bool) -> int:
        """New offset of an original offset; inside a replaced passage its near or far border."""
        at = bisect_right(self._starts, offset if left else offset - 1) - 1
        if at >= 0 and offset < self._edits[at].end:
            inside = offset > self._edits[at].start
            return self._new_starts[at] if left or not inside else self._new_ends[at]
        return offset + self._shifts[at + 1]


def compose(first: Sequence[Edit], second: Sequence[Edit], original: str) -> tuple[Edit, ...]:
    """One list of edits over ``original`` that does what ``first`` and then ``second`` do.

    ``second`` belongs to the text that ``first`` makes. Edits that meet in the same characters become
    one, with both rule ids and the lower confidence; the others keep their own. Linear time.
    """
    if not first or not second:
        return tuple(first or second)
    if isinstance(second, Rewriting):
        return _rewritten(first, second, original)
    starts, ends, shifts = _in_changed_text(first)
    merged: list[Edit] = []
    i = j = 0
    while j < len(second):
        start, end, old, new, rule, sure = second[j]
        if i < len(first) and ends[i] <= start:
            done, i = i, bisect_right(ends, start, i)
            # A bare point (a deletion seen from the middle text, an insertion) meets only what holds it
            # inside, or another bare point at its own place.
            while i > done and start == end == starts[i - 1]:
                i -= 1
            merged += first[done:i]
        if i == len(first) or (end <= starts[i] and not start == end == ends[i]):
            merged.append(edit_of((start - shifts[i], end - shifts[i], old, new, rule, sure)))
            j += 1
        elif start == starts[i] < end == ends[i]:  # one edit, changed again
            start1, end1, old1, _, rule1, sure1 = first[i]
            if new != old1:
                rules = _joined_rules((rule1, rule))
                merged.append(edit_of((start1, end1, old1, new, rules, min(sure1, sure))))
            i, j = i + 1, j + 1
        else:
            i, j = _meet(first, second, (i, j, shifts[i]), original, merged)
    merged += first[i:]
    has_insertions = any(not edit[2] for edit in second)
    return _joined_insertions(merged) if has_insertions else tuple(merged)


def _rewritten(first: Sequence[Edit], second: Rewriting, original: str) -> tuple[Edit, ...]:
    """``compose`` for a second pass that keeps all lengths.

    It changes what the first edits wrote and what lies between them, and joins none of them.
    """
    edits: list[Edit] = []
    between: list[str] = []
    after = second.after
    done = shift = 0
    for edit in first:
        start, end, old, new, rule, sure = edit
        between.append(after[done : start + shift])
        start, done = start + shift, start + shift + len(new)
        if new and (now := after[start:done]) != new:
            changed = compress(new, map(ne, new, now))
            edit = edit_of(
                (edit[0], end, old, now, _joined_rules((rule, *map(second.rule_of, changed))), sure)
            )
        shift = done - end
        if edit[3] != old:
            edits.append(edit)
    between.append(after[done:])
    gaps = list(map(range, [0, *(edit[1] for edit in first)], [*(edit[0] for edit in first), len(original)]))
    kept = "".join([original[gap.start : gap.stop] for gap in gaps])
    edits += second.between(kept, "".join(between), chain.from_iterable(gaps))
    edits.sort()
    return tuple(edits)


def _in_changed_text(edits: Sequence[Edit]) -> tuple[list[int], list[int], list[int]]:
    """Where ``edits`` begin and end in the text they make, and how far offsets before each are moved."""
    shifts = [0, *accumulate(len(new) - end + start for start, end, _, new, _, _ in edits)]
    starts = [edit[0] + shift for edit, shift in zip(edits, shifts, strict=False)]
    ends = [edit[1] + shift for edit, shift in zip(edits, shifts[1:], strict=True)]
    return starts, ends, shifts


@lru_cache(maxsize=1024)
def _joined_rules(rules: tuple[str, ...]) -> str:
    return "+".join(dict.fromkeys(single for rule in rules for single in rule.split("+")))


def _meet(
    first: Sequence[Edit], second: Sequence[Edit], at: tuple[int, int, int], original: str, merged: list[Edit]
) -> tuple[int, int]:
    """Append the one edit for all edits that meet in a stretch of the middle text; return where it ends."""
    i, j, before = at
    shift = before
    start = min(first[i].start + shift, second[j].start)
    end = start
    i0, j0 = i, j
    while True:
        if i < len(first) and _joins(first[i].start + shift, len(first[i].replacement), start, end, i == i0):
            end = max(end, first[i].start + shift + len(first[i].replacement))
            shift += len(first[i].replacement) - (first[i].end - first[i].start)
            i += 1
        elif j < len(second) and _joins(second[j].start, len(second[j].original), start, end, j == j0):
            end = max(end, second[j].end)
            j += 1
        else:
            break
    old = original[start - before : end - shift]
    new = _apply_within(_apply_within(old, first[i0:i], start - before), second[j0:j], start)
    if new != old:
        edits = (*first[i0:i], *second[j0:j])
        rule = _joined_rules(tuple(edit.rule for edit in edits))
        sure = min(edit.confidence for edit in edits)
        merged.append(Edit(start - before, end - shift, old, new, rule, sure))
    return i, j


def _joins(at: int, length: int, start: int, end: int, is_seed: bool) -> bool:
    """Whether an edit at ``at`` meets the stretch; the first of each pass was already found to meet."""
    return is_seed or at < end or (length == 0 and at == start == end)


def _joined_insertions(edits: list[Edit]) -> tuple[Edit, ...]:
    """``edits`` with neighbouring insertions at one and the same place made one."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and joined[-1].start == joined[-1].end == edit.start == edit.end:
            before = joined.pop()
            text, rule = before.replacement + edit.replacement, f"{before.rule}+{edit.rule}"
            edit = Edit(edit.start, edit.end, "", text, rule, min(before.confidence, edit.confidence))
        joined.append(edit)
    return tuple(joined)


def _apply_within(text: str, edits: Sequence[Edit], base: int) -> str:
    """Carry out ``edits`` on ``text``, which was cut out of a longer one at ``base``."""
    parts: list[str] = []
    done = 0
    for edit in edits:
        parts += (text[done : edit.start - base], edit.replacement)
        done = edit.end - base
    parts.append(text[done:])
    return "".join(parts)
