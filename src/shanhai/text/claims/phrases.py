"""The noun phrase that a figure counts, made of the head nouns after it or before it.

It follows the figure (``37位援滇医生``) up to a mark, a preposition, a verb or another figure; when nothing
stands there it goes before (``专业技术人员6名``).
"""

from __future__ import annotations

import re

from shanhai.text.claims.lexicon import Word
from shanhai.text.claims.reading import Words

# Where the noun phrase after a figure ends although no mark stands there.
_BREAK = re.compile(
    r"[、，,；;：:。！？!?（(\s]|(?<!派)到(?![位岗])|赴|来(?!自|料)|前往|在(?![职岗校编册读建])|进行|参加|参与"
    r"|分别|用于|给|向|被|将|已|由|从|为(?!主)|与|并|结对|纳入|上岗|成为|成了|送往|一起|中(?=有)|先后|累计|共(?![同建享产赢青])"
)
_LINK = re.compile(r"[和与及、以等]{1,3}|或")
_HEAD_GAP = 6
_NOUN = re.compile(r"(?![了到的近约共超逾达有计为])[一-鿿]{2,8}(?<![近约共超逾达有计为额])")
_COUNTED = frozenset({"school", "hospital", "village", "town", "county", "firm", "park"})
_RELATIVE, _RELATIVE_GAP = 30, 8
# A verb that ends a noun phrase; 培训, 就业, 支教 and the like may be part of one.
_VERBAL = frozenset(
    {
        "build",
        "implement",
        "donate",
        "gift",
        "fund_verb",
        "invest",
        "agree",
        "hold",
        "attract",
        "sell",
        "offer",
    }
    | {"lead", "benefit", "receive", "send", "visit", "enter", "exchange", "perform"}
)


def phrase_after(words: Words, start: int, right: int) -> list[Word]:
    """Head nouns of the noun phrase that begins at ``start`` and ends before ``right``, [] when none does."""
    stop = _break(words, start, right)
    limit = stop.start() if stop else right
    chain = _chain(words, start, limit)
    if chain:
        return _coordinated(words, chain, right)
    # A relative clause: 20名来自山区的教师.
    particle = words.text.find("的", limit, min(right, start + _RELATIVE))
    if stop and particle > 0 and words.text[stop.start()] not in "、，,；;：:":
        return [word for word in words.heads_in(particle, right) if word.start <= particle + _RELATIVE_GAP][
            :1
        ]
    return []


def phrase_before(words: Words, left: int, end: int) -> list[Word]:
    """Head nouns of the noun phrase between ``left`` and ``end``: the last one and what is joined to it."""
    found = [word for word in words.heads_in(left, end) if len(word.text) > 1]
    phrase = found[-1:]
    if phrase and _other_noun(words, phrase[0].end, end):
        return []
    for word in reversed(found[:-1]):
        link = words.text[word.end : phrase[0].start]
        if not _LINK.fullmatch(link) or "等" in link:  # 教师、医生等人才: the last noun names them all
            break
        phrase = [word, *phrase]
    return phrase


def _other_noun(words: Words, start: int, end: int) -> bool:
    """Whether a verb and then a noun that no list has stand in ``start..end``: 项目|送出自行车."""
    verbs = [verb for verb in words.triggers_in(start, end) if not _VERBAL.isdisjoint(verb.classes)]
    return bool(verbs) and _NOUN.fullmatch(words.text, verbs[-1].end, end) is not None


def _break(words: Words, start: int, right: int) -> re.Match[str] | None:
    """Where the noun phrase that begins at ``start`` ends; no mark inside a head noun (乡（镇）) does."""
    stop = _BREAK.search(words.text, start, right)
    while stop and (head := words.head_over(stop.start())):
        stop = _BREAK.search(words.text, head.end, right)
    return stop


def _chain(words: Words, start: int, limit: int) -> list[Word]:
    """The first heads of ``start..limit`` that stand together as one noun phrase, no verb among them."""
    chain: list[Word] = []
    end, person = start, words.text[start - 1 : start] in ("名", "位", "人")
    for word in words.heads_in(start, limit):
        if len(word.text) == 1 and word.start > start:
            continue
        verbs = words.triggers_in(end, word.start)
        verbal = any(not _VERBAL.isdisjoint(verb.classes) for verb in verbs)
        if verbal and words.text[verbs[-1].end : word.start] != "的":  # 60名受资助的学生
            break
        if chain and word.start - end > _HEAD_GAP:
            break
        chain.append(word)
        end = word.end
        if words.text.startswith("的", end) and not _COUNTED.isdisjoint(word.classes) and not person:
            break  # 3个安置点的帮扶车间 counts the places, not the workshops
    return chain


def _coordinated(words: Words, phrase: list[Word], right: int) -> list[Word]:
    """``phrase`` and the heads joined to its last one by 、 or 和: 干部、教师、医生."""
    for word in words.heads_in(phrase[-1].end, right):
        if len(word.text) == 1 or not _LINK.fullmatch(words.text, phrase[-1].end, word.start):
            break
        phrase = [*phrase, word]
    return phrase
