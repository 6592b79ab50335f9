"""The period of a claim, from the words that govern it.

Asked in this order: a date or period in the claim's own clause; in the clauses before it in the sentence; a
since-phrase (2017年以来) earlier in the paragraph; the year of the section's heading or of the title of a yearly
report. «目前» and relative periods (去年, 三年来) that cannot be resolved stop the search: the claim has a
period of its own then, which the text does not print.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from shanhai.text.claims.figures import Reading
from shanhai.text.claims.mentions import TimeMark
from shanhai.text.claims.scope import finder_of
from shanhai.text.claims.segment import paragraphs, section_level

_YEARLY = re.compile(r"(20\d\d)年?(?:度)?")
_REPORT = re.compile(
    r"总结|报告|情况|计划|要点|公示|自评|台账|汇报|工作|清单|任务|一览|统计|概况|综述|成效|实事|大事记"
)
_UP_TO_NOW = re.compile(r"(?:截至|截止|截至到|到|至)$")


@dataclass(frozen=True, slots=True)
class Period:
    """ISO dates as precise as the text gives them, '' when open, and where they were read."""

    since: str
    until: str
    source: str


@dataclass(frozen=True, slots=True)
class _Section:
    start: int
    end: int
    year: str


class Times:
    """Answers for any place of one text which period governs it."""

    def __init__(self, reading: Reading, marks: list[TimeMark]) -> None:
        self._reading = reading
        titles = [(m.start(), m.end()) for m in re.finditer(r"《[^》\n]{0,80}》", reading.text)]
        self._marks = [m for m in marks if not any(s <= m.start < e for s, e in titles)]
        taken = [(m.start, m.end) for m in self._marks]
        for word in finder_of("now").find(reading.text):
            up_to_now = _UP_TO_NOW.search(reading.text, max(word.start - 3, 0), word.start)
            if not up_to_now and not any(s < word.end and word.start < e for s, e in taken):
                self._marks.append(TimeMark(word.start, word.end, "", ""))
        self._marks.sort(key=lambda mark: mark.start)
        self._starts = [mark.start for mark in self._marks]
        self._sections = _sections(reading.text)

    def of(self, at: int, start: int, end: int) -> Period:
        """The period that governs the words ``start..end`` of clause ``at``."""
        clauses = self._reading.clauses
        clause = clauses[at]
        first = self._reading.sentence_start(at)
        mark = self._last(clause.start, end) or self._first(end, clause.end)
        if mark:
            return self._joined(mark, clauses[first].start, "clause")
        if mark := self._last(clauses[first].start, clause.start):
            return self._joined(mark, clauses[first].start, "sentence")
        opening = first
        while opening and clauses[opening - 1].paragraph == clause.paragraph:
            opening -= 1
        if mark := self._governing(clauses[opening].start, clauses[first].start):
            return Period(mark.since, mark.until, "paragraph")
        for section in self._sections:
            if section.start <= start < section.end:
                return Period(section.year, section.year, "heading")
        return Period("", "", "")

    def _joined(self, mark: TimeMark, start: int, source: str) -> Period:
        """The period of ``mark`` with the other end that a mark before it in the sentence gives."""
        since, until = mark.since, mark.until
        for other in self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, mark.start)]:
            if mark.as_of and other.since_phrase:
                since = since or other.since
            elif other.as_of and not until:
                until = other.until
        return Period(since, until, source)

    def _last(self, start: int, end: int) -> TimeMark | None:
        found = self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return found[-1] if found else None

    def _first(self, start: int, end: int) -> TimeMark | None:
        found = self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return found[0] if found else None

    def _governing(self, start: int, end: int) -> TimeMark | None:
        """The last since-phrase of the paragraph so far; one that cannot be resolved governs as well."""
        found = self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return next((mark for mark in reversed(found) if mark.since_phrase), None)


def _sections(text: str) -> list[_Section]:
    """Stretches under a title or a heading that prints a year, inner ones first."""
    found: list[_Section] = []
    open_: list[tuple[int, int, str]] = []
    for number, paragraph in enumerate(paragraphs(text)):
        line = text[paragraph.start : paragraph.end]
        level = 0 if number == 0 else section_level(line) or (4 if paragraph.heading else 0)
        if number and not level:
            continue
        while open_ and open_[-1][0] >= level and number:
            _, start, year = open_.pop()
            found.append(_Section(start, paragraph.start, year))
        match = _YEARLY.search(line) if paragraph.heading else None
        if match and (number or _REPORT.search(line)) and not re.search(r"以来|至今|[-—~至]\s*20\d\d", line):
            open_.append((level, paragraph.start, match.group(1)))
    found += [_Section(start, len(text), year) for _, start, year in reversed(open_)]
    return sorted(found, key=lambda section: section.start, reverse=True)
