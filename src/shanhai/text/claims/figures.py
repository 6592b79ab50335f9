"""A figure with what stands round it: the noun phrase it counts, its verbs, its clause and its sentence.

These are the features that the rules of `claim_rules.toml` ask for. How the noun phrase is found: it follows
the figure (``37位援滇医生``) unless a mark, a preposition, a verb or another figure stands there; then it goes
before (``专业技术人员6名``); two figures side by side share one (``14批183人次``, ``1万余户3.4万余人``); and a
figure with nothing of its own takes the noun of the clause before (``退休教师，共6位``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from shanhai.text.claims.lexicon import Word, heads, triggers
from shanhai.text.claims.mentions import Quantity, find_figures
from shanhai.text.claims.segment import clauses

# Where the noun phrase after a figure ends although no mark stands there.
_BREAK = re.compile(
    r"[、，,；;：:。！？!?（(\s]|(?<!派)到(?![位岗])|赴|来(?!自|料)|前往|在(?![职岗校编册读建])|进行|参加|参与|分别|用于|给|向|被|"
    r"将|已|由|从|为(?!主)|与|并|结对|纳入|上岗|成为|成了|送往|一起"
)
_LINK = re.compile(r"[和与及、以等]{1,3}|或")
_NESTED = re.compile(r"其中|(?<!包)含(?!量)|其余|包括")
_BRACKET = re.compile(r"[（(][^）)]{0,12}$")
# What may stand between two figures that share a noun, and between a noun and a figure of no unit of its own.
_CONNECTOR = re.compile(
    r"[、，, ：:的]?(?:共有|共计|合计|总计|累计|累计达|共|计|已达|达到|达|就有|有|为|是|各|等|约|已|数|数量|总数|面积|分别|超额|近|人数|总量|占了|新增|额|"
    r"金额|总额|近年来|[（(][^）)]{1,12}[）)]|[”\"])*"
)
_INHERIT = re.compile(r".{0,8}?(?:共有|共计|合计|总计|累计|共|有|达|达到|为|是|占了|只有|只走了|走了)$")
_HEAD_GAP = 6
# A verb that ends a noun phrase; 培训, 就业, 支教 and the like may be part of one.
_VERBAL = frozenset(
    ["build", "implement", "donate", "gift", "fund_verb", "invest", "agree", "hold", "attract", "sell", "offer", "lead", "benefit", "receive", "send", "visit", "enter", "exchange", "perform"]
)
# Inside such names a trigger word is part of the name (捐赠资金, 帮扶协议) and triggers nothing.
_NAMES = frozenset(
    ["fiscal", "labour_fund", "social_fund", "gift_money", "agreement", "signed_investment", "project", "firm", "public_post", "post", "base", "workshop", "leading_group_meeting", "joint_meeting", "talk"]
)
# Units of which nearly anything can be counted: a noun further off is not what they count.
_VAGUE = frozenset({"generic", "item", "place", "thing", "site"})
LISTED = "listed"  # the figure only counts the names before it: 甲镇等3个乡镇
HOSTS = frozenset({"workshop", "park", "base", "firm", "project", "investment", "signed_investment", "site"})


@dataclass(slots=True)
class Figure:
    """One quantity of the text with its features; ``at`` is the number of its clause.

    ``left`` and ``right`` bound its own part of the clause: the figures, or the clause's ends, beside it.
    """

    quantity: Quantity
    at: int
    left: int = 0
    right: int = 0
    phrase: frozenset[str] = frozenset()
    head: Word | None = None
    verbs: frozenset[str] = frozenset()
    verb: Word | None = None
    clause: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    ahead: frozenset[str] = frozenset()
    nearby: frozenset[str] = frozenset()
    host: str = ""
    nested: bool = False
    flow: str = ""
    goal: bool = False
    partnered: bool = False
    owner: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def start(self) -> int:
        return self.quantity.start

    @property
    def end(self) -> int:
        return self.quantity.end


class Reading:
    """A text cut into clauses, with the words, figures and places found in it, all in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.clauses = clauses(text)
        self.heads = heads().find(text)
        self._head_starts = [word.start for word in self.heads]
        self.triggers = [word for word in triggers().find(text) if not self._in_name(word)]
        self._trigger_starts = [word.start for word in self.triggers]
        self._starts = [clause.start for clause in self.clauses]
        self._paragraphs = [clause.paragraph for clause in self.clauses]
        self.figures = self._figures()
        self._figure_starts = [figure.start for figure in self.figures]

    def clause_at(self, position: int) -> int:
        """The number of the clause that holds ``position`` (the one before it when none does)."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def heads_in(self, start: int, end: int) -> list[Word]:
        """Head nouns that begin and end inside ``start..end``."""
        return _inside(self.heads, self._head_starts, start, end)

    def triggers_in(self, start: int, end: int) -> list[Word]:
        """Trigger words that begin and end inside ``start..end``."""
        return _inside(self.triggers, self._trigger_starts, start, end)

    def figures_in(self, start: int, end: int) -> list[Figure]:
        """Figures that begin inside ``start..end``."""
        return self.figures[bisect_left(self._figure_starts, start) : bisect_left(self._figure_starts, end)]

    def sentence_start(self, at: int) -> int:
        """The number of the first clause of the sentence that clause ``at`` belongs to."""
        sentence = self.clauses[at].sentence
        while at and self.clauses[at - 1].sentence == sentence:
            at -= 1
        return at

    def paragraph_start(self, at: int) -> int:
        """The number of the first clause of the paragraph that clause ``at`` belongs to."""
        return bisect_left(self._paragraphs, self.clauses[at].paragraph)

    def segment_start(self, at: int) -> int:
        """The number of the first clause of the segment (up to a semicolon) that clause ``at`` belongs to."""
        segment = self.clauses[at].segment
        while at and self.clauses[at - 1].segment == segment:
            at -= 1
        return at

    def _in_name(self, word: Word) -> bool:
        """Whether a trigger word is part of a longer name that triggers nothing."""
        index = bisect_right(self._head_starts, word.start) - 1
        if index < 0:
            return False
        head = self.heads[index]
        return (
            word.end <= head.end and len(word.text) < len(head.text) and not _NAMES.isdisjoint(head.classes)
        )

    def _figures(self) -> list[Figure]:
        if not self.clauses:
            return []
        found = [Figure(q, self.clause_at(q.start)) for q in find_figures(self.text)]
        found = [f for f in found if f.start < self.clauses[f.at].end]
        for index, figure in enumerate(found):
            clause = self.clauses[figure.at]
            before = found[index - 1] if index and found[index - 1].at == figure.at else None
            after = found[index + 1] if index + 1 < len(found) and found[index + 1].at == figure.at else None
            figure.left = before.end if before else clause.start
            figure.right = after.start if after else clause.end
            self._describe(figure)
        self._share(found)
        self._carry(found)
        return found

    def _describe(self, figure: Figure) -> None:
        """Fill in what the figure's own part of the clause says."""
        clause = self.clauses[figure.at]
        words = (
            self.heads_in(figure.start, figure.end)
            or self._phrase_after(figure)
            or self._phrase_before(figure)
        )
        if words:
            figure.phrase, figure.head = _classes(words), words[-1]
        own = self.triggers_in(figure.left, figure.start)
        own_after = self.triggers_in(figure.end, self._reach(figure))
        if own or own_after:
            figure.verbs, figure.verb = _classes(own + own_after), own[-1] if own else own_after[0]
        figure.clause = _classes(self.triggers_in(clause.start, clause.end)) | _classes(
            self.heads_in(clause.start, clause.end)
        )
        if self.text.endswith("等", 0, figure.start):
            figure.clause |= {LISTED}
        first = self.clauses[self.sentence_start(figure.at)].start
        figure.nested = (
            bool(_NESTED.search(self.text, clause.start, figure.start))
            or self.text.startswith("其中", first)
            or (
                bool(words)
                and bool(_BRACKET.search(self.text[max(clause.start, figure.start - 14) : figure.start]))
            )
        )

    def _reach(self, figure: Figure) -> int:
        """How far the words after the figure are its own: up to the last 、 before another figure of the clause."""
        if figure.right >= self.clauses[figure.at].end:
            return figure.right
        stop = self.text.rfind("、", figure.end, figure.right)
        return stop if stop >= 0 else figure.right

    def _phrase_after(self, figure: Figure) -> list[Word]:
        """Head nouns of the noun phrase that follows the figure, [] when none does."""
        stop = self._break(figure.end, figure.right)
        limit = stop.start() if stop else figure.right
        words = self._chain(figure.end, limit)
        if words:
            return self._coordinated(words, figure.right)
        # A relative clause: 20名来自山区的教师.
        particle = self.text.find("的", limit, min(figure.right, figure.end + 30))
        if stop and particle > 0 and self.text[stop.start()] not in "、，,；;：:":
            return [word for word in self.heads_in(particle, figure.right) if word.start <= particle + 8][:1]
        return []

    def _break(self, start: int, right: int) -> re.Match[str] | None:
        """Where the noun phrase that begins at ``start`` ends; a mark inside a head noun (乡（镇、街道）) ends nothing."""
        stop = _BREAK.search(self.text, start, right)
        while stop:
            index = bisect_right(self._head_starts, stop.start()) - 1
            if index < 0 or self.heads[index].start == stop.start() or self.heads[index].end <= stop.start():
                return stop
            stop = _BREAK.search(self.text, self.heads[index].end, right)
        return None

    def _chain(self, start: int, limit: int) -> list[Word]:
        """The first heads of ``start..limit`` that stand together as one noun phrase, no verb among them."""
        chain: list[Word] = []
        end = start
        for word in self.heads_in(start, limit):
            if len(word.text) == 1 and word.start > start:
                continue
            gap = self.triggers_in(end, word.start)
            if any(not _VERBAL.isdisjoint(verb.classes) for verb in gap) or (
                chain and word.start - end > _HEAD_GAP
            ):
                break
            chain.append(word)
            end = word.end
        return chain

    def _coordinated(self, words: list[Word], right: int) -> list[Word]:
        """``words`` and the heads joined to the last of them by 、 or 和: 干部、教师、医生."""
        for word in self.heads_in(words[-1].end, right):
            if len(word.text) == 1 or not _LINK.fullmatch(self.text, words[-1].end, word.start):
                break
            words = [*words, word]
        return words

    def _phrase_before(self, figure: Figure) -> list[Word]:
        """Head nouns of the noun phrase before the figure: the last one and what is joined to it."""
        found = [word for word in self.heads_in(figure.left, figure.start) if len(word.text) > 1]
        words = found[-1:]
        if words and figure.quantity.unit_class in _VAGUE:
            gap = self.text[words[-1].end : figure.start]
            if len(gap) > 2 and not _CONNECTOR.fullmatch(gap):
                return []
        for word in reversed(found[:-1]):
            if not _LINK.fullmatch(self.text, word.end, words[0].start):
                break
            words = [word, *words]
        return words

    def _share(self, found: list[Figure]) -> None:
        """Give a figure without a noun the one of its neighbour, when only connecting words stand between."""
        for first, second in zip(found, found[1:], strict=False):
            gap = self.text[first.end : second.start]
            if len(gap) > 8 or first.at != second.at or not _CONNECTOR.fullmatch(gap):
                continue
            alone = second.end >= len(self.text) or not "一" <= self.text[second.end] <= "鿿"
            if not second.head and first.head and (alone or "、" not in gap):
                second.phrase, second.head = first.phrase, first.head
            elif not first.head and second.head:
                first.phrase, first.head = second.phrase, second.head
        for figure in found:
            if not figure.head and self.clauses[figure.at].start == figure.left:
                self._inherit(figure)

    def _inherit(self, figure: Figure) -> None:
        """A figure with only 共 or 有 before it counts the last noun of the clause before (退休教师，共6位)."""
        clause, previous = self.clauses[figure.at], self.clauses[figure.at - 1] if figure.at else None
        if previous is None or previous.sentence != clause.sentence:
            return
        if not _INHERIT.fullmatch(self.text[clause.start : figure.start]):
            return
        earlier = self.heads_in(previous.start, previous.end)
        if earlier and not self.triggers_in(clause.start, figure.start):
            figure.phrase, figure.head = earlier[-1].classes, earlier[-1]

    def _carry(self, found: list[Figure]) -> None:
        """Fill in what was said before: in the sentence, and in the paragraph."""
        previous: Figure | None = None
        for figure in found:
            clause = self.clauses[figure.at]
            start = max(self.clauses[self.sentence_start(figure.at)].start, clause.end - 600)
            words = self.triggers_in(start, clause.end)
            nouns = self.heads_in(start, clause.end)
            figure.before = _classes(words) | _classes(nouns)
            earlier = [word for word in words if word.end <= figure.start]
            figure.ahead = _classes(earlier) | _classes(w for w in nouns if w.end <= figure.start)
            figure.nearby = self._paragraph_classes(figure)
            if figure.verbs <= {"recipient"}:
                self._give(figure)
            if not figure.verbs:
                if previous is not None and previous.at == figure.at:
                    figure.verbs, figure.verb = previous.verbs, previous.verb
                elif earlier:
                    at = self.clause_at(earlier[-1].start)
                    figure.verbs = _classes(w for w in earlier if w.start >= self.clauses[at].start)
                    figure.verb = earlier[-1]
            figure.host = self._host(figure, nouns)
            previous = figure

    def _give(self, figure: Figure) -> None:
        """为140名学生，捐赠了…: whom something is for, with the verb of giving in the next clause."""
        at = figure.at + 1
        if (
            not figure.verbs
            or at >= len(self.clauses)
            or self.clauses[at].sentence != self.clauses[figure.at].sentence
        ):
            return
        following = self.triggers_in(self.clauses[at].start, self.clauses[at].start + 6)
        if following and not following[0].classes.isdisjoint({"donate", "gift"}):
            figure.verbs, figure.verb = figure.verbs | following[0].classes, following[0]
            figure.before |= following[0].classes
            figure.clause |= following[0].classes

    def _paragraph_classes(self, figure: Figure) -> frozenset[str]:
        """Classes of the trigger words of the paragraph up to the figure's clause (its last 400 characters)."""
        clause = self.clauses[figure.at]
        start = max(clause.end - 400, 0)
        start = max(self.text.rfind("\n", start, figure.start), start)
        return _classes(self.triggers_in(start, clause.end)) | _classes(self.heads_in(start, clause.end))

    def _host(self, figure: Figure, words: list[Word]) -> str:
        segment = self.clauses[figure.at].segment
        for word in reversed(words):
            if word.end > figure.start and not (figure.head and word.start >= figure.end):
                continue
            if word.classes & HOSTS and self.clauses[self.clause_at(word.start)].segment == segment:
                return min(word.classes & HOSTS)
        return ""


def _classes(words: Iterable[Word]) -> frozenset[str]:
    return frozenset().union(*(word.classes for word in words))


def _inside(words: list[Word], starts: list[int], start: int, end: int) -> list[Word]:
    low = bisect_left(starts, start)
    high = bisect_left(starts, end)
    return [word for word in words[low:high] if word.end <= end]
