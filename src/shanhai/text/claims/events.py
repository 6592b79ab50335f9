"""Events told without a figure: a meeting, an agreement, a pairing by name, a firm that came.

Each is a trigger and what it governs in the same clause: 召开 + 联席会议, 签订 + 《…》, 引进 + a firm's name.
A clause whose figure already became a claim of the same measure tells no second event.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from shanhai.text.claims.figures import Reading
from shanhai.text.claims.lexicon import Word
from shanhai.text.claims.pairings import named_pairs
from shanhai.text.claims.segment import Clause
from shanhai.text.claims.sides import Sides
from shanhai.text.grammar.number import parse_number

_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_AGREEMENT_TITLE = re.compile(r"协议|协定|备忘录|意向书|合同|计划|方案|责任书|协议书|共识|宣言")
_ORDINAL = re.compile(r"第([一二三四五六七八九十百\d]{1,4})次")
_LEADING_GROUP = re.compile(r"领导小组[^，。；,;]{0,14}(?:会议|全会|例会)")
# Classes of words without which a clause tells no event of its own.
_TELLING = frozenset(
    {"hold", "agree", "attract", "pair", "pair_agreement", "sale_event", "fair", "joint_meeting", "talk"}
    | {"leading_group_meeting"}
)
_MEETINGS = {
    "joint_meeting": "meeting.joint",
    "leading_group_meeting": "meeting.leading_group",
    "talk": "meeting.talk",
}
_COOPERATION = re.compile(r"协作|对口|帮扶|支援|结对|双方|两地|援[疆藏青滇]|合作")
_TITLE_LENGTH = 50
_SHOWS = {"sale_event": "sale.events", "fair": "job_event.fairs"}
_FIRM = re.compile(r"[^，。、；：,;:《》“”（）()的了\d]{2,24}(?:公司|集团)")
# A clause that is nothing but two names of townships or villages: ▲甲街道与乙镇.
_PAIR_ALONE = 40
_ALONE = re.compile(
    r"[^\w]{0,3}(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]?)?[一-鿿]{2,16}(?:街道|镇|乡|苏木|村|社区)(?:与|和|—{1,2}|-|–|结对)"
    r"[一-鿿]{2,16}(?:街道|镇|乡|苏木|村|社区)"
)
_PAIR_REACH = 120  # how far from two names the word for pairing may stand in their sentence
_OPENED = re.compile(
    r"(?:在[^，。；,;]{1,14})?(?:成功|正式|圆满|隆重|如期)?(?:举办|举行|开幕|拉开帷幕|启幕|开展|启动|开市|登场|亮相)"
)


class Event(NamedTuple):
    """One event of value 1: its measure, its words at ``start..end`` of clause ``at``, and why."""

    measure: str
    unit: str
    start: int
    end: int
    at: int
    trigger: str
    head: str
    extra: dict[str, str]
    named: tuple[tuple[int, int], ...] = ()  # where its parties stand, when they alone tell the sides


def find_events(reading: Reading, sides: Sides) -> list[Event]:
    """All events of the text told without a figure, in order."""
    words = [word for word in (*reading.triggers, *reading.heads) if not _TELLING.isdisjoint(word.classes)]
    telling = {reading.clause_at(word.start) for word in words}
    pairing = {reading.clauses[at].sentence for at in telling}
    ties = [[word for word in words if tie in word.classes] for tie in ("pair", "pair_agreement")]
    tied = {reading.clauses[reading.clause_at(word.start)].sentence for tie in ties for word in tie}
    found: list[Event] = []
    for at, clause in enumerate(reading.clauses if pairing else ()):
        if clause.end - clause.start <= _PAIR_ALONE and _ALONE.fullmatch(
            reading.text, clause.start, clause.end
        ):
            found += _pairs(reading, sides, at, _tie(reading, at, ties))
            continue
        if clause.heading or clause.sentence not in pairing:
            continue
        if at in telling:
            classes = reading.classes_in(clause.start, clause.end)
            for needed, events in _TELLERS:
                if not needed or not needed.isdisjoint(classes):
                    found += events(reading, at, clause)
        if clause.sentence in tied and (tie := _tie(reading, at, ties)):
            found += _pairs(reading, sides, at, tie)
    return found


def _meetings(reading: Reading, at: int, clause: Clause) -> Iterator[Event]:
    """召开…联席会议, …联席会议召开: the meeting's name with 召开, 举行 or an ordinal in its clause."""
    held = [w for w in reading.triggers_in(clause.start, clause.end) if "hold" in w.classes]
    heads = reading.heads_in(clause.start, clause.end)
    if group := _LEADING_GROUP.search(reading.text, clause.start, clause.end):
        heads = [Word(group.start(), group.end(), group.group(), frozenset({"leading_group_meeting"}))]
    for head in heads:
        kind = next((c for c in _MEETINGS if c in head.classes), "")
        if not kind:
            continue
        ordinal = _ORDINAL.search(reading.text, clause.start, head.start)
        trigger = _nearest(held, head)
        if trigger is None:
            continue
        if kind == "talk" and not _about_cooperation(reading, at):
            continue
        start = ordinal.start() if ordinal else trigger.start if trigger.start < head.start else head.start
        extra = {"ordinal": _plain(ordinal.group(1))} if ordinal else {}
        yield Event(_MEETINGS[kind], "次", start, head.end, at, trigger.text, head.text, extra)
        return


def _plain(numeral: str) -> str:
    """An ordinal in digits: 十四 → 14."""
    number = parse_number(numeral)
    return f"{number.value:f}" if number else numeral


def _nearest(held: list[Word], head: Word) -> Word | None:
    """The word for holding that goes with the meeting: the last before it, else the first after."""
    before = [w for w in held if w.end <= head.start]
    after = [
        w for w in held if w.start >= head.end and w.start - head.end <= 6 and w.text in ("召开", "举行")
    ]
    return before[-1] if before else after[0] if after else None


def _about_cooperation(reading: Reading, at: int) -> bool:
    """Whether the sentence of clause ``at``, or the title, speaks of the cooperation."""
    first = reading.clauses[reading.sentence_start(at)].start
    sentence, title = reading.text[first : reading.clauses[at].end], reading.text.strip().split("\n")[0]
    return bool(_COOPERATION.search(sentence) or (len(title) <= _TITLE_LENGTH and _COOPERATION.search(title)))


def _agreements(reading: Reading, at: int, clause: Clause) -> Iterator[Event]:
    """签订《…》, 签订…协议: one event a title, or one for an agreement that has only its kind."""
    signed = [w for w in reading.triggers_in(clause.start, clause.end) if "agree" in w.classes]
    if not signed and "一纸" not in reading.text[clause.start : clause.end]:
        return
    titles = [
        m
        for m in _TITLE.finditer(reading.text, clause.start, clause.end)
        if _AGREEMENT_TITLE.search(m.group(1))
    ]
    if titles and (signed or reading.text.endswith("一纸", clause.start, titles[0].start())):
        for title in titles:
            start = (
                signed[0].start
                if signed and title is titles[0] and signed[0].start < title.start()
                else title.start()
            )
            yield Event(
                "agreement.signed",
                "份",
                start,
                title.end(),
                at,
                signed[0].text if signed else "一纸",
                "《》",
                {"title": title.group(1)},
            )
        return
    if titles or not signed:
        return
    trigger = signed[0]
    after = [w for w in reading.heads_in(trigger.end, clause.end) if "agreement" in w.classes]
    counted = any(
        f.quantity.unit_class in ("money", "bare") for f in reading.figures_in(trigger.end, clause.end)
    )
    if after and not counted and after[0].start - trigger.end <= 30:
        yield Event(
            "agreement.signed", "份", trigger.start, after[0].end, at, trigger.text, after[0].text, {}
        )


def _shows(reading: Reading, at: int, clause: Clause) -> Iterator[Event]:
    """…展销周在…举办, 举办…招聘会: a fair told as an event, when no count of fairs stands in the clause."""
    counted = ("event", "occasion", "course")
    if any(f.quantity.unit_class in counted for f in reading.figures_in(clause.start, clause.end)):
        return
    held = [
        w
        for w in reading.triggers_in(clause.start, clause.end)
        if "hold" in w.classes and w.text.endswith(("举办", "举行", "开展", "举办了", "举行了"))
    ]
    for head in reading.heads_in(clause.start, clause.end):
        measure = next((m for label, m in _SHOWS.items() if label in head.classes), "")
        if not measure or "talk" in head.classes or len(head.text) < 3:
            continue
        after = _OPENED.match(_unquoted(reading.text[head.end : clause.end]))
        before = [w for w in held if w.end <= head.start and head.start - w.end <= 24]
        if after or before:
            start = before[-1].start if before else head.start
            word = before[-1].text if before else after.group()[-2:] if after else ""
            yield Event(measure, "场", start, head.end, at, word, head.text, {})
            return


def _unquoted(text: str) -> str:
    return text.lstrip('”」』"）)')


def _firms(reading: Reading, at: int, clause: Clause) -> Iterator[Event]:
    """引进 and the name of a firm: one firm that came, which a reader may or may not count."""
    for trigger in reading.triggers_in(clause.start, clause.end):
        if "attract" not in trigger.classes or not trigger.text.startswith(
            ("引进", "引来", "引入", "招引", "引育")
        ):
            continue
        name = _FIRM.match(reading.text, trigger.end, clause.end)
        if name and not reading.figures_in(trigger.end, name.end()):
            extra = {"optional": "true"}
            yield Event(
                "enterprise.landed", "家", trigger.start, name.end(), at, trigger.text, name.group(), extra
            )
            return


def _tie(reading: Reading, at: int, ties: Iterable[Sequence[Word]]) -> Word | None:
    """The last word that tells of pairing near clause ``at``, from the first list that has one."""
    first, last = reading.clauses[reading.sentence_start(at)], reading.clauses[reading.sentence_end(at)]
    start = max(first.start, reading.clauses[at].start - _PAIR_REACH)
    end = min(last.end, reading.clauses[at].end + _PAIR_REACH)
    for words in ties:
        low, high = (bisect_left(words, edge, key=_start) for edge in (start, end))
        for word in reversed(words[low:high]):
            if word.end <= end:
                return word
    return None


def _start(word: Word) -> int:
    return word.start


def _pairs(reading: Reading, sides: Sides, at: int, tie: Word | None) -> Iterator[Event]:
    """Pairs by name, in a sentence with a word that ties them or alone in a text that tells of pairing."""
    for pair in named_pairs(reading.text, reading.clauses[at], sides):
        yield Event(
            pair.measure,
            pair.unit,
            pair.start,
            pair.end,
            at,
            tie.text if tie else "",
            pair.name,
            {},
            pair.named,
        )


# Who tells what events, and the classes of words of which a clause must have one for that (none: any clause).
_TELLERS: tuple[tuple[frozenset[str], Callable[[Reading, int, Clause], Iterator[Event]]], ...] = (
    (frozenset({"hold"}), _meetings),
    (frozenset(), _agreements),
    (frozenset(_SHOWS), _shows),
    (frozenset({"attract"}), _firms),
)
