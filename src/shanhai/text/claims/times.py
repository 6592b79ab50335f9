"""The period of a claim, from the words that govern it.

Asked in this order: a date or period in the claim's own clause; in the clauses before it in the sentence;
a since-phrase (2017年以来) earlier in the paragraph; the year of the section's heading or of the title.
«目前» and relative periods (去年, 三年来) that cannot be resolved stop the search: the claim has a period of
its own then, which the text does not print.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from shanhai.text.claims.figures import Reading
from shanhai.text.claims.mentions import TimeMark
from shanhai.text.claims.scope import finder_of
from shanhai.text.claims.segment import paragraphs, section_level

_YEARLY = re.compile(r"(20\d\d)(?!年?\d{1,2}月|[-./]\d|\d)年?(?:度)?")
_EVENT = re.compile(
    r"召开|举行|举办|赴|签订|签署|签约|抵达|启程|启动|来访|考察|会议|展销|捐赠|招聘会|仪式|开班|揭牌|座谈|发车|慰问|公告|通知|侧记"
)
_DOCUMENT = re.compile(r"《[^》]{0,10}(20\d\d)年[^》]{0,40}(?:要点|计划|方案|任务|安排)》")
_SPAN = re.compile(r"以来|至今|[-—~至]\s*20\d\d")
_OPENING = re.compile(r"(?:根据[^，。]{0,30}，)?(20\d\d)年(?:度|以来|来)?[，,、]")
_REPORTED = re.compile(r"(?:现将|现就)[^。]{0,40}(?:如下|汇报|报告|通报|总结|公示|公告)")
_SUMMARY = re.compile(
    r"成效|推进|落实|深化|围绕|紧扣|聚焦|按照|坚持|倾力|圆满|关心|支持下|帮扶下|认真|扎实|工作"
)
_COUNT = re.compile(r"\d")
_DIGITS = "〇一二三四五六七八九零"
_CHINESE_YEAR = re.compile(f"二[〇零]([{_DIGITS}]{{2}})(?=年)")
_COMPARED = ("较", "比")  # 较上年增长: a year to compare with
_DEEPEST = 40  # sections looked back through for the one that holds a place
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
        titles = [m.span() for m in re.finditer(r"《[^》\n]{0,80}》", reading.text)]
        self._marks = [
            mark
            for mark in marks
            if not _covered(titles, mark.start) and reading.text[mark.start - 1 : mark.start] not in _COMPARED
        ]
        taken = [(m.start, m.end) for m in self._marks]
        for word in finder_of("now").find(reading.text):
            up_to_now = _UP_TO_NOW.search(reading.text, max(word.start - 3, 0), word.start)
            if not up_to_now and not (_covered(taken, word.start) or _covered(taken, word.end - 1)):
                self._marks.append(TimeMark(word.start, word.end, "", ""))
        self._marks.sort(key=lambda mark: mark.start)
        self._starts = [mark.start for mark in self._marks]
        self._since = [mark for mark in self._marks if mark.since_phrase]
        self._since_starts = [mark.start for mark in self._since]
        self._sections = _sections(reading.text)
        self._section_starts = [section.start for section in self._sections]

    def of(self, at: int, start: int, end: int) -> Period:
        """The period that governs the words ``start..end`` of clause ``at``."""
        clauses = self._reading.clauses
        clause = clauses[at]
        first = self._reading.sentence_start(at)
        mark = self._last(clause.start, end) or self._first(end, clause.end)
        if mark:
            return self._joined(mark, clauses[first].start, "clause")
        if mark := self._before(at, clauses[first].start):
            return self._joined(mark, clauses[first].start, "sentence")
        opening = self._reading.paragraph_start(at)
        if mark := self._governing(clauses[opening].start, clauses[first].start):
            return Period(mark.since, mark.until, "paragraph")
        last = bisect_right(self._section_starts, start)
        for section in reversed(self._sections[max(last - _DEEPEST, 0) : last]):
            if start < section.end:
                return Period(section.year, section.year, "heading")
        return Period("", "", "")

    def _before(self, at: int, start: int) -> TimeMark | None:
        """The mark of the clauses before in the sentence; beyond a semicolon one that stands by itself."""
        clauses = self._reading.clauses
        segment = clauses[self._reading.segment_start(at)].start
        if mark := self._last(segment, clauses[at].start):
            return mark
        mark = self._last(start, segment)
        if mark is None:
            return None
        clause = clauses[self._reading.clause_at(mark.start)]
        apart = self._reading.text.startswith(("，", ","), mark.end)
        leads = self._reading.text.startswith(("：", ":"), clause.end)  # 2023年完成以下任务：…；…
        before = self._reading.text[mark.start - 1 : mark.start]  # nothing at the very beginning
        opens = mark.start in (start, clause.start) and before in ("", *"\n。：:")
        leads = leads or opens  # a sentence that begins with its date
        return mark if mark.since_phrase or apart or leads else None

    def of_event(self, at: int, start: int) -> Period:
        """The period of an event that begins at ``start``: what is named before it counts first."""
        clauses = self._reading.clauses
        first = clauses[self._reading.sentence_start(at)].start
        if mark := self._last(clauses[at].start, start) or self._last(first, start):
            return self._joined(self._exact(mark, first), first, "sentence")
        return self.of(at, start, start + 1)

    def _exact(self, mark: TimeMark, start: int) -> TimeMark:
        """The date since ``start`` that a mere year repeats: 2023年7月18日，…召开2023年第一次会议."""
        for other in self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, mark.start)]:
            if mark.since == mark.until == other.since[:4] and other.until.startswith(mark.until):
                return other
        return mark

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
        dated = [mark for mark in found if not mark.as_of or mark.until]
        return dated[-1] if dated else None

    def _first(self, start: int, end: int) -> TimeMark | None:
        found = self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return next((mark for mark in found if not mark.as_of or mark.until), None)

    def _governing(self, start: int, end: int) -> TimeMark | None:
        """The last since-phrase of the paragraph so far; one that cannot be resolved governs as well."""
        last = bisect_left(self._since_starts, end) - 1
        return self._since[last] if last >= 0 and self._since_starts[last] >= start else None


def _covered(spans: list[tuple[int, int]], position: int) -> bool:
    """Whether one of the ascending, disjoint ``spans`` holds ``position``."""
    at = bisect_right(spans, (position, len(spans) and spans[-1][1])) - 1
    return at >= 0 and position < spans[at][1]


def _sections(text: str) -> list[_Section]:
    """Stretches under a title, a heading or an opening sentence that prints a year, inner ones first."""
    found: list[_Section] = []
    open_: list[tuple[int, int, str]] = []
    body, body_paragraphs = False, 0
    for number, paragraph in enumerate(paragraphs(text)):
        line = text[paragraph.start : paragraph.end]
        title = not number or (paragraph.heading and not body and not section_level(line))
        level = 0 if title else section_level(line) or (4 if paragraph.heading else 9)
        body = body or not paragraph.heading
        while open_ and not title and level < 9 and open_[-1][0] >= level:
            _, start, year = open_.pop()
            found.append(_Section(start, paragraph.start, year))
        year = _year_of(line, title, paragraph.heading)
        if year and (paragraph.heading or _is_first(open_, body_paragraphs)):
            open_.append((level if level < 9 else 0, paragraph.start, year))
        elif year:
            found.append(_Section(paragraph.start, paragraph.end, year))
        body_paragraphs += not paragraph.heading
    found += [_Section(start, len(text), year) for _, start, year in open_]
    return sorted(found, key=lambda section: section.start)


def _is_first(open_: list[tuple[int, int, str]], body_paragraphs: int) -> bool:
    """Whether an opening sentence stands for the whole text: the first body paragraph, under no year yet."""
    return body_paragraphs == 0 and not open_


def _year_of(line: str, title: bool, heading: bool) -> str:
    """The year that a title, a heading or an opening (2023年，…现将情况报告如下) sets for what follows it."""
    if not heading:
        if _REPORTED.search(line) and len(years := set(_YEARLY.findall(fold_years(line)))) == 1:
            return str(years.pop())
        opening = _OPENING.match(line)
        topic = opening and _SUMMARY.search(line) and not _COUNT.search(line.split("。")[0][opening.end() :])
        return opening.group(1) if opening and (topic or _REPORTED.search(line)) else ""
    line = fold_years(line)
    if (document := _DOCUMENT.search(line)) and title:
        return document.group(1)  # 关于印发《2020年…工作要点》的通知
    match = _YEARLY.search(line)
    if match is None or (title and _EVENT.search(line)) or _SPAN.search(line):
        return ""
    return match.group(1)


def fold_years(line: str) -> str:
    """``line`` with years in Chinese numerals (二〇二三年) in digits."""
    return _CHINESE_YEAR.sub(lambda m: "20" + "".join(str(_DIGITS.index(c) % 10) for c in m.group(1)), line)
