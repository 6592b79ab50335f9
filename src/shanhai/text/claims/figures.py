"""A figure with what stands round it: the noun phrase it counts, its verbs, its clause and its sentence.

These are the features that the rules of `claim_rules.toml` ask for. How the noun phrase is found: it follows
the figure (``37位援滇医生``) unless a mark, a preposition or another figure stands there; then it goes before
(``专业技术人员6名``); two figures side by side share one (``14批183人次``, ``1万余户3.4万余人``); and a
figure with nothing of its own goes with the one before it (``其中都安1.85亿元``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from shanhai.text.claims.lexicon import Word, heads, triggers
from shanhai.text.claims.mentions import Quantity, find_figures
from shanhai.text.claims.segment import Clause, clauses

# Where the noun phrase after a figure ends although no mark stands there.
_BREAK = re.compile(
    r"[、，,；;：:。！？!?]|(?<!派)到(?![位岗])|赴|来(?!自|料)|前往|在(?![职岗校编册读建])|进行|开展|参加|参与|分别|用于|支持|给|向|被|将|已|由|从|为(?!主)|与|并|进驻|走进|"
    r"入驻|落户|建立|结对|纳入|实现|达到|增收|惠及|带动|受益|上岗|进藏|进疆|送往"
)
_LINK = re.compile(r"[和与及、以及等]{1,3}|或")
# What may stand between a head noun and the figure after it.
_NESTED = re.compile(r"其中|(?<![包])含(?!量)|其余|包括")
_ADJACENT = re.compile(r"[、，, ]?")
HOSTS = frozenset({"workshop", "park", "base", "firm", "project", "investment", "signed_investment", "site"})


@dataclass(slots=True)
class Figure:
    """One quantity of the text with its features; ``at`` is the number of its clause."""

    quantity: Quantity
    at: int
    phrase: frozenset[str] = frozenset()
    head: Word | None = None
    verbs: frozenset[str] = frozenset()
    verb: Word | None = None
    clause: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    host: str = ""
    nested: bool = False
    flow: str = ""
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
        self.triggers = triggers().find(text)
        self._starts = [clause.start for clause in self.clauses]
        self._head_starts = [word.start for word in self.heads]
        self._trigger_starts = [word.start for word in self.triggers]
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

    def _figures(self) -> list[Figure]:
        found = [Figure(q, self.clause_at(q.start)) for q in find_figures(self.text)]
        found = [f for f in found if f.start < self.clauses[f.at].end]
        for index, figure in enumerate(found):
            before = found[index - 1] if index and found[index - 1].at == figure.at else None
            after = found[index + 1] if index + 1 < len(found) and found[index + 1].at == figure.at else None
            self._describe(figure, before, after)
        _share(self.text, found)
        self._carry(found)
        return found

    def _describe(self, figure: Figure, before: Figure | None, after: Figure | None) -> None:
        """Fill in what the figure's own part of the clause says."""
        clause = self.clauses[figure.at]
        left = before.end if before else clause.start
        right = after.start if after else clause.end
        words = self._phrase_after(figure, right) or self._phrase_before(figure, left)
        if words:
            figure.phrase, figure.head = _classes(words), words[-1]
        own = self.triggers_in(left, figure.start)
        own_after = self.triggers_in(figure.end, right)
        if own or own_after:
            figure.verbs, figure.verb = _classes(own + own_after), (own or own_after)[-1 if own else 0]
        figure.clause = _classes(self.triggers_in(clause.start, clause.end)) | _classes(
            self.heads_in(clause.start, clause.end)
        )
        figure.nested = bool(_NESTED.search(self.text, clause.start, figure.start))

    def _phrase_after(self, figure: Figure, right: int) -> list[Word]:
        """Head nouns of the noun phrase that follows the figure, [] when none does."""
        stop = _BREAK.search(self.text, figure.end, right)
        if stop is None or stop.start() > figure.end:
            words = self.heads_in(figure.end, stop.start() if stop else right)
            if words:
                return self._coordinated(words, right)
        # A relative clause: 20名来自山区的教师.
        particle = self.text.find("的", figure.end, min(right, figure.end + 30))
        if (
            particle > 0
            and stop is not None
            and stop.start() < particle
            and self.text[stop.start()] not in "、，,；;：:"
        ):
            return [word for word in self.heads_in(particle, right) if word.start <= particle + 8][:1]
        return []

    def _coordinated(self, words: list[Word], right: int) -> list[Word]:
        """``words`` and the heads joined to the last of them by 、 or 和: 干部、教师、医生."""
        for word in self.heads_in(words[-1].end, right):
            if not _LINK.fullmatch(self.text, words[-1].end, word.start):
                break
            words = [*words, word]
        return words

    def _phrase_before(self, figure: Figure, left: int) -> list[Word]:
        """Head nouns of the noun phrase before the figure: the last one and what is joined to it."""
        found = self.heads_in(left, figure.start)
        words = found[-1:]
        for word in reversed(found[:-1]):
            if not _LINK.fullmatch(self.text, word.end, words[0].start):
                break
            words = [word, *words]
        return words

    def _carry(self, found: list[Figure]) -> None:
        """Fill in what the sentence before says: ``before``, ``host``, and verbs that are not repeated."""
        previous: Figure | None = None
        for figure in found:
            first = self.sentence_start(figure.at)
            start, end = self.clauses[first].start, self.clauses[figure.at].end
            start = max(start, end - 600)
            triggers_before = self.triggers_in(start, end)
            heads_before = self.heads_in(start, end)
            figure.before = _classes(triggers_before) | _classes(heads_before)
            same = (
                previous is not None
                and self.clauses[previous.at].sentence == self.clauses[figure.at].sentence
            )
            if not figure.verbs:
                earlier = [word for word in triggers_before if word.end <= figure.start]
                if same and previous is not None and previous.at == figure.at:
                    figure.verbs, figure.verb = previous.verbs, previous.verb
                elif earlier:
                    at = self.clause_at(earlier[-1].start)
                    figure.verbs = _classes(w for w in earlier if w.start >= self.clauses[at].start)
                    figure.verb = earlier[-1]
            figure.host = self._host(figure, heads_before)
            previous = figure

    def _host(self, figure: Figure, words: list[Word]) -> str:
        segment = self.clauses[figure.at].segment
        for word in reversed(words):
            if word.end > figure.start and not (figure.head and word.start >= figure.end):
                continue
            if word.classes & HOSTS and self.clauses[self.clause_at(word.start)].segment == segment:
                return min(word.classes & HOSTS)
        return ""


def _share(text: str, found: list[Figure]) -> None:
    """Give a figure without a noun the one of its neighbour, when nothing stands between them."""
    for first, second in zip(found, found[1:], strict=False):
        if second.start - first.end > 1 or not _ADJACENT.fullmatch(text, first.end, second.start):
            continue
        if not second.head and first.head:
            second.phrase, second.head = first.phrase, first.head
        elif not first.head and second.head:
            first.phrase, first.head = second.phrase, second.head


def _classes(words: object) -> frozenset[str]:
    return frozenset().union(*(word.classes for word in words))  # type: ignore[attr-defined]


def _inside(words: list[Word], starts: list[int], start: int, end: int) -> list[Word]:
    low = bisect_left(starts, start)
    high = bisect_left(starts, end)
    return [word for word in words[low:high] if word.end <= end]
