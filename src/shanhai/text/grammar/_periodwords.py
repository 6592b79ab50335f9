"""The words and expressions that periods are read with, from ``periods.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from shanhai.text.lexicon import LexiconError, load_toml

_TABLES = {"years", "months", "days", "same", "near", "now", "plans", "events", "milestones"}

CONNECT = r" ?(?:-{1,2}|至|到) ?"
_YEAR_NAME = r"(?:(?<![0-9.])(?:1[89]|20)[0-9]{2}|[一二][〇零九八][〇零一二三四五六七八九]{2})"
_MONTH_NAME = (
    r"(?:(?<![0-9.])(?:1[0-2]|0?[1-9])|十[一二]?|(?<!十)[一二三四五六七八九]|(?<![0-9百千万亿余多])元)"
)
_MONTH_SIGN = r" ?月(?:份)?(?![租薪嫂饼均球经亮子])"
_DAY_NAME = (
    r"(?:(?<![0-9.])(?:3[01]|[12][0-9]|0?[1-9])|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_ALONE = r"(?:(?<![0-9.])(?:3[01]|[12][0-9]|0?[1-9])|三十一?|二?十[一二三四五六七八九])"
_DAY_SIGN = r" ?(?:日|号(?![楼线院门]))(?![均游龄薪照])"
_FIRST_MONTHS = r"前(?:1[01]|[2-9]|[二两三四五六七八九]|十一?)个月"
_PART = (
    r"上半年|下半年|第?[一二三四1-4]季度|前[二三两23]个?季度|全年|年?[底末初]|年中|[春夏秋冬]季?(?=[,，学])"
    rf"|{_FIRST_MONTHS}"
)
_MONTH_PART = r"[上中下]旬|[底末初]"
_CLOCK = (
    r"(?:清晨|凌晨|早上|上午|中午|下午|傍晚|晚上|晚间|当晚|晚)?"
    r"(?: ?[0-9]{1,2}(?:时|点|:[0-9]{2})(?:[0-9]{1,2}分|半|许|整)?)?"
)


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """Offsets by word, and the compiled expressions; see ``periods.toml`` for what each table means."""

    years: dict[str, int]
    months: dict[str, int]
    days: dict[str, int]
    same_years: dict[str, int]
    same_months: dict[str, int]
    same_days: dict[str, int]
    plans: dict[str, list[int]]
    events: dict[str, str]
    point: re.Pattern[str]
    phrase: re.Pattern[str]


@cache
def words() -> PeriodWords:
    """The words of ``periods.toml``, validated and compiled once."""
    data = load_toml("periods.toml")
    if set(data) != _TABLES:
        raise LexiconError(f"periods.toml: unknown or missing tables {sorted(set(data) ^ _TABLES)}")
    years, months, days, same = data["years"], data["months"], data["days"], data["same"]
    offsets: list[str] = [*years, *months, *days, *same["years"], *same["months"], *same["days"]]
    if repeated := sorted({word for word in offsets if offsets.count(word) > 1}):
        raise LexiconError(f"periods.toml: in two tables: {repeated}")
    point = _point(
        _any([*years, *same["years"]]), _any([*months, *same["months"]]), _any([*days, *same["days"]])
    )
    named = [word for key in ("now", "near", "milestones") for word in data[key]["words"]]
    named += [*data["plans"], *data["events"], *'至自近最过这未今接几两半“"']
    return PeriodWords(
        years=years,
        months=months,
        days=days,
        same_years=same["years"],
        same_months=same["months"],
        same_days=same["days"],
        plans=data["plans"],
        events=data["events"],
        point=_guarded(
            point, [*offsets, *"上下第前年月元"], "[0-9]{1,24}+[-年月日号世学上下第一二三四至到、和与./ ]"
        ),
        phrase=_guarded(_phrase(data), named, "[0-9]{1,2}[年个多余]"),
    )


def _guarded(pattern: str, beginnings: list[str], digits: str) -> re.Pattern[str]:
    """``pattern``, tried only where it may begin, which is ten times faster.

    That is a numeral, one of ``beginnings``, or ``digits``: a figure with a sign behind it that dates have.
    """
    first = re.escape("".join(sorted({word[0] for word in beginnings})))
    return re.compile(f"(?=[一二三四五六七八九十{first}]|{digits})(?:{pattern})")


def _any(words: Any) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _point(year_words: str, month_words: str, day_words: str) -> str:
    """The expression for one point of time, and for a bare number that the next point completes."""
    month = (
        rf"(?:(?P<month>{_MONTH_NAME}){_MONTH_SIGN}"
        rf"|(?P<month_bare>{_MONTH_NAME})(?={CONNECT}{_MONTH_NAME}{_MONTH_SIGN}))"
    )
    day = rf"(?:(?P<day>{_DAY_NAME}){_DAY_SIGN}|(?P<day_bare>{_DAY_NAME})(?={CONNECT}{_DAY_NAME}{_DAY_SIGN}))"
    within_month = rf"(?: ?{day}{_CLOCK}|(?P<month_part>{_MONTH_PART}))?"
    year = (
        rf"(?:(?P<year>{_YEAR_NAME})(?: ?(?:年度?|学年度?)|(?=上半年|下半年|年?第?[一二三四]季度))"
        rf"|(?P<year_word>{year_words}))(?!同期|轻|级|龄)"
    )
    within_year = rf"(?: ?{month}{within_month}|的?(?P<part>{_PART}))?"
    return (
        rf"(?P<decade_year>(?:19|20)[0-9]0)年代|(?:上个?世纪|20世纪|(?<![0-9一二三四五六七八九十]))(?P<decade>[3-9]0|[三四五六七八九]十)年代"
        r"|(?P<numeric>(?<![0-9.])(?:19|20)[0-9]{2}"
        r"(?:(?P<sign>[-./])[0-9]{1,2}(?P=sign)[0-9]{1,2}|[-.](?:0[1-9]|1[0-2])(?![-./%年个人万亿元]))(?![0-9]))"
        rf"|{year}{within_year}"
        rf"|(?P<year_bare>{_YEAR_NAME})(?=(?:{CONNECT}|[、和与]){_YEAR_NAME} ?(?:年|学年))"
        rf"|(?P<month_word>{month_words})(?:[底末初]| ?(?P<month_day>{_DAY_NAME}){_DAY_SIGN}{_CLOCK})?"
        rf"|(?P<day_word>{day_words}){_CLOCK}"
        rf"|{_renamed(month + within_month)}"
        rf"|(?P<alone>{_ALONE})(?:日(?![内均游龄薪照])|(?={CONNECT}{_ALONE}日(?![内均游龄薪照]))){_CLOCK}"
        rf"|(?P<part_alone>上半年|下半年|第?[一二三四]季度|前三个?季度|{_FIRST_MONTHS}|年[底末初]|月[底末初])"
    )


def _renamed(pattern: str) -> str:
    """``pattern`` with its groups marked as those of a date without a year; a name may stand but once."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\1_2>", pattern)


def _phrase(data: dict[str, Any]) -> str:
    """The expression for periods that name no date of their own."""
    clause = "[^,，。;；:：、!！?？\n0-9“”]"
    number = r"(?:[0-9]{1,2}|[一二两三四五六七八九十几]{1,3}|半)"
    length = rf"(?P<length>{number})(?:多|余)?(?P<measure>年|个?月|天|周)(?:多|余)?"
    return (
        rf"(?P<now>{_any(data['now']['words'])}|至今)"
        rf"|(?P<near>{_any(data['near']['words'])})"
        rf"|[“\"]?(?P<plan>{_any(data['plans'])})[”\"]?(?:规划)?(?P<plan_part>期间|时期|期内|以来|末|初|开局之年|收官之年)"
        rf"|自?(?P<event>{_any(data['events'])})(?:胜利)?(?:召开)?以来"
        rf"|(?:(?P<back>近|最近|过去|这)|(?P<ahead>未来|今后|接下来))的?{length}(?:以来|来|间|里|内)?"
        rf"|(?P<length_2>{number})(?:多|余)?(?P<measure_2>年|个月)(?:多|余)?(?:以来|来|间|时间里)(?!自|到)"
        rf"|(?P<open>自从?{clause}{{1,18}}?(?:以来|至今|之日起)|(?:{_any(data['milestones']['words'])}){clause}{{0,10}}?以来)"
    )
