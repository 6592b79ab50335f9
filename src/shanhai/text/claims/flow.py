"""Which way people go: to the west or to the east.

In order: the place they go to (到我县挂职, 赴宝山); who sends them (曲靖市先后选派); words that tell by
themselves (支教, 援滇, 跟岗); the way of the figure before; and to the west otherwise, the usual way.
"""

from __future__ import annotations

import re

from shanhai.text.claims.figure import Figure
from shanhai.text.claims.figures import Reading
from shanhai.text.claims.scope import word_list
from shanhai.text.claims.sides import Sides

# 到, 赴 and the like before a place; not the end of 以来, 推进, 得到, 作为, 过去.
_TO = re.compile(
    r"(?:(?<![得受收感达看])到|赴|(?<![以年月天近期往迎带引请])来|(?<![截以])至|前往|(?<!过)去|(?<![以过])往|进驻|走进|派往|送往|抵达|驻|在|转移|输出|输送|输转"
    r"|(?<![引推促改跟])进|(?<![引投融加纳深列收切并计嵌植])入|向|(?<![作成])为|给|援助|支援|帮助)$"
)
_TO_WEAK = re.compile(r"(?:向|为|给|对|在)$")
_FROM = re.compile(r"(?:来自|从|由|来源于|接收|接受|协调|争取)$")
_WITH = re.compile("[与和]|结对")
_PARTNERS = frozenset({"town", "village", "school", "hospital"})
_PAIRING = frozenset({"pair", "pair_agreement"})
_NO_SENDER = re.compile(
    r"(?:帮扶|结对|对口|支持|与|和|同|助力|服务|推动|促进|聚焦|针对|根据|按照|围绕|针对)$"
)
_OTHER = {"east": "west", "west": "east"}


def set_flow(reading: Reading, sides: Sides) -> None:
    """Give every figure of ``reading`` its direction."""
    previous: Figure | None = None
    for figure in reading.figures:
        figure.partnered = _partnered(reading, figure)
        figure.owner = _owner(reading, sides, figure)
        if figure.quantity.unit_class not in ("person", "person_times", "course", "batch", "occasion"):
            continue
        same = (
            previous is not None
            and reading.clauses[previous.at].segment == reading.clauses[figure.at].segment
        )
        carried = previous.flow if same and previous is not None else ""
        figure.flow = _flow(reading, sides, figure, carried)
        previous = figure


def _flow(reading: Reading, sides: Sides, figure: Figure, carried: str) -> str:
    text = reading.text
    clause = reading.clauses[figure.at]
    pointers = sides.pointers(clause.start, clause.end)
    employed = "employ" in figure.verbs
    goal = _goal(text, pointers, figure.start, weak=employed)
    figure.goal = bool(goal)
    if goal or employed:
        taken_in = "study_east" in figure.verbs or _taken_in(text, pointers, figure)
        return goal or ("east" if taken_in else "")
    if told := _told(figure.verbs):
        return told
    if sender := _sender(text, pointers, figure):
        return sender
    following = _following(reading, figure)
    if following and (goal := _goal(text, sides.pointers(clause.end, following), clause.end, weak=False)):
        figure.goal = True
        return goal
    if carried:
        return carried
    for near in range(figure.at - 1, reading.segment_start(figure.at) - 1, -1):
        earlier = reading.clauses[near]
        if sender := _sender(text, sides.pointers(earlier.start, earlier.end)[:1], figure):
            return sender
    if "receive" in figure.verbs and not pointers:
        return "east"  # 接收 without a sender is said by those who take people in, as the east does
    return _told(reading.before(figure)) or "west"


def _taken_in(text: str, pointers: list[tuple[int, int, str]], figure: Figure) -> bool:
    """Whether workers are named by where they come from (甲县籍) and the east by what takes them in."""
    sides = [side for start, _, side in pointers if start < figure.end]
    native = any(text.startswith("籍", end) and side == "west" for _, end, side in pointers)
    return native and sides[:1] == ["east"]


def _told(words: frozenset[str]) -> str:
    """The way that words tell by themselves: 支教 and 援滇 to the west, 跟岗 to the east."""
    west, east = "assist_west" in words, "study_east" in words
    return "" if west == east else "west" if west else "east"


def _sender(text: str, pointers: list[tuple[int, int, str]], figure: Figure) -> str:
    """The way from the last side named before the figure as the one that sends, or to it when it receives."""
    if figure.verbs.isdisjoint({"send", "exchange", "receive"}):
        return ""
    named = [
        (start, side)
        for start, end, side in pointers
        if end <= figure.start
        and not _TO.search(text, max(start - 4, 0), start)
        and not _NO_SENDER.search(text, max(start - 4, 0), start)
        and text[start - 1 : start] != "援"
        and text[start:end] not in word_list("west_side")
    ]
    if not named:
        return ""
    if "receive" in figure.verbs:
        return _receiver(text, named, figure)
    return _OTHER[named[-1][1]]


def _receiver(text: str, named: list[tuple[int, str]], figure: Figure) -> str:
    """The way to the side that receives: the one before 接收 or 迎来, not the one people come from."""
    verb = figure.verb.start if figure.verb and "receive" in figure.verb.classes else figure.start
    before = [
        side for start, side in named if start < verb and not _FROM.search(text, max(start - 3, 0), start)
    ]
    return before[-1] if before else _OTHER[named[-1][1]]


def _partnered(reading: Reading, figure: Figure) -> bool:
    """Whether the sentence counts what the figure counts a second time: 9个街镇 … 9个乡镇."""
    if figure.phrase.isdisjoint(_PARTNERS):
        return False
    sentence = reading.clauses[figure.at].sentence
    first = reading.clauses[reading.sentence_start(figure.at)]
    return any(
        other is not figure and other.phrase & figure.phrase & _PARTNERS
        for other in reading.figures_in(first.start, first.start + 600)
        if reading.clauses[other.at].sentence == sentence
    )


def _owner(reading: Reading, sides: Sides, figure: Figure) -> str:
    """The side that what the figure counts belongs to: the last place in its own part of the clause."""
    left = max(reading.text.rfind("、", figure.left, figure.start), figure.left)
    found = [
        pointer
        for pointer in sides.pointers(left, figure.start)
        if reading.text[pointer[0] - 1 : pointer[0]] != "援"  # 援疆工作组 belongs to those who sent it
    ]
    if found:
        return found[-1][2]
    if figure.phrase.isdisjoint(_PARTNERS) or reading.before(figure).isdisjoint(_PAIRING):
        return ""
    clause = reading.clauses[figure.at]
    for other in reading.figures_in(figure.end, clause.end):
        if other.phrase & figure.phrase & _PARTNERS:
            if beyond := sides.pointers(other.left, other.start):
                return _OTHER[beyond[-1][2]]
            if other.left == figure.end and _WITH.search(reading.text, figure.end, other.start):
                return "east"
    earlier = sides.pointers(clause.start, figure.left)  # a list: 甲区11个街镇、68个村与乙县…
    return earlier[-1][2] if earlier else ""


def _goal(text: str, pointers: list[tuple[int, int, str]], position: int, *, weak: bool) -> str:
    """The side of the place gone to: the first one after the figure, else the last one before it."""
    marked = [(s, e, side) for s, e, side in pointers if _TO.search(text, max(s - 4, 0), s)]
    after = [side for s, e, side in marked if s >= position]
    if after:
        return after[0]
    before = [
        side
        for s, e, side in marked
        if e <= position and (weak or not _TO_WEAK.search(text, max(s - 4, 0), s))
    ]
    return before[-1] if before else ""


def _following(reading: Reading, figure: Figure) -> int:
    """The end of the next clause when it has no figure of its own and goes on with this one's people."""
    at = figure.at + 1
    if at >= len(reading.clauses) or reading.clauses[at].sentence != reading.clauses[figure.at].sentence:
        return 0
    clause = reading.clauses[at]
    if any(
        clause.start <= other.start < clause.end for other in reading.figures_in(clause.start, clause.end)
    ):
        return 0
    return clause.end
