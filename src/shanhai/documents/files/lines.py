"""Lines of a page put together to paragraphs: where a page ends a line for want of room, the text goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shanhai.documents.files.model import Box, Page, pack

SPARE = 0.7
"""A line is full when the next line's first word would leave less than so many characters of room."""
INDENT = 0.8
"""A line that begins further in than so many characters begins a paragraph, or is set in the middle."""
FOOT = 0.9
"""Below this share of the page's height a line of nothing but a number is the page's own number."""
_ENDS = "。；！？：!?;:…"
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]{0,6}(?:第\s?)?\d{1,4}(?:\s?页)?(?:\s?[/／共]\s?\d{1,4}\s?页?)?[-—–·\s]{0,6}"
)
_FIRST_WORD = re.compile(r"[!-~]{1,30}|.")

Letters = list[tuple[str, Box | None]]


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the format's reader found it: letters with boxes, ``\\n`` at the end of every line."""

    letters: Letters
    width: float
    height: float


@dataclass(slots=True)
class _Line:
    letters: Letters
    left: float
    right: float
    top: float
    room: float = 1.0
    at_margin: bool = False

    @property
    def text(self) -> str:
        return "".join(letter for letter, _ in self.letters)


def joined(raw: Sequence[RawPage]) -> tuple[str, tuple[Page, ...]]:
    """The text of all pages with wrapped lines joined, also from page to page, and the pages over it."""
    parts: list[str] = []
    pages: list[Page] = []
    length = 0
    open_line: _Line | None = None
    for page in raw:
        start, boxes = length, list[Box | None]()
        for line in _lines(page):
            if open_line is not None:
                glue = _between(open_line, line)
                parts.append(glue)
                length += len(glue)
                if len(boxes) or length - len(glue) > start:
                    boxes += [None] * len(glue)
                else:
                    start = length  # what joins two pages belongs to the first
            parts.append(line.text)
            length += len(line.letters)
            boxes += [box for _, box in line.letters]
            open_line = line
        pages.append(Page(start, length, page.width, page.height, pack(boxes)))
    return "".join(parts) + ("\n" if parts else ""), tuple(pages)


def _lines(page: RawPage) -> list[_Line]:
    """The page's lines that hold something, without its number, with the room left on each."""
    found = []
    letters: Letters = []
    for letter, box in [*page.letters, ("\n", None)]:
        if letter != "\n":
            letters.append((letter, box))
            continue
        if inked := [box for _, box in letters if box]:
            right, top = max(box[2] for box in inked), min(box[1] for box in inked)
            found.append(_Line(letters, inked[0][0], right, top))
        letters = []
    lines = [line for line in found if not (line.top > FOOT and _PAGE_NUMBER.fullmatch(line.text.strip()))]
    if lines:
        _measure(lines)
    return lines


def _measure(lines: Sequence[_Line]) -> None:
    """Say of each line how much room it leaves, and whether it begins at the left edge."""
    boxes = [box for line in lines for letter, box in line.letters if box and not letter.isascii()]
    widths = sorted(right - left for left, _, right, _ in boxes)
    em = widths[len(widths) // 2] if widths else 0.0
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    for line in lines:
        short = line.right - line.left < (right - left) / 2
        line.room = 1.0 if short else right - line.right - SPARE * em
        line.at_margin = line.left < left + INDENT * em


def _between(first: _Line, second: _Line) -> str:
    """What stands between two lines: nothing or a blank where the sentence goes on, else a line end."""
    end = first.text.rstrip()[-1:]
    if end in _ENDS or not second.at_margin or first.room > _first_width(second):
        return "\n"
    start = second.text.lstrip()[:1]
    return " " if end.isascii() and start.isascii() and end.isalpha() and start.isalpha() else ""


def _first_width(line: _Line) -> float:
    """The width of what cannot be parted at the line's beginning: a number, a Latin word, one character."""
    inked = [(letter, box) for letter, box in line.letters if box]
    word = _FIRST_WORD.match("".join(letter for letter, _ in inked))
    last = inked[word.end() - 1 if word else 0][1]
    return last[2] - line.left if last else 0.0
