"""Done or planned: the nearest word that says so, in the clause, else in the clauses before it.

A title or a heading such as 下一步打算 or 工作计划 makes everything below it planned that no word calls done.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from shanhai.text.claims.figures import Reading
from shanhai.text.claims.model import Status
from shanhai.text.claims.scope import finder_of, word_list
from shanhai.text.claims.segment import paragraphs, section_level

_PLAN_END = re.compile(r"[》”\"]?(?:的?(?:通知|公告|函|意见))?(?:[（(][^）)]{0,12}[）)])?$")
_LOOKS_BACK = re.compile("总结|情况|汇报|进展|回顾|成效|报告")
_OPENING = 16  # signs at the head of a paragraph that may make all of it one of plans
_ORDER = re.compile(r"(?:还|我们|同时|就)?要(?![求素点闻件是不想])")
_PLAN_DOCUMENTS = ("计划", "打算", "安排", "任务", "要点", "方案")
_REACH = 8  # clauses back in the sentence that a planned word governs


class StatusReader:
    """Answers for any place of one text whether what stands there is done or planned."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        found = finder_of("planned", "done", "neutral").find(reading.text)
        self._words = [word for word in found if "neutral" not in word.classes]
        self._starts = [word.start for word in self._words]
        self._planned_from = _planned_sections(reading.text)
        self._section_starts = [start for start, _, _ in self._planned_from]

    def of(self, at: int, position: int) -> tuple[Status, str]:
        """Status of the figure at ``position`` in clause ``at``, and the word that decided it."""
        clauses = self._reading.clauses
        clause = clauses[at]
        near = self._decide(clause.start, position, forward=False)
        if near is None and _ORDER.match(self._reading.text, clause.start):
            return "planned", "要"
        if near is None:
            near = self._decide(position, clause.end, forward=True)
        if near is not None:
            return near
        for back in range(at - 1, max(at - 1 - _REACH, -1), -1):
            if clauses[back].sentence != clause.sentence:
                break
            decided = self._decide(clauses[back].start, clauses[back].end, forward=False)
            if decided is not None:
                return decided
        last = bisect_right(self._section_starts, position) - 1
        if last >= 0 and position < self._planned_from[last][1]:
            return "planned", self._planned_from[last][2]
        return "done", ""

    def _decide(self, start: int, end: int, *, forward: bool) -> tuple[Status, str] | None:
        """What the last (or, looking forward, only a planned) word of a stretch says."""
        words = self._words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        if not words:
            return None
        if forward:
            words = [w for w in words if "planned" in w.classes][:1]
        planned = [w for w in words if "planned" in w.classes]
        done = [w for w in words if "planned" not in w.classes]
        if planned and (not done or done[-1].start < planned[-1].start or len(done[-1].text) == 1):
            return "planned", planned[-1].text
        if done:
            return "done", done[-1].text
        return None


def _planned_sections(text: str) -> list[tuple[int, int, str]]:
    """Stretches of the text that stand under a heading, or a title, of things to come."""
    words = word_list("planned_sections")
    found: list[tuple[int, int, str]] = []
    open_level, start, word = 99, 0, ""
    for number, paragraph in enumerate(paragraphs(text)):
        line = paragraph_text = text[paragraph.start : paragraph.end]
        level = section_level(line) or (0 if number == 0 else 4)
        lead = paragraph_text if paragraph.heading else paragraph_text[:20].split("。")[0]
        is_title = paragraph.heading or level in (1, 2)
        if not is_title:
            opening = re.split("[。；;]", line[:_OPENING])[0]
            if not word and (hit := next((w for w in words if w in opening), "")):
                found.append((paragraph.start, paragraph.end, hit))
            continue
        if word and level <= open_level:
            found.append((start, paragraph.start, word))
            word = ""
        hit = next((w for w in words if w in lead), "")
        if hit and not word and _is_plan_title(lead, hit, number):
            open_level, start, word = level, paragraph.start, hit
    if word:
        found.append((start, len(text), word))
    return sorted(found)


def _is_plan_title(line: str, word: str, number: int) -> bool:
    """Whether ``word`` makes the heading one of plans: a kind of document in a title, any in a section."""
    if number > 0:
        return True
    if _LOOKS_BACK.search(line.split(word)[0]):
        return False  # 上半年工作总结及下半年工作计划: its sections tell which is which
    return word.endswith(_PLAN_DOCUMENTS) and _PLAN_END.match(line.split(word)[-1]) is not None
