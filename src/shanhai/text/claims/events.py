"""Events told without a figure: a meeting, an agreement, a pairing by name, a firm that came.

Each is a trigger and what it governs in the same clause: 召开 + 联席会议, 签订 + 《…》, 引进 + a firm's name.
A clause whose figure already became a claim of the same measure tells no second event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from shanhai.text.claims.figures import Reading
from shanhai.text.claims.lexicon import Word
from shanhai.text.claims.segment import Clause

_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_AGREEMENT_TITLE = re.compile(r"协议|协定|备忘录|意向书|合同|计划|方案|责任书|协议书|共识|宣言")
_ORDINAL = re.compile(r"第([一二三四五六七八九十百\d]{1,4})次")
_MEETINGS = {
    "joint_meeting": "meeting.joint",
    "leading_group_meeting": "meeting.leading_group",
    "talk": "meeting.talk",
}
_COOPERATION = frozenset({"pair", "visit"})
_NOT_HELD = re.compile(r"(?:在|根据|按照|落实|贯彻|传达)[^，。]{0,20}$")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of value 1: its measure, its words at ``start..end`` of clause ``at``, and why."""

    measure: str
    unit: str
    start: int
    end: int
    at: int
    trigger: str
    head: str
    extra: dict[str, str] = field(default_factory=dict)


def find_events(reading: Reading) -> list[Event]:
    """All events of the text told without a figure, in order."""
    found: list[Event] = []
    for at, clause in enumerate(reading.clauses):
        if clause.heading:
            continue
        found += _meetings(reading, at, clause)
        found += _agreements(reading, at, clause)
    return found


def _meetings(reading: Reading, at: int, clause: Clause) -> Iterator[Event]:
    """召开…联席会议, …联席会议召开: the meeting's name with 召开, 举行 or an ordinal in its clause."""
    held = [w for w in reading.triggers_in(clause.start, clause.end) if "hold" in w.classes]
    for head in reading.heads_in(clause.start, clause.end):
        kind = next((c for c in _MEETINGS if c in head.classes), "")
        if not kind:
            continue
        ordinal = _ORDINAL.search(reading.text, clause.start, head.start)
        trigger = _nearest(held, head)
        if trigger is None:
            continue
        if kind == "talk" and not _about_cooperation(reading, clause):
            continue
        start = ordinal.start() if ordinal else trigger.start if trigger.start < head.start else head.start
        extra = {"ordinal": ordinal.group(1)} if ordinal else {}
        yield Event(_MEETINGS[kind], "次", start, head.end, at, trigger.text, head.text, extra)
        return


def _nearest(held: list[Word], head: Word) -> Word | None:
    """The word for holding that goes with the meeting: the last before it, else the first after."""
    before = [w for w in held if w.end <= head.start]
    after = [
        w for w in held if w.start >= head.end and w.start - head.end <= 6 and w.text in ("召开", "举行")
    ]
    return before[-1] if before else after[0] if after else None


def _about_cooperation(reading: Reading, clause: Clause) -> bool:
    words = reading.text[clause.start : clause.end]
    return bool(re.search(r"协作|对口|帮扶|支援|结对|双方|两地|援[疆藏青滇]|合作", words))


def _agreements(reading: Reading, at: int, clause: Clause) -> Iterator[Event]:
    """签订《…》, 签订…协议: one event a title, or one for an agreement that has only its kind."""
    signed = [w for w in reading.triggers_in(clause.start, clause.end) if "agree" in w.classes]
    titles = [
        m
        for m in _TITLE.finditer(reading.text, clause.start, clause.end)
        if _AGREEMENT_TITLE.search(m.group(1))
    ]
    if titles and (
        signed
        or re.search(r"一纸$", reading.text[max(clause.start, titles[0].start() - 3) : titles[0].start()])
    ):
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
    if after and after[0].start - trigger.end <= 30:
        yield Event("agreement.signed", "份", trigger.start, after[0].end, at, trigger.text, after[0].text)
