"""What a repair returns, and its options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from shanhai.text.spans import Edit, OffsetMap, Span, apply_edits, check_edits

RULES_VERSION = "2"
"""Changes when the same input may give another output; stored beside stored edits."""


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """What to do; the defaults suit a page of unknown origin. All parts can be switched off singly."""

    html: bool = True
    """Take tags and scripts out and decode entities where the text is HTML."""
    encoding: bool = True
    """Set right what was decoded with a wrong encoding."""
    pinyin: bool = True
    """Take inserted readings out and undo the byte shifts they made; guess lost bytes."""
    simplify: bool = True
    """Turn traditional text into simplified."""
    furniture: bool = True
    """Mark breadcrumbs, date lines, related links and the like as removed."""
    width: bool = True
    """Full-width marks between Chinese characters, half-width figures and letters."""


DEFAULT_OPTIONS = RepairOptions()


@dataclass(frozen=True, slots=True)
class Residue:
    """A place that could not be repaired, in offsets of the original text; ``reason`` is Chinese, for users.

    ``kind`` is one of: ``lost_byte`` (a character read by guess), ``lost_digit`` (a figure lacks a digit;
    ``□`` stands for it), ``garbled``, ``filtered`` (characters taken out by the site), ``cut`` (the end is
    missing), ``spun`` (words swapped by software), ``shuffled`` (characters or points of a list in random
    order).
    """

    kind: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page tells about itself outside its body; empty (None) where it does not."""

    title: str = ""
    published: date | None = None
    source: str = ""
    author: str = ""


@dataclass(frozen=True)
class RepairedText:
    """Readable simplified text with the way back to every character of the original.

    ``edits`` and ``residue`` are tuples, or (see :class:`shanhai.text.deferred.Deferred`) sequences that are
    worked out when somebody looks at them: a reader of the text alone need not wait for them.
    ``edits`` are over ``original``, ascending and disjoint; what was taken out as page furniture is an
    edit with a rule ``furniture.*`` and an empty replacement.
    """

    original: str
    text: str
    edits: Sequence[Edit] = ()
    residue: Sequence[Residue] = ()
    metadata: Metadata = field(default_factory=Metadata)
    rules_version: str = RULES_VERSION

    @cached_property
    def _map(self) -> OffsetMap:
        return OffsetMap(self.edits)

    def to_original(self, span: Span) -> Span:
        """Where the characters of ``span`` (in the repaired text) come from; replaced passages count whole.

        Raises ValueError when the span reaches beyond the repaired text.
        """
        if span.end > len(self.text):
            raise ValueError(f"{span} reaches beyond the repaired text ({len(self.text)} characters)")
        return self._map.to_original(span)

    def to_repaired(self, span: Span) -> Span | None:
        """Where the characters of ``span`` (in the original) stand now; None when all were taken out.

        Raises ValueError when the span reaches beyond the original.
        """
        if span.end > len(self.original):
            raise ValueError(f"{span} reaches beyond the original ({len(self.original)} characters)")
        return self._map.to_changed(span)

    def to_json(self) -> dict[str, Any]:
        """Everything but the original, as JSON-able values; ``original`` quotes are left out of the edits."""
        meta = self.metadata
        published = meta.published.isoformat() if meta.published else None
        return {
            "rules_version": self.rules_version,
            "edits": [[e.start, e.end, e.replacement, e.rule, e.confidence] for e in self.edits],
            "residue": [[r.kind, r.start, r.end, r.reason] for r in self.residue],
            "metadata": {
                "title": meta.title,
                "published": published,
                "source": meta.source,
                "author": meta.author,
            },
        }

    @classmethod
    def from_json(cls, original: str, stored: dict[str, Any]) -> RepairedText:
        """The repaired text that :meth:`to_json` stored, without repairing again.

        Raises :class:`shanhai.text.spans.EditError` when the edits do not fit ``original``.
        """
        edits = tuple(Edit(s, e, original[s:e], new, rule, sure) for s, e, new, rule, sure in stored["edits"])
        check_edits(original, edits)
        meta = dict(stored["metadata"])
        published = date.fromisoformat(meta["published"]) if meta["published"] else None
        residue = tuple(Residue(*entry) for entry in stored["residue"])
        metadata = Metadata(meta["title"], published, meta["source"], meta["author"])
        text = apply_edits(original, edits)
        return cls(original, text, edits, residue, metadata, stored["rules_version"])


def edits_of(original: str, replacements: Sequence[tuple[int, int, str]], rule: str) -> list[Edit]:
    """Edits with one rule from (start, end, new text), leaving out what changes nothing."""
    return [Edit(s, e, original[s:e], new, rule) for s, e, new in replacements if original[s:e] != new]
