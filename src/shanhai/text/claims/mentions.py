"""What stands in a text, from the grammar: figures that may be claims, and marks of time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from shanhai.text.grammar.period import Period, find_periods
from shanhai.text.grammar.quantity import Quantity, find_quantities

__all__ = ["Quantity", "TimeMark", "find_figures", "find_period_marks"]

_SHORT_QUOTE = re.compile(r"[“「][^“”「」\n]{1,24}[”」]")

_SINCE = re.compile(r"[^，。；：,;:!?！？\n]{1,40}?(?:以来|至今)")  # 2021年甲区与乙县建立协作关系以来
_DAYS_AGO, _WEEK = frozenset({"近日", "日前", "连日来", "这几天"}), 7
_MARK = re.compile(r"[，。；：,;:!?！？\n]")
_YEAR_END = re.compile(r"年(?:年?底|末)")  # as precise as the text: the year

_LOST = "□"  # stands for a character that repair could not recover


@dataclass(frozen=True, slots=True)
class TimeMark:
    """Words that say when; ``since_phrase`` when they govern what follows (2017年以来); ``as_of``: 截至."""

    start: int
    end: int
    since: str
    until: str
    since_phrase: bool = False
    as_of: bool = False


def find_figures(text: str) -> list[Quantity]:
    """Quantities that may be claims: a count or a sum, no share of one (每户3000元), rank or slogan."""
    quoted = [match.span() for match in _SHORT_QUOTE.finditer(text)]
    found, at = [], 0
    for quantity in find_quantities(text):
        if _LOST in (text[quantity.start - 1 : quantity.start], text[quantity.end : quantity.end + 1]):
            continue  # a digit beside it is lost: no figure is better than a wrong one
        while at < len(quoted) and quoted[at][1] <= quantity.start:
            at += 1
        inside = at < len(quoted) and quoted[at][0] < quantity.start and quantity.end < quoted[at][1]
        if not (quantity.each or quantity.ordinal or inside or quantity.unit_class == "time"):
            found.append(quantity)
    return found


def find_period_marks(text: str, published: date | None) -> list[TimeMark]:
    """All periods of ``text`` as marks of time, in order."""
    found: list[TimeMark] = []
    for period in find_periods(text, published):
        mark = _recent(_mark(text, period), period, published)
        if found and mark.start < found[-1].end:
            continue
        if found and mark.since_phrase and not mark.since and _goes_on(text, found[-1], mark):
            found[-1] = replace(found[-1], end=mark.end)  # 自2021年两地建立协作关系以来 is one
        else:
            found.append(mark)
    return found


def _recent(mark: TimeMark, period: Period, published: date | None) -> TimeMark:
    """近日 and 日前 are some day of the last week: the month of publication, when that week lies in it."""
    if published is None or published.day <= _WEEK or period.text not in _DAYS_AGO:
        return mark
    month = f"{published:%Y-%m}"
    return replace(mark, since=month, until=month)


def _goes_on(text: str, first: TimeMark, second: TimeMark) -> bool:
    """Whether an undated since-phrase only ends what a dated one before it in the clause began."""
    return first.since_phrase and bool(first.since) and not _MARK.search(text, first.end, second.start)


def _mark(text: str, period: Period) -> TimeMark:
    if period.kind in ("year", "month", "day") and (since := _SINCE.match(text, period.end)):
        return TimeMark(period.start, since.end(), period.since, "", since_phrase=True)
    governs = period.kind in ("since", "open") or (period.kind == "relative" and period.text.endswith("来"))
    until = period.until
    if period.kind == "as_of" and _YEAR_END.search(period.text):
        until = until[:4]
    return TimeMark(period.start, period.end, period.since, until, governs, period.kind == "as_of")
