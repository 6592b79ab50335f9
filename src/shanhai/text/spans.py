"""Spans, edits and the map between an original text and the text computed from it.

A fixer never returns a new string: it returns :class:`Edit` objects over the text it was given.
The new text *and* the way back are both computed from those edits, so they cannot disagree.
Offsets are code points, half-open (``start <= i < end``), as everywhere in Python.
"""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in one text, with the rule that asked for it and how sure it is.

    ``original`` is always ``text[start:end]`` of the text the edit belongs to; ``confidence`` is
    between 0 (a guess) and 1 (certain). ``rule`` is a stable id such as ``pinyin.bracket``.
    """

    start: int
    end: int
    original: str
    replacement: str
    rule: str
    confidence: float = 1.0
