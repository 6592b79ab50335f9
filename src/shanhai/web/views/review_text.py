"""The two texts of the review page: repaired, and the untouched original with the repairs tinted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shanhai.documents.marks import Mark, Piece, pieces
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.pages import PageView, page_views
from shanhai.documents.wording import rule_words
from shanhai.text.repair import RepairedText
from shanhai.text.spans import Edit, Span

PART = 20_000
"""Longest stretch of repaired text on one page; longer documents are shown part by part."""
SURE = 0.8
"""Repairs less sure than this are drawn as guesses."""
HERE = 0
"""The mark of the words an address asks for, where they are no claim's; claims are marked by their ids."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters as the template draws it. ``tip`` tells what the repair did here."""

    text: str
    start: int
    claims: tuple[int, ...] = ()
    here: bool = False
    anchor: int | None = None
    tip: str = ""
    change: str = ""

    @property
    def keys(self) -> str:
        return " ".join(map(str, self.claims))


@dataclass(frozen=True, slots=True)
class TextPart:
    """One part of a document: both texts, its bounds in the repaired text, and where it stands."""

    number: int
    count: int
    start: int
    end: int
    repaired: list[Run] = field(repr=False)
    original: list[Run] = field(repr=False)
    pages: list[PageView] = field(repr=False, default_factory=list)


def part_of(document: Document, at: int) -> int:
    """The number (from 0) of the part that holds offset ``at`` of the repaired text."""
    return min(max(at, 0), max(len(document.repaired) - 1, 0)) // PART


def text_part(
    document: Document, claims: Sequence[DocumentClaim], number: int, here: Span | None = None
) -> TextPart:
    """Part ``number`` of a document's texts with every claim marked, and ``here``, a span of the original."""
    repaired = document.repaired_text
    count = max(1, -(-len(repaired.text) // PART))
    number = min(max(number, 0), count - 1)
    start, end = number * PART, min((number + 1) * PART, len(repaired.text))
    marks = [Mark(claim.text_start, claim.text_end, claim.pk) for claim in claims]
    old_marks = [Mark(claim.start, claim.end, claim.pk) for claim in claims]
    if here is not None:
        old_marks.append(Mark(here.start, here.end, HERE))
        if now := repaired.to_repaired(here):
            marks.append(Mark(now.start, now.end, HERE))
    old_start, old_end = _old_window(repaired, start, end, last=number == count - 1)
    new = pieces(repaired.text, marks, _in_new_text(repaired.edits), start=start, end=end)
    old = pieces(repaired.original, old_marks, repaired.edits, start=old_start, end=old_end)
    pages = page_views(document, old_marks, old_start, old_end)
    return TextPart(number, count, start, end, _runs(new, _tip_repaired), _runs(old, _tip_original), pages)


def _old_window(repaired: RepairedText, start: int, end: int, *, last: bool) -> tuple[int, int]:
    """The stretch of the original that belongs to ``start..end`` of the repaired text, without gaps."""
    old_start = repaired.to_original(Span(start, start)).start if start else 0
    old_end = len(repaired.original) if last else repaired.to_original(Span(end, end)).start
    return old_start, max(old_start, old_end)


def _in_new_text(edits: Sequence[Edit]) -> list[Edit]:
    """The edits that left something behind, with offsets in the repaired text."""
    moved, shift = [], 0
    for edit in edits:
        if edit.replacement:
            start = edit.start + shift
            end = start + len(edit.replacement)
            moved.append(Edit(start, end, edit.original, edit.replacement, edit.rule, edit.confidence))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return moved


def _tip_repaired(edit: Edit) -> tuple[str, str]:
    # Width and white space are changed everywhere; tinting them would hide what matters.
    if not edit.original.strip() or all(
        part.startswith(("width", "layout")) for part in edit.rule.split("+")
    ):
        return "", ""
    told = {"old": edit.original[:60], "rule": rule_words(edit.rule)}
    return _with_doubt(edit, _("原文“%(old)s”：%(rule)s") % told, "changed")


def _tip_original(edit: Edit) -> tuple[str, str]:
    rule = rule_words(edit.rule)
    if not edit.replacement:
        return _("已略去：%(rule)s") % {"rule": rule}, "removed"
    told = {"new": edit.replacement[:60], "rule": rule}
    if edit.start == edit.end:
        return _with_doubt(edit, _("补上“%(new)s”：%(rule)s") % told, "added")
    return _with_doubt(edit, _("改为“%(new)s”：%(rule)s") % told, "changed")


def _with_doubt(edit: Edit, tip: str, change: str) -> tuple[str, str]:
    """The tip and the way it is drawn; a repair by guess asks to be compared with the original."""
    if edit.confidence >= SURE:
        return tip, change
    return _("%(tip)s（推测，请对照原文）") % {"tip": tip}, f"{change} rv-guessed"


def _runs(found: Sequence[Piece], tip: Callable[[Edit], tuple[str, str]]) -> list[Run]:
    """Pieces as the template draws them."""
    runs = []
    for piece in found:
        words, change = tip(piece.edit) if piece.edit else ("", "")
        begins = [key for key in piece.begins if key != HERE]
        runs.append(
            Run(
                text=piece.text,
                start=piece.start,
                claims=tuple(key for key in piece.marks if key != HERE),
                here=HERE in piece.marks,
                anchor=HERE if HERE in piece.begins else begins[0] if begins else None,
                tip=words,
                change=change,
            )
        )
    return runs


def claims_in(claims: Sequence[DocumentClaim], part: TextPart) -> list[DocumentClaim]:
    """The claims whose words begin in this part, in the order of the text; those without place come first."""
    ordered = sorted(claims, key=lambda claim: (claim.text_start, claim.number))
    starts = [claim.text_start for claim in ordered]
    last = len(ordered) if part.number == part.count - 1 else bisect_left(starts, part.end)
    return ordered[bisect_left(starts, part.start) : last]
