"""A text cut into clauses, with the lexicon words found in it: where the reader looks things up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from shanhai.text.claims.lexicon import Word, heads, triggers
from shanhai.text.claims.segment import clauses

# Inside such names a trigger word is part of the name (捐赠资金, 帮扶协议) and triggers nothing.
_NAMES = frozenset(
    {"fiscal", "labour_fund", "social_fund", "gift_money", "signed_investment", "public_post", "post"}
    | {
        "masses",
        "agreement",
        "project",
        "firm",
        "base",
        "workshop",
        "talk",
        "joint_meeting",
        "leading_group_meeting",
    }
)


class Words:
    """Clauses, head nouns and trigger words of one text, each in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.clauses = clauses(text)
        self.heads = heads().find(text)
        self._head_starts = [word.start for word in self.heads]
        self.triggers = self._triggers()
        self._trigger_starts = [word.start for word in self.triggers]
        self._starts = [clause.start for clause in self.clauses]
        self._paragraphs = [clause.paragraph for clause in self.clauses]
        self._sentence_numbers = [clause.sentence for clause in self.clauses]
        self._sentences = _firsts(self._sentence_numbers)
        self._segments = _firsts(clause.segment for clause in self.clauses)
        self._classes: dict[tuple[int, int], frozenset[str]] = {}

    def clause_at(self, position: int) -> int:
        """The number of the clause that holds ``position`` (the one before it when none does)."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def heads_in(self, start: int, end: int) -> list[Word]:
        """Head nouns that begin and end inside ``start..end``."""
        return _inside(self.heads, self._head_starts, start, end)

    def triggers_in(self, start: int, end: int) -> list[Word]:
        """Trigger words that begin and end inside ``start..end``."""
        return _inside(self.triggers, self._trigger_starts, start, end)

    def classes_in(self, start: int, end: int) -> frozenset[str]:
        """The classes of all words inside ``start..end``; kept, as figures of one clause ask for the same."""
        found = self._classes.get((start, end))
        if found is None:
            words = [*self.triggers_in(start, end), *self.heads_in(start, end)]
            found = self._classes[start, end] = classes_of(words)
        return found

    def sentence_start(self, at: int) -> int:
        """The number of the first clause of the sentence that clause ``at`` belongs to."""
        return self._sentences[at]

    def sentence_end(self, at: int) -> int:
        """The number of the last clause of the sentence that clause ``at`` belongs to."""
        return bisect_right(self._sentence_numbers, self._sentence_numbers[at]) - 1

    def paragraph_start(self, at: int) -> int:
        """The number of the first clause of the paragraph that clause ``at`` belongs to."""
        return bisect_left(self._paragraphs, self.clauses[at].paragraph)

    def segment_start(self, at: int) -> int:
        """The number of the first clause of the segment (up to a semicolon) that clause ``at`` belongs to."""
        return self._segments[at]

    def _triggers(self) -> list[Word]:
        """The trigger words that are no part of a longer name, which triggers nothing."""
        names = [head for head in self.heads if not _NAMES.isdisjoint(head.classes)]
        found, at = [], 0
        for word in triggers().find(self.text):
            while at < len(names) and names[at].end < word.end:
                at += 1
            in_name = at < len(names) and names[at].start <= word.start
            if not in_name or len(word.text) >= len(names[at].text):
                found.append(word)
        return found

    def head_over(self, position: int) -> Word | None:
        """The head noun that begins before ``position`` and reaches beyond it, None when there is none."""
        index = bisect_right(self._head_starts, position) - 1
        if index < 0 or self.heads[index].start == position or self.heads[index].end <= position:
            return None
        return self.heads[index]


def classes_of(words: Iterable[Word]) -> frozenset[str]:
    """The classes of all ``words`` together."""
    return frozenset().union(*[word.classes for word in words])


def _firsts(numbers: Iterable[int]) -> list[int]:
    """For each of ``numbers``, which never fall, where the run of its equals begins."""
    found: list[int] = []
    last = -1
    for at, number in enumerate(numbers):
        found.append(at if number != last else found[-1])
        last = number
    return found


def _inside(words: list[Word], starts: list[int], start: int, end: int) -> list[Word]:
    low = bisect_left(starts, start)
    high = bisect_left(starts, end, low)
    while high > low and words[high - 1].end > end:  # words do not overlap: only the last can reach beyond
        high -= 1
    return words[low:high]
