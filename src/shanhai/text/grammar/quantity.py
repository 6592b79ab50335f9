"""Quantities: a number with its unit and bounds (``300余人次``, ``20万元左右``, ``800人至1000人``).

Values are kept in the canonical unit of the form (money in 元, 名/位 as 人). What is counted, and whether a
批 is a course or a delegation, is for the claims to decide; the class and the printed form are kept for that.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from shanhai.text.grammar import _bounds
from shanhai.text.grammar._bounds import Bound
from shanhai.text.grammar._numeral import tidy
from shanhai.text.grammar._scan import fold
from shanhai.text.grammar._units import Unit, units
from shanhai.text.grammar.number import Number, numbers_in

_CURRENCY_BEFORE = re.compile("(?:人民币|RMB|CNY|[¥￥]) ?$")
_JOIN = re.compile(" ?(?:-{1,2}|至|到) ?$")
_PER = re.compile(" ?(?:/|每)(?:人|户|亩|年|月|天|日|个|名|公斤|斤|吨|县|村|套|台|株|头|只|小时|平方米)")
_RANK = re.compile("(?<![此以之目会])前$")
_TENTHS = "一二三四五六七八九"
_TENTH_AFTER = re.compile(f"[{_TENTHS}](?![个名家户人年])")
_HALF_AFTER = re.compile("半(?!天|年|月|个|数|山)")
_BARE = re.compile(r"[万亿][余多]?\+?$")
_LISTED = re.compile(r"[0-9]{1,2}\.([0-9]+)")
_YEARLIKE = re.compile("(?:1[89]|20)[0-9]{2}")
_DIVISIBLE = frozenset({"money", "area", "distance", "goods", "time", "ratio", "energy", "volume", "degree"})


class Quantity(NamedTuple):
    """A figure with its unit; ``text`` is exactly ``source[start:end]``, bound words included.

    ``value`` is in ``unit``, the lower end of a range whose upper end is ``high``. ``unit`` is the canonical
    unit, ``unit_text`` the word printed, ``unit_class`` a class of ``units.toml``; class ``bare`` has neither
    word (a figure in 万 or 亿 whose unit is left to the context). ``each``: one share of many (每户3000元,
    各捐赠一套), not a total. ``ordinal``: a place in a series (第十四次), not a count.
    """

    start: int
    end: int
    text: str
    value: Decimal
    high: Decimal | None
    unit: str
    unit_text: str
    unit_class: str
    bound: Bound
    each: bool = False
    ordinal: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """All quantities of ``text`` in order, none overlapping; dates and labels are not quantities."""
    folded = fold(text)
    found: list[Quantity] = []
    for number in numbers_in(text, folded):
        if number.kind in ("date", "label", "fraction"):
            continue
        quantity = _quantity(text, folded, number)
        if quantity is None:
            continue
        if found and (joined := _range(text, folded, found[-1], quantity)):
            found[-1] = joined
        else:
            found.append(quantity)
    return found


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that ``text`` as a whole is, None when it is not one quantity and nothing else."""
    found = find_quantities(text)
    return found[0] if len(found) == 1 and found[0].text == text else None


def _quantity(text: str, folded: str, number: Number) -> Quantity | None:
    unit, unit_start, unit_end = _unit(folded, number)
    if unit is None:
        return _without_unit(text, folded, number)
    if _is_name(folded, number, unit):
        return None
    start, value = _unlisted(folded, number, unit)
    end, bound, value = _tail(folded, unit_end, unit, value, number.bound)
    ordinal = number.kind == "ordinal"
    return Quantity(
        start,
        end,
        text[start:end],
        tidy(value * unit.factor),
        None if number.high is None else tidy(number.high * unit.factor),
        unit.canonical,
        text[unit_start:unit_end],
        unit.unit_class,
        bound,
        each=not ordinal and (_bounds.is_share(folded, start) or _PER.match(folded, end) is not None),
        ordinal=ordinal,
    )


def _unit(folded: str, number: Number) -> tuple[Unit | None, int, int]:
    """The unit of ``number`` and its place; the sign of a percentage is part of the number."""
    end = number.end
    if number.kind == "percent":
        sign = folded[end - 1] if folded[end - 1] in "%‰" else ""
        return units().by_form[sign or "%"], end - len(sign), end
    start = end + (folded[end : end + 1] == " ")
    unit = units().at(folded, start)
    return (unit[0], start, unit[1]) if unit else (None, end, end)


def _is_name(folded: str, number: Number, unit: Unit) -> bool:
    """Whether they are a name, a year or a rank and count nothing (第一中学, 2024企业招聘, 前10名)."""
    digits = folded[number.start : number.end]
    if unit.noun and number.kind == "ordinal":
        return True
    if (unit.noun or unit.form in ("年", "对")) and _YEARLIKE.fullmatch(digits):
        return True
    return (
        unit.form in ("名", "位", "强")
        and _RANK.search(folded[max(0, number.start - 2) : number.start]) is not None
    )


def _unlisted(folded: str, number: Number, unit: Unit) -> tuple[int, Decimal]:
    """Start and value of the number without a list number run into it: ``1.5名教师`` is item 1, 5名."""
    before = folded[max(0, number.start - 1) : number.start]
    if number.value % 1 and unit.unit_class not in _DIVISIBLE and not before.isalpha():
        listed = _LISTED.fullmatch(folded[number.start : number.end])
        if listed:
            return number.start + listed.start(1), Decimal(listed[1])
    return number.start, number.value


def _tail(folded: str, end: int, unit: Unit, value: Decimal, bound: Bound) -> tuple[int, Bound, Decimal]:
    """What follows the unit: a half (一年半), a tenth (七成五), a bound word (50人以上)."""
    if unit.unit_class in ("time", "age") and _HALF_AFTER.match(folded, end):
        end, value = end + 1, value + Decimal("0.5")
    elif unit.form == "成" and (tenth := _TENTH_AFTER.match(folded, end)):
        end, value = tenth.end(), value + (_TENTHS.index(tenth[0]) + 1) / Decimal(10)
    behind = _bounds.after(folded, end)
    if behind is None:
        return end, bound, value
    return behind[0], behind[1], value


def _without_unit(text: str, folded: str, number: Number) -> Quantity | None:
    """A figure whose unit stands before it (人民币3000万) or is left out (投入3.4万)."""
    if number.kind != "count":
        return None
    currency = _CURRENCY_BEFORE.search(folded[max(0, number.start - 5) : number.start])
    digits = folded[number.start : number.end]
    if currency is None and not (_BARE.search(digits) and re.search("[0-9一二三四五六七八九十]", digits)):
        return None
    start = number.start - len(currency[0]) if currency else number.start
    behind = _bounds.after(folded, number.end)
    end, bound = behind or (number.end, number.bound)
    unit, unit_class = ("元", "money") if currency else ("", "bare")
    each = _bounds.is_share(folded, start)
    return Quantity(start, end, text[start:end], number.value, number.high, unit, "", unit_class, bound, each)


def _range(text: str, folded: str, first: Quantity, second: Quantity) -> Quantity | None:
    """``first`` to ``second`` as one quantity where they stand joined (800人至1000人, 3万—5万元)."""
    between = folded[first.end : second.start]
    if len(between) > 4 or not _JOIN.fullmatch(between) or first.high is not None or second.high is not None:
        return None
    if first.unit not in (second.unit, "") or first.value >= second.value or first.ordinal != second.ordinal:
        return None
    return second._replace(
        start=first.start,
        text=text[first.start : second.end],
        value=first.value,
        high=second.value,
        each=first.each,
    )
