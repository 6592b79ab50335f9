"""From text to paragraphs, sentences and clauses, each a span with its place in the order.

A *clause* is what stands between commas, colons and the like; a *segment* ends at a semicolon as well; a
*sentence* ends at a full stop, question or exclamation mark, or with its paragraph. A comma inside a number
(``1,346人次``), a colon inside a time (``8:30``) and marks inside 《》 or short brackets divide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_SENTENCE_END = frozenset("。！？!?…")
_SEGMENT_END = frozenset("；;")
_CLAUSE_END = frozenset("，,：:")
_CLOSE = dict(zip("（(《〈【[", "）)》〉】]", strict=True))
_MARK = re.compile(f"[{re.escape(''.join((*_SENTENCE_END, *_SEGMENT_END, *_CLAUSE_END, *_CLOSE)))}]")
_LONGEST_CLAUSE = 300  # characters; text without marks is cut so that reading stays linear
_LONGEST_SENTENCE = 60  # clauses
_LONGEST_BRACKET = 80  # an opening bracket without its partner must not swallow the text

# A line that only names what follows: no sentence mark, not long. Numbered headings may end in a mark.
_HEADING_LENGTH = 50
_HEADING_MARK = re.compile("[，,；;。]")
_CELL, _CELLS = (
    re.compile(r"[\w%）)](?:[ \t　]*[|｜][ \t　]*|[ \t　]+)(?=[\w（(“])"),
    2,
)  # a row of a table, not a heading
_CELL_MARK = re.compile("[ \t　|｜]")
# Below the title a line that tells a count is no heading, though no full stop ends it (lists, posts).
_TOLD = re.compile(
    r"(?:\d|[一二三四五六七八九十百千万两])[余多]?[万亿]?[余多]?[名位个人户家所场次期批对元亩台套件辆份村]"
    r"|\d[万亿][+＋]"
)
_NUMBERED = re.compile(
    r"[ 　]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|第[一二三四五六七八九十]{1,3}[部章节条]|\d{1,2}[、.．])"
)


class Clause(NamedTuple):
    """One clause; the numbers say to which paragraph, sentence and segment of the document it belongs."""

    start: int
    end: int
    paragraph: int
    sentence: int
    segment: int
    heading: bool


class Paragraph(NamedTuple):
    """One line of the text; ``heading`` when it only names what follows (title, section, caption)."""

    start: int
    end: int
    heading: bool


@lru_cache(maxsize=4)
def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The lines of ``text`` that hold more than white space, in order; kept for every reader."""
    found: list[Paragraph] = []
    for match in re.finditer(r"[^\n\r]+", text):
        line = match.group()
        if stripped := line.strip():
            start = match.start() + line.index(stripped[0])
            names = is_heading(stripped) and not (found and _TOLD.search(stripped))
            found.append(Paragraph(start, start + len(stripped), names))
    return tuple(found)


def is_heading(line: str) -> bool:
    """Whether a line names what follows instead of saying something: short, and no sentence in it."""
    if len(line) > _HEADING_LENGTH or line[-1] in "。！？!?；;，,：:…" or is_row(line):
        return False
    marks = len(_HEADING_MARK.findall(line))
    return marks == 0 or (marks == 1 and len(line) <= _HEADING_LENGTH - 10 and "。" not in line)


def is_row(line: str) -> bool:
    """Whether a line is the row of a table: cells with white space or bars between them."""
    return _CELL_MARK.search(line) is not None and len(_CELL.findall(line)) >= _CELLS


def section_level(line: str) -> int:
    """How deep a numbered heading lies: 1 for 一、, 2 for （一）, 3 for 1. ; 0 without a number."""
    match = _NUMBERED.match(line)
    if not match:
        return 0
    number = match.group().strip()
    if number[0] in "（(":
        return 2
    return 3 if number[0].isdigit() else 1


def clauses(text: str) -> list[Clause]:
    """All clauses of ``text``. Takes time in proportion to its length."""
    found: list[Clause] = []
    sentence = segment = 0
    for number, paragraph in enumerate(paragraphs(text)):
        sentence, segment = sentence + 1, segment + 1
        length = 0
        for start, end, mark in _pieces(text, paragraph.start, paragraph.end):
            if text[start:end].strip():
                found.append(Clause(start, end, number, sentence, segment, paragraph.heading))
                length += 1
            over = mark in _SENTENCE_END or length >= _LONGEST_SENTENCE
            segment += mark in _SEGMENT_END or over
            sentence += over
            length = 0 if over else length
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Stretches between marks of ``text[start:end]``, each with the mark that ends it ('' at the end)."""
    left = free = start  # free: behind the brackets read so far
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        if at < free:
            continue
        if at - left >= _LONGEST_CLAUSE:
            for cut in _cuts(text, left, free, at):
                yield left, cut, ""
                left = cut
        free = at
        if partner := _CLOSE.get(mark):
            free = max(at, text.find(partner, at, min(end, at + _LONGEST_BRACKET))) + 1
        elif mark not in _CLAUSE_END or not _in_number(text, at):
            yield left, at, mark
            left = free = at + 1
    for cut in _cuts(text, left, free, end):
        yield left, cut, ""
        left = cut
    if left < end:
        yield left, end, ""


def _cuts(text: str, left: int, start: int, end: int) -> Iterator[int]:
    """Where a clause that begins at ``left`` and grows too long is cut, looked for in ``start..end``."""
    for at in range(max(start, left + _LONGEST_CLAUSE), end):
        length = at - left
        if length >= 2 * _LONGEST_CLAUSE or (length >= _LONGEST_CLAUSE and not text[at].isalnum()):
            yield at
            left = at


def _in_number(text: str, at: int) -> bool:
    """Whether the mark at ``at`` stands inside a number or a time: ``1,346`` or ``8:30``."""
    if at == 0 or not text[at - 1].isdigit() or (text[at] in "，：" and not text[at + 1 : at + 4].isdigit()):
        return False
    after = text[at + 1 : at + 4]
    return (
        len(after) >= 2 and after[:2].isdigit() if text[at] in ":：" else len(after) == 3 and after.isdigit()
    )
