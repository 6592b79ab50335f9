"""Reading one point of time from a match of the point expression, with what earlier dates tell about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shanhai.text.grammar._dates import Point, months_back
from shanhai.text.grammar._numeral import worth
from shanhai.text.grammar._periodwords import words

_HALVES = {"上半年": (1, 6), "下半年": (7, 12)}


@dataclass(slots=True)
class Memory:
    """What dates point back to: the last printed one (当年), the last of the sentence, the document's."""

    published: date | None
    point: Point | None = None
    sentence: int = -1
    year_in_sentence: Point | None = None

    def keep(self, point: Point, sentence: int) -> None:
        """Remember ``point``, found in the sentence of that number."""
        if point.year is not None and point.source == "printed":
            self.point = point
        self.sentence, self.year_in_sentence = sentence, point if point.year is not None else None


def read_point(
    match: re.Match[str], memory: Memory, sentence: int, first: Point | None = None
) -> Point | None:
    """The point that ``match`` prints, its left-out parts filled in; None when there is no such day.

    ``first`` is the other end when the point closes a range.
    """
    point = _printed(match, memory)
    if first is not None and point.year is None:
        point = point.after(first)
    if point.year is None and not _is_word(match):
        earlier = memory.year_in_sentence if memory.sentence == sentence else None
        if (
            earlier is not None
            and earlier.year is not None
            and (point.month is not None or earlier.month is not None)
        ):
            point = replace(point, year=earlier.year, month=point.month or earlier.month, source="context")
        elif memory.published is not None:
            point = point.before_reference(memory.published)
    return point if point.is_possible() else None


def _is_word(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("year_word", "month_word", "day_word"))


def _printed(match: re.Match[str], memory: Memory) -> Point:
    """The point as the words print it, before anything is filled in."""
    get: dict[str, str] = match.groupdict("")
    if decade := get["decade_year"] or get["decade"]:
        begin = _value(decade) if len(decade) == 4 else 1900 + _value(decade)
        return Point(begin, years=begin + 9, source="printed")
    if get["numeric"]:
        numeric = [int(part) for part in re.split("[-./]", get["numeric"])]
        return Point(numeric[0], numeric[1], numeric[2] if len(numeric) > 2 else None, source="printed")
    if get["month_word"] or get["day_word"]:
        point = _word_point(get["month_word"] or get["day_word"], memory)
        return replace(point, day=_value(get["month_day"])) if get["month_day"] else point
    point = Point(None)
    if year := get["year"] or get["year_bare"]:
        point = Point(_value(year), source="printed")
    elif get["year_word"]:
        point = _year_word(get["year_word"], memory)
    month = get["month"] or get["month_bare"] or get["month_2"] or get["month_bare_2"]
    day = get["day"] or get["day_bare"] or get["day_2"] or get["day_bare_2"] or get["alone"]
    point = replace(point, month=_value(month) if month else None, day=_value(day) if day else None)
    part = get["part"] or get["part_alone"]
    return _with_part(point, part, memory) if part else point


def _with_part(point: Point, part: str, memory: Memory) -> Point:
    """``point`` narrowed to a part of its year: 上半年, 前三季度, 底."""
    if part.startswith("月"):
        reference = memory.published
        return Point(reference.year, reference.month, source="reference") if reference else point
    if part[-1] in "底末初":
        # The end of a year is told to the year only; 截至2020年底 reaches to the end of 2020 all the same.
        alone = point.year is None and part.startswith("年")
        return point.in_year(memory.published.year, "reference") if alone and memory.published else point
    if part.endswith("个月"):
        return replace(point, month=1, last=_value(part[1:-2]))
    if "季度" in part:
        quarter = _value(part.removeprefix("第").removeprefix("前")[0])
        return replace(point, month=1 if part.startswith("前") else quarter * 3 - 2, last=quarter * 3)
    month, last = _HALVES.get(part, (None, None))
    return replace(point, month=month, last=last)


def _year_word(word: str, memory: Memory) -> Point:
    table = words()
    if word in table.same_years:
        earlier = memory.point.year if memory.point else None
        return Point(None) if earlier is None else Point(earlier + table.same_years[word], source="printed")
    if memory.published is None:
        return Point(None)
    return Point(memory.published.year + table.years[word], source="reference")


def _word_point(word: str, memory: Memory) -> Point:
    """The month or day that a word names: 上月, 昨日 by the document's date, 同月, 当天 by the last date."""
    table, earlier, reference = words(), memory.point, memory.published
    if word in table.same_months or word in table.same_days:
        if earlier is None or earlier.year is None or earlier.month is None:
            return Point(None, source="unknown")
        if word in table.same_months:
            following = months_back(date(earlier.year, earlier.month, 1), -table.same_months[word])
            return replace(following, source="printed")
        if earlier.day is None:
            return earlier
        return _day(
            date(earlier.year, earlier.month, earlier.day) + timedelta(days=table.same_days[word]), True
        )
    if reference is None:
        return Point(None)
    if word in table.months:
        return months_back(reference, -table.months[word])
    return _day(reference + timedelta(days=table.days[word]), False)


def _day(day: date, printed: bool) -> Point:
    return Point(day.year, day.month, day.day, source="printed" if printed else "reference")


def _value(numeral: str) -> int:
    value = worth("一" if numeral == "元" else numeral)
    if value is None:
        raise ValueError(f"the point expression let through no numeral: {numeral!r}")
    return int(value.low)
