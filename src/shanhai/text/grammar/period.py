"""Periods: ``2017—2019年``, ``截至2023年6月底``, ``近两年来``, ``去年底``, ``自结对以来``, “十三五”期间.

A period says from when (``since``) and until when (``until``), as ISO dates as precise as the text:
«2017年以来» has no end, «截至6月底» no beginning. What a text leaves out (the year of «6月13日») comes from
the sentence, or from the document's date when that is given; such a period is marked as not printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shanhai.text.grammar._dates import Point, months_back
from shanhai.text.grammar._numeral import worth
from shanhai.text.grammar._periodwords import CONNECT, words
from shanhai.text.grammar._points import Memory, read_point
from shanhai.text.grammar._scan import fold

Kind = Literal["day", "month", "year", "range", "since", "as_of", "relative", "open"]

_CONNECT = re.compile(f"{CONNECT}|[、和与]")
_CLAUSE = "[^,，。;；:：、!！?？\n0-9“”]"
_SINCE = re.compile(
    r" ?(?:以来|起至今|至今|至目前|到目前|迄今|到现在|开始|之后|以后"
    r"|后(?![期续者备方勤代起台来])|起(?![来点步草源义诉])"
    rf"|(?:(?![自近多]){_CLAUSE}){{1,14}}?(?:以来|至今))"
)
_UNTIL = re.compile(" ?(?:之前|以前|为止|前(?![期往后沿列所几十两三线瞻景提途]))")
_DURING = re.compile(" ?(?:期间|年间|间(?![接隔断]))")
_FROM_BEFORE = re.compile("(?<![来亲各独])(?:自从?|从)(?:于)? ?$")
_TO_BEFORE = re.compile(
    "(?:截至到?|截止到?|截至于|直到|(?<![收达得受见听来回送寄想看提感推])到|(?<![甚以乃送运])至|止) ?$"
)
_SENTENCE_END = re.compile("[。！!？?\n]")
_LONGEST_PREFIX = 5


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time; ``text`` is exactly ``source[start:end]``, with 自, 截至, 以来 and the like.

    ``since`` and ``until`` are ISO dates as precise as the text (``2017``, ``2018-03``, ``2023-06-28``),
    empty when open or not known. ``printed``: the words themselves fix the dates (当年 after a printed year
    does); otherwise they depend on the sentence around or on the document's date. ``kind``: a day, month,
    year, a range of them, ``since`` (no end), ``as_of`` (no beginning: 截至, 底前), ``relative`` to the time
    of writing (近两年来, 日前), ``open`` (自结对以来: the beginning is an event the text does not date).
    """

    start: int
    end: int
    text: str
    since: str
    until: str
    kind: Kind
    printed: bool


def find_periods(text: str, published: date | None = None) -> list[Period]:
    """All periods of ``text`` in order, none overlapping; ``published`` is the document's own date."""
    folded = fold(text)
    found = sorted([*_dated(text, folded, published), *_phrases(text, folded, published)], key=_place)
    kept: list[Period] = []
    for period in found:
        if not kept or period.start >= kept[-1].end:
            kept.append(period)
    return kept


def parse_period(text: str, published: date | None = None) -> Period | None:
    """The period that ``text`` as a whole is, None when it is not one period and nothing else."""
    found = find_periods(text, published)
    return found[0] if len(found) == 1 and found[0].text == text else None


def _place(period: Period) -> tuple[int, int]:
    return period.start, -period.end


def _dated(text: str, folded: str, published: date | None) -> Iterator[Period]:
    """Periods that name a day, month or year."""
    memory = Memory(published)
    sentence, scanned, at = 0, 0, 0
    pattern = words().point
    while match := pattern.search(folded, at):
        at = match.end()
        if _SENTENCE_END.search(folded, scanned, match.start()):
            sentence += 1
        scanned = match.start()
        first = read_point(match, memory, sentence)
        if first is None:
            continue
        second, end = _second(folded, match, memory, sentence, first)
        if second is None and _is_bare(match):
            continue
        kind = _kind(match, first, second)
        period = _bounded(text, folded, match.start(), end, kind, first, second or first)
        memory.keep(second or first, sentence)
        at = period.end
        yield period


def _is_bare(match: re.Match[str]) -> bool:
    names = ("year_bare", "month_bare", "month_bare_2")
    return any(match[name] for name in names)


def _second(
    folded: str, match: re.Match[str], memory: Memory, sentence: int, first: Point
) -> tuple[Point | None, int]:
    """The second end of a range that ``match`` begins, and where the range ends."""
    connect = _CONNECT.match(folded, match.end())
    if connect is None or (connect[0].strip() in "、和与" and not match["year_bare"]):
        return None, match.end()
    other = words().point.match(folded, connect.end())
    if other is None:
        return None, match.end()
    memory.keep(first, sentence)
    point = read_point(other, memory, sentence, first)
    if point is None or (first.first_iso() and point.last_iso() and point.last_iso() < first.first_iso()):
        return None, match.end()
    return point, other.end()


def _bounded(text: str, folded: str, start: int, end: int, kind: Kind, first: Point, last: Point) -> Period:
    """The period of the point or range at ``[start:end]`` with the words around that open or close it."""
    since, until = first.first_iso(), last.last_iso()
    head = folded[max(0, start - _LONGEST_PREFIX) : start]
    if behind := _SINCE.match(folded, end):
        end, until, kind = behind.end(), "", "since"
        if last is not first:
            kind, until = "range", last.last_iso()
    elif behind := _UNTIL.match(folded, end):
        end = behind.end()
        if last is first:
            since, kind = "", "as_of"
    elif behind := _DURING.match(folded, end):
        end = behind.end()
    if before := _FROM_BEFORE.search(head):
        start -= len(head) - before.start()
        if kind not in ("since", "range", "as_of"):
            until, kind = "", "since"
    elif (before := _TO_BEFORE.search(head)) and kind not in ("since", "range"):
        start -= len(head) - before.start()
        since, kind = "", "as_of"
    printed = first.source == "printed" and last.source == "printed"
    return Period(start, end, text[start:end], since, until, kind, printed)


def _kind(match: re.Match[str], first: Point, second: Point | None) -> Kind:
    if second is not None or first.years is not None or (first.last or first.month) != first.month:
        return "range"
    if first.day is not None or match["day_word"]:
        return "day"
    return "month" if first.month is not None or match["month_word"] else "year"


def _phrases(text: str, folded: str, published: date | None) -> Iterator[Period]:
    """Periods that name no date of their own: 近两年来, 截至目前, “十三五”期间, 自结对以来."""
    for match in words().phrase.finditer(folded):
        since, until, kind = _phrase(match, published)
        start, end = match.span()
        yield Period(start, end, text[start:end], since, until, kind, False)


def _phrase(match: re.Match[str], published: date | None) -> tuple[str, str, Kind]:
    get, table = match.groupdict(), words()
    if get["now"]:
        return "", published.isoformat() if published else "", "as_of"
    if plan := get["plan"]:
        first, last = table.plans[plan]
        part = get["plan_part"]
        if part == "以来":
            return str(first), "", "since"
        if part in ("末", "收官之年"):
            return str(last), str(last), "year"
        return (
            (str(first), str(first), "year")
            if part in ("初", "开局之年")
            else (str(first), str(last), "range")
        )
    if get["event"]:
        return table.events[get["event"]], "", "since"
    if length := get["length"] or get["length_2"]:
        return (
            *_length(length, get["measure"] or get["measure_2"], bool(get["ahead"]), published),
            "relative",
        )
    return "", "", "open" if get["open"] else "relative"


def _length(length: str, measure: str, ahead: bool, published: date | None) -> tuple[str, str]:
    """The ends of 近两年来 or 未来三年, counted from the document's date; empty without one."""
    if length == "半":
        length, measure = "六", "个月" if measure == "年" else ""
    count = worth(length)
    if published is None or not measure or count is None or count.bound != "=":
        return "", ""
    number = int(count.low)
    if measure == "年":
        ends = str(published.year - number), str(published.year + number)
    elif measure.endswith("月"):
        ends = months_back(published, number).first_iso(), months_back(published, -number).first_iso()
    else:
        days = timedelta(days=number * (7 if measure == "周" else 1))
        ends = (published - days).isoformat(), (published + days).isoformat()
    return ("", ends[1]) if ahead else (ends[0], "")
