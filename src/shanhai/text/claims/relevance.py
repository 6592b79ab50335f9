"""What in a text is about the cooperation at all, and which figures beside it are about something else."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from shanhai.text.claims.figure import Figure
from shanhai.text.claims.figures import Reading
from shanhai.text.claims.lexicon import Word, WordFinder, finder
from shanhai.text.claims.scope import finder_of
from shanhai.text.claims.segment import paragraphs
from shanhai.text.claims.sides import Sides
from shanhai.text.gazetteer import gazetteer, within

_GIVING = frozenset({"gift", "donate", "send", "assist_west", "study_east", "pair"})
_ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十]{1,3}条", re.MULTILINE)
_REGULATION = 3  # so many articles make a text a regulation, which states rules and no figures
_SOMEBODY = re.compile(r"一[名位个回趟堂节台]$")  # 一名挂职副院长介绍, 头一回: no count
_BOTH = re.compile(r"[两三四五六七八][县区市州旗省]")  # 两县 points back to them
_COUNTING = frozenset({"send", "gift", "donate", "employ", "train"})
_LEAD, _MANY = 200, 4  # a text is about the cooperation that says so at once, or often
_NEAR = 8  # how far behind a figure a distractor may begin


@cache
def _distractors() -> WordFinder:
    return finder("claim_distractors.toml")


def _on_record(sides: Sides) -> bool:
    """Whether the two sides of the text are paired by the State."""
    return any(
        within(east, pairing.east) and within(west, pairing.west)
        for east in sides.pair["east"]
        for pairing in gazetteer().pairings_of(east)
        for west in sides.pair["west"]
    )


class Relevance:
    """Answers which paragraphs of one text tell of the cooperation, and which figures are distractors."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._cues = finder_of("cues").find(reading.text)
        self._found = _distractors().find(reading.text)
        self._starts = [word.start for word in self._found]
        told = bool(self._cues) and bool(sides.pair["east"] or sides.pair["west"])
        given = (
            bool(sides.pair["east"])
            and bool(sides.pair["west"])
            and any(not _GIVING.isdisjoint(word.classes) for word in reading.triggers)
        )
        self._sides = sides
        self._cue_starts = [word.start for word in self._cues]
        lead = bisect_left(self._cue_starts, _LEAD) > 0
        paired = {side for _, _, side in sides.pointers(0, _LEAD)} == {"east", "west"}
        self._both = bool(sides.pair["east"] and sides.pair["west"])
        self._focused = self._both and (lead or paired or len(self._cues) >= _MANY)
        # A caption or a single sentence may have no word of cooperation, only two places known to be paired.
        brief = paired and len(reading.text) <= _LEAD and _on_record(sides)
        self._foreign = self._foreign_paragraphs(reading, sides)
        self.document = (told or given or brief) and len(_ARTICLE.findall(reading.text)) < _REGULATION

    def foreign(self, at: int) -> bool:
        """Whether clause ``at`` is about something else: in a paragraph about other places without a word of
        cooperation; or, where the cooperation is only touched, in a sentence that tells nothing of it."""
        return self._reading.clauses[at].paragraph in self._foreign or not (self._focused or self._told(at))

    def _told(self, at: int) -> bool:
        """Whether the sentence of clause ``at`` has a word of cooperation or names the giving side."""
        clauses = self._reading.clauses
        start, end = clauses[self._reading.sentence_start(at)].start, clauses[at].end
        cued = bisect_left(self._cue_starts, end) > bisect_left(self._cue_starts, start)
        return cued or (self._both and any(side == "east" for _, _, side in self._sides.pointers(start, end)))

    def _foreign_paragraphs(self, reading: Reading, sides: Sides) -> frozenset[int]:
        starts = [word.start for word in self._cues]
        found = set()
        for number, paragraph in enumerate(paragraphs(reading.text)):
            cued = bisect_left(starts, paragraph.end) > bisect_left(starts, paragraph.start)
            told = reading.triggers_in(paragraph.start, paragraph.end)
            cued = cued or any(not _GIVING.isdisjoint(word.classes) for word in told)
            if not cued and sides.elsewhere(paragraph.start, paragraph.end):
                found.add(number)
        return frozenset(found)

    def distractor(self, figure: Figure) -> str:
        """The word that makes ``figure`` one about something else, '' when there is none."""
        clause = self._reading.clauses[figure.at]
        if _BOTH.match(figure.quantity.text):
            return figure.quantity.text
        if _SOMEBODY.match(figure.quantity.text) and figure.verbs.isdisjoint(_COUNTING):
            return figure.quantity.text
        words = self._between(clause.start, clause.end)
        if not words:
            return ""
        around = self._reading.figures_in(clause.start, figure.start)
        left = around[-1].end if around else clause.start
        for word in words:
            if "clause" in word.classes:
                return word.text
            if "before" in word.classes and left <= word.start and word.end <= figure.start:
                return word.text
            if "after" in word.classes and figure.end <= word.start <= figure.end + _NEAR:
                return word.text
        return ""

    def _between(self, start: int, end: int) -> list[Word]:
        return self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
