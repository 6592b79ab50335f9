"""What stands on a page beside the body: breadcrumbs, date lines, editors, related links, licences.

Works on repaired simplified lines. A line is furniture by its own words, or because it stands in the
list that follows a heading such as 相关阅读. Nothing is lost: the edits keep it, the metadata use it.
The words are data (``data/furniture.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from shanhai.text.repair import metadata
from shanhai.text.repair.model import Metadata
from shanhai.text.repair.tables import furniture_patterns
from shanhai.text.spans import Edit

SHORT = 80  # characters a furniture line may have
PROSE = 40  # characters that make a line with a full stop prose
REPEATED = 20  # characters from which a line that stands twice is a repetition
HEADLINE = 8  # characters from which a headline that follows itself is one
SPAM = 3  # different words of smut and gambling that make a line spam


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text with its place."""

    start: int
    end: int
    text: str

    @property
    def is_prose(self) -> bool:
        return len(self.text) >= PROSE and "。" in self.text


@cache
def _pattern(group: str, name: str) -> re.Pattern[str]:
    return re.compile(furniture_patterns()[group][name])


@cache
def _short_lines() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((f"furniture.{name}", _pattern("lines", name)) for name in furniture_patterns()["lines"])


def split_lines(text: str) -> list[Line]:
    """The lines of ``text`` without their line ends, in order."""
    lines: list[Line] = []
    start = 0
    for part in text.split("\n"):
        lines.append(Line(start, start + len(part), part))
        start += len(part) + 1
    return lines


def survey(text: str) -> tuple[list[Edit], Metadata]:
    """Edits, with empty replacements, that take furniture out of ``text``, and what the furniture tells.

    A text that would be nothing but furniture is left alone: it is then somebody's list, not a page.
    """
    lines = split_lines(text)
    rules = [_rule(line.text) if line.text else "" for line in lines]
    _lists(lines, rules)
    _repetitions(lines, rules)
    pairs = [(line.text, rule) for line, rule in zip(lines, rules, strict=True) if line.text]
    first = next((number for number, (_, rule) in enumerate(pairs) if not rule), None)
    if first is None:
        return [], Metadata()
    pairs[first] = (_pattern("parts", "site_tail").sub("", pairs[first][0]), "")
    return list(_edits(text, lines, rules)), metadata.read(pairs)


def _rule(line: str) -> str:
    """The rule that a line falls under by its own words; empty for the body."""
    if len(line) > 4 * SHORT:
        return ""
    long_line = "disclaimer" if len(line) > 2 * SHORT else "licence"
    if _pattern("long_lines", "disclaimer").search(line) or _pattern("long_lines", long_line).search(line):
        return "furniture.licence"
    if "。" not in line and len(set(_pattern("parts", "spam").findall(line))) >= SPAM:
        return "furniture.spam"
    if len(line) > SHORT or "。" in line[:-1]:
        return ""
    for rule, pattern in _short_lines():
        if pattern.search(line):
            return rule
    is_byline = _pattern("parts", "dated").search(line) and _pattern("parts", "labelled").search(line)
    return "furniture.byline" if is_byline else ""


def _lists(lines: Sequence[Line], rules: list[str]) -> None:
    """Mark the lists that follow a heading of related stories, to the next prose or, at the end, whole."""
    heading = _pattern("parts", "related")
    whole = prose_left = sum(line.is_prose for line in lines)
    inside = False
    for number, line in enumerate(lines):
        prose_left -= line.is_prose
        if len(line.text) <= SHORT and heading.match(line.text):
            inside = True
        elif inside and line.is_prose and prose_left * 2 >= whole:
            inside = False
        if inside and line.text:
            rules[number] = rules[number] or "furniture.related"


def _repetitions(lines: Sequence[Line], rules: list[str]) -> None:
    """Mark long lines that stood before, and a headline that follows itself."""
    seen: set[str] = set()
    before = ""
    for number, line in enumerate(lines):
        text = line.text
        if rules[number] or not text:
            continue
        again = text in seen and len(text) >= REPEATED and "\t" not in text
        if again or (text == before and len(text) >= HEADLINE and len(seen) <= 3):
            rules[number] = "furniture.repeated"
        seen.add(text)
        before = text


def _edits(text: str, lines: Sequence[Line], rules: Sequence[str]) -> Iterator[Edit]:
    kept_before = False
    for line, rule in zip(lines, rules, strict=True):
        if rule:
            # the line goes with the line end before it, or, at the top, the one after it
            start = line.start - 1 if kept_before else line.start
            end = line.end if kept_before or line.end == len(text) else line.end + 1
            yield Edit(start, end, text[start:end], "", rule)
        elif line.text:
            cut, rule = _tail(line.text, is_first=not kept_before)
            if cut:
                start = line.start + cut
                yield Edit(start, line.end, text[start : line.end], "", rule)
            kept_before = True


def _tail(line: str, *, is_first: bool) -> tuple[int, str]:
    """Where furniture at the end of a line of the body begins, and its rule; 0 when there is none."""
    end = line[-SHORT:]
    if ":" in end or "：" in end:
        editor = _pattern("parts", "editor_tail").search(line, max(0, len(line) - SHORT))
        if editor:
            return editor.start(), "furniture.editor"
    site = _pattern("parts", "site_tail").search(line) if is_first and len(line) <= SHORT else None
    return (site.start(), "furniture.site") if site and site.start() >= HEADLINE else (0, "")
