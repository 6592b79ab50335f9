"""The figures of a text with what stands round them: noun phrase, verbs, clause and sentence.

These are the features that the rules of `claim_rules.toml` ask for. Two figures side by side share a noun
(``14批183人次``, ``1万余户3.4万余人``), and a figure with nothing of its own takes the noun of the clause
before (``退休教师，共6位``); verbs that are not repeated are carried on in the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from shanhai.text.claims.figure import HOSTS, LISTED, ROW, UNLISTED, Figure
from shanhai.text.claims.lexicon import Word
from shanhai.text.claims.mentions import find_figures
from shanhai.text.claims.phrases import phrase_after, phrase_before
from shanhai.text.claims.reading import Words, classes_of
from shanhai.text.claims.segment import Clause, is_row

_NESTED = re.compile(r"其中|(?<!包)含(?!量)|其余|包括")
_BRACKET, _BRACKET_REACH = re.compile(r"[（(][^）)]{0,12}$"), 14
# What may stand between two figures that share a noun, and between a noun and a figure of no unit of its own.
_CONNECTOR = re.compile(
    r"[、，, ：:的]?(?:共有|共计|合计|总计|累计|共|计|已达|达到|达|就有|有|为|是|各|等|约|已|数|数量|总数"
    r"|面积|分别|超额|近|人数|总量|占了|新增|额|金额|总额|近年来|[（(][^）)]{1,12}[）)]|[”\"])*"
)
_INHERIT = re.compile(r".{0,8}?(?:共有|共计|合计|总计|累计|共|有|达|达到|为|是|占了|只有|只走了|走了)$")
# Units of which nearly anything can be counted: a noun further off is not what they count.
_VAGUE = frozenset({"generic", "item", "place", "thing", "site"})
_SENTENCE_REACH, _PARAGRAPH_REACH, _SHARED_GAP, _GIVING_REACH = 600, 400, 8, 6
_TABLE_REACH, _LIST_HEAD = 1000, 30
_MOVING = frozenset({"send", "come", "assist_west", "study_east", "post"})
_PEOPLE = frozenset({"teacher", "doctor", "cadre", "professional", "expert"})
_BUILT, _BY = frozenset({"workshop", "park", "base"}), re.compile(r"由[^，。]{0,16}$")
_SUMS = frozenset({"investment", "signed_investment"})
_ATTRIBUTES = frozenset({"assist_west", "local_word"})  # trigger words that stand before nouns: 援滇干部
_UNLISTED = re.compile("(?![的是都已为等和及与以左用分在被全到共中均其也还就有])[一-鿿]{2}")


class Reading(Words):
    """A text cut into clauses, with its words and its figures in order."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._divided: set[int] = set()
        self.figures = self._figures()
        self._figure_starts = [figure.start for figure in self.figures]

    def figures_in(self, start: int, end: int) -> list[Figure]:
        """Figures that begin inside ``start..end``."""
        return self.figures[bisect_left(self._figure_starts, start) : bisect_left(self._figure_starts, end)]

    def _figures(self) -> list[Figure]:
        if not self.clauses:
            return []
        found = [Figure(q, self.clause_at(q.start), q.start, q.end) for q in find_figures(self.text)]
        found = [f for f in found if f.start < self.clauses[f.at].end]
        for index, figure in enumerate(found):
            clause = self.clauses[figure.at]
            before = found[index - 1] if index and found[index - 1].at == figure.at else None
            after = found[index + 1] if index + 1 < len(found) and found[index + 1].at == figure.at else None
            figure.left = before.end if before else clause.start
            figure.right = after.start if after else clause.end
            self._move_on(figure)
            self._describe(figure)
        self._share(found)
        self._coordinate(found)
        self._carry(found)
        return found

    def _move_on(self, figure: Figure) -> None:
        """A figure alone before a colon (92个：当年实施的项目) belongs to the clause behind it."""
        clause, at = self.clauses[figure.at], figure.at + 1
        alone = not self.text[clause.start : figure.start].strip() and figure.end >= clause.end
        if alone and self.text[clause.end : clause.end + 1] in ("：", ":") and at < len(self.clauses):
            figure.at, figure.left, figure.right = at, self.clauses[at].start, self.clauses[at].end

    def _describe(self, figure: Figure) -> None:
        """Fill in what the figure's own part of the clause says."""
        clause = self.clauses[figure.at]
        words = self._phrase(figure)
        if words:
            figure.phrase, figure.head = classes_of(words), words[-1]
        elif figure.quantity.unit_class == "generic" and _UNLISTED.match(self.text, figure.end):
            figure.phrase = frozenset({UNLISTED})
        own = self.triggers_in(figure.left, figure.start)
        own_after = self.triggers_in(figure.end, self._reach(figure))
        if own or own_after:
            figure.verbs, figure.verb = classes_of(own + own_after), own[-1] if own else own_after[0]
        figure.clause = self.classes_in(clause.start, clause.end)
        if self.text.endswith("等", 0, figure.start) or self._holds_counted(figure):
            figure.clause |= {LISTED}
        if is_row(self.text[clause.start : clause.end]) or self._leads_list(clause):
            figure.clause |= {ROW}
        figure.nested = self._nested(figure, bool(words))

    def _holds_counted(self, figure: Figure) -> bool:
        """Whether what is counted only holds something that is counted itself: 4个县的32个乡镇."""
        end = figure.head.end if figure.head and figure.head.start >= figure.end else 0
        return bool(end) and self.text.startswith("的", end) and figure.right == end + 1

    def _leads_list(self, clause: Clause) -> bool:
        """Whether a clause is only a name with figures before a colon: 某县3项2860万元：…."""
        short = clause.end - clause.start <= _LIST_HEAD and self.text[clause.end : clause.end + 1] in (
            "：",
            ":",
        )
        return short and not self.triggers_in(clause.start, clause.end)

    def _nested(self, figure: Figure, named: bool) -> bool:
        """Whether the figure is part of one told before: 其中…, or in brackets with a noun of its own."""
        clause = self.clauses[figure.at]
        if _NESTED.search(self.text, clause.start, figure.start):
            return True
        previous = self.clauses[figure.at - 1] if figure.at else clause
        dividing = "其中" in self.text[previous.start : previous.end] or figure.at - 1 in self._divided
        leads = figure.start - clause.start <= 1 or not figure.verbs
        if dividing and leads and previous.segment == clause.segment:
            self._divided.add(figure.at)
            return True
        if self.text.startswith("其中", self.clauses[self.sentence_start(figure.at)].start):
            return True
        around = self.text[max(clause.start, figure.start - _BRACKET_REACH) : figure.start]
        return named and _BRACKET.search(around) is not None

    def _reach(self, figure: Figure) -> int:
        """How far the words after the figure are its own: to the last 、 before another figure."""
        if figure.right >= self.clauses[figure.at].end:
            return figure.right
        stop = self.text.rfind("、", figure.end, figure.right)
        return stop if stop >= 0 else figure.right

    def _phrase(self, figure: Figure) -> list[Word]:
        """Head nouns of what the figure counts: in its unit (300余群众), after it, or before it."""
        words = self.heads_in(figure.start, figure.end) or phrase_after(self, figure.end, figure.right)
        if figure.quantity.unit_class == "money" and self.text.startswith("的", figure.end):
            words = phrase_before(self, figure.left, figure.start) or words  # 投资900万元的医院
        if words:
            return words
        if figure.start < figure.left:  # moved on
            return phrase_before(self, figure.left, figure.right)
        words = phrase_before(self, figure.left, figure.start)
        if words and figure.quantity.unit_class in _VAGUE:
            gap = self.text[words[-1].end : figure.start]
            if len(gap) > 2 and not _CONNECTOR.fullmatch(gap):
                return []
        return words

    def _share(self, found: list[Figure]) -> None:
        """Give a figure without a noun the one of its neighbour, when only connecting words stand between."""
        for first, second in pairwise(found):
            gap = self.text[first.end : second.start]
            if len(gap) > _SHARED_GAP or first.at != second.at or not _CONNECTOR.fullmatch(gap):
                continue
            alone = second.end >= len(self.text) or not "一" <= self.text[second.end] <= "鿿"
            if not second.head and first.head and (alone or "、" not in gap):
                second.phrase, second.head = first.phrase, first.head
            elif not first.head and second.head:
                first.phrase, first.head = second.phrase, second.head
            if not gap:
                first.verbs, first.verb = first.verbs | second.verbs, first.verb or second.verb
        for figure in found:
            if not figure.head and self.clauses[figure.at].start == figure.left:
                self._inherit(figure)

    def _coordinate(self, found: list[Figure]) -> None:
        """选派干部4名、教师6名到东部学习: the verb before the first goes with all that 、 joins to it."""
        leading: frozenset[str] = frozenset()
        for figure in found:
            own = [w for w in self.triggers_in(figure.left, figure.start) if not w.classes <= _ATTRIBUTES]
            if own or "、" not in self.text[figure.left : figure.start]:
                leading = classes_of(own)
            elif figure.verbs:
                figure.verbs |= leading
        for first, second in pairwise(reversed(found)):  # 干部4名、教师6名到东部学习: one verb behind all
            joined = first.left == second.end and "、" in self.text[second.end : first.start]
            verb = first.verb if first.verb and first.verb.start >= first.end else None
            if joined and verb and not second.verbs and not self.text.startswith("的", verb.end):
                second.verbs, second.verb = first.verbs, first.verb

    def _inherit(self, figure: Figure) -> None:
        """A figure with only 共 before it counts the last noun of the clause before (退休教师，共6位)."""
        clause, previous = self.clauses[figure.at], self.clauses[figure.at - 1] if figure.at else None
        if previous is None or previous.sentence != clause.sentence:
            return
        listed = self.text.endswith("等", clause.start, figure.start)  # 岗位：焊工、保洁等80个
        named = self.text.startswith(("：", ":"), previous.end) and (listed or clause.start == figure.start)
        if not (named or _INHERIT.fullmatch(self.text[clause.start : figure.start])):
            return
        earlier = self.heads_in(previous.start, previous.end)
        if earlier and not self.triggers_in(clause.start, figure.start):
            figure.phrase, figure.head = earlier[-1].classes, earlier[-1]

    def _carry(self, found: list[Figure]) -> None:
        """Give a figure without verbs or people those told before it in the sentence."""
        previous: Figure | None = None
        for figure in found:
            if figure.verbs <= {"recipient"}:
                self._give(figure)
            if not figure.verbs:
                if previous is not None and previous.at == figure.at:
                    figure.verbs, figure.verb = previous.verbs, previous.verb
                elif earlier := self.triggers_in(self._sentence_so_far(figure.at)[0], figure.start):
                    at = self.clause_at(earlier[-1].start)
                    figure.verbs = classes_of(w for w in earlier if w.start >= self.clauses[at].start)
                    figure.verb = earlier[-1]
            if not figure.head and not figure.verbs.isdisjoint(_MOVING):
                self._people(figure)
            previous = figure

    def _people(self, figure: Figure) -> None:
        """来了五批、68人: people without a noun are those that the sentence named last."""
        if figure.quantity.unit_class not in ("person", "person_times") or "employ" in figure.verbs:
            return
        gap = self.text[figure.left : figure.start]
        if not self.triggers_in(figure.left, figure.start) and not _CONNECTOR.fullmatch(gap):
            return
        nouns = self.heads_in(self._sentence_so_far(figure.at)[0], figure.start)
        named = [word for word in nouns if word.classes & _PEOPLE]
        if named:
            figure.phrase, figure.head = named[-1].classes, named[-1]

    def _give(self, figure: Figure) -> None:
        """为140名学生，捐赠了…: whom something is for, with the verb of giving in the next clause."""
        at = figure.at + 1
        if (
            not figure.verbs
            or at >= len(self.clauses)
            or self.clauses[at].sentence != self.clauses[figure.at].sentence
        ):
            return
        following = self.triggers_in(self.clauses[at].start, self.clauses[at].start + _GIVING_REACH)
        if following and not following[0].classes.isdisjoint({"donate", "gift"}):
            figure.verbs, figure.verb = figure.verbs | following[0].classes, following[0]
            figure.given = following[0].classes
            figure.clause |= following[0].classes

    def before(self, figure: Figure) -> frozenset[str]:
        """Classes of the words of the sentence up to the end of the figure's clause."""
        return self.classes_in(*self._sentence_so_far(figure.at)) | figure.given

    def ahead(self, figure: Figure) -> frozenset[str]:
        """Classes of the words of the sentence before the figure."""
        return self.classes_in(self._sentence_so_far(figure.at)[0], figure.start)

    def nearby(self, figure: Figure) -> frozenset[str]:
        """Classes of the words of the paragraph up to the figure's clause (400 characters)."""
        clause = self.clauses[figure.at]
        start = max(clause.end - (_TABLE_REACH if ROW in figure.clause else _PARAGRAPH_REACH), 0)
        if ROW not in figure.clause:
            start = max(self.text.rfind("\n", start, figure.start), start)
        return self.classes_in(start, clause.end)

    def _sentence_so_far(self, at: int) -> tuple[int, int]:
        """The sentence up to the end of clause ``at``, its last 600 characters at most."""
        end = self.clauses[at].end
        return max(self.clauses[self.sentence_start(at)].start, end - _SENTENCE_REACH), end

    def host(self, figure: Figure) -> str:
        """The firm, park, workshop … named last; one that a firm has built (由甲公司援建) goes before it."""
        segment, builder = self.clauses[figure.at].segment, ""
        for word in reversed(self.heads_in(*self._sentence_so_far(figure.at))):
            if word.end > figure.start and not (figure.head and word.start >= figure.end):
                continue
            clause = self.clauses[self.clause_at(word.start)]
            if not word.classes & HOSTS or clause.segment != segment:
                continue
            kind = min(word.classes & HOSTS)
            if kind in _SUMS:
                builder = builder or kind  # what was invested in comes before it
            elif kind == "firm" and _BY.search(self.text, clause.start, word.start):
                builder = kind
            else:
                return kind if kind in _BUILT else builder or kind
        return builder
