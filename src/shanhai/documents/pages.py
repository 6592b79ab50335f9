"""Documents as pictures of their pages, with the places of words on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shanhai.documents.files.model import Box
from shanhai.documents.marks import Mark
from shanhai.documents.models import Document, DocumentPage
from shanhai.ledger.store import read_bytes

PICTURED = frozenset({"pdf", "image"})
SMALLEST, LARGEST = 200, 2400
SAME_LINE = 0.5
"""Characters whose middles differ by less than this share of their height stand on one line."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle over some characters of one line that belong to a mark, in thousandths of the page."""

    key: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is drawn: its number (from 1), its form and what is marked on it."""

    number: int
    width: float
    height: float
    areas: tuple[Area, ...]


def picture(document: Document, number: int, width: int) -> bytes:
    """Page ``number`` (from 1) of a document read in scope, as PNG. LookupError when there is none."""
    from shanhai.documents.files.child import picture_in_child

    if document.format not in PICTURED:
        raise LookupError(number)
    width = min(max(width, SMALLEST), LARGEST)
    return picture_in_child(document.format, read_bytes(document.sha256), number - 1, width)


def page_views(document: Document, marks: Sequence[Mark], start: int, end: int) -> list[PageView]:
    """The pages that hold ``start..end`` of the original, with the marks (in the same offsets) on them."""
    if document.format not in PICTURED:
        return []
    rows = DocumentPage.objects.filter(document=document, start__lt=max(end, 1), end__gte=start)
    return [
        PageView(page.number, page.width, page.height, tuple(_areas(page, marks)))
        for page in rows.order_by("number")
    ]


def _areas(page: DocumentPage, marks: Sequence[Mark]) -> list[Area]:
    inside = [mark for mark in marks if mark.start < page.end and mark.end > page.start]
    boxes = page.box_list() if inside else []
    found = []
    for mark in inside:
        first, last = max(mark.start - page.start, 0), min(mark.end - page.start, len(boxes))
        for x0, y0, x1, y1 in _lines(boxes[first:last]):
            found.append(Area(mark.key, *(round(1000 * n, 1) for n in (x0, y0, x1 - x0, y1 - y0))))
    return found


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Boxes put together line by line; those without ink are left out."""
    lines: list[Box] = []
    for box in boxes:
        if box[2] <= box[0]:
            continue
        last = lines[-1] if lines else None
        if last and _on_one_line(last, box):
            lines[-1] = (
                min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]),
            )  # fmt: skip
        else:
            lines.append(box)
    return lines


def _on_one_line(first: Box, second: Box) -> bool:
    higher = max(first[3] - first[1], second[3] - second[1])
    return abs(first[1] + first[3] - second[1] - second[3]) / 2 < SAME_LINE * higher
