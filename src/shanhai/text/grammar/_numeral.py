"""What a run of numeral characters is worth: ``1亿2千万``, ``十几``, ``二三十``, ``300余``, ``壹佰万``.

A run is folded text of digits, Chinese numerals and the vague signs 几数余多来; runs are found by ``number``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from shanhai.text.grammar._bounds import Bound

ARABIC = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])|[0-9]{1,3}(?: [0-9]{3}){1,5}(?![0-9])|[0-9]{1,24}+)"
    r"(?:\.[0-9]{1,8}+)?"
)
"""A figure in digits with thousands commas or spaces and a fraction."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_DIGIT, _FORMAL_POWER = re.compile("[壹贰叁肆伍陆柒捌玖]"), re.compile("[拾佰仟万亿]")
_TOKEN = re.compile(rf"({ARABIC}) ?|(万亿|[万亿])|([十百千])|([零〇一二两三四五六七八九俩仨])")
_VAGUE = re.compile("[余多来]")
_NEIGHBOURS = re.compile("([一二两三四五六七八九])([两二三四五六七八九])(?![零〇一二两三四五六七八九])")
_READ_OUT = re.compile("[零〇一二三四五六七八九]{2,24}+")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of a run, the upper end when it names two (二三十), and the bound it carries itself."""

    low: Decimal
    high: Decimal | None = None
    bound: Bound = "="


def tidy(value: Decimal) -> Decimal:
    """``value`` without needless zeros or exponent: 34000.0 becomes 34000, 2.50 becomes 2.5."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def worth(run: str) -> Worth | None:
    """The value of ``run``, or None when the characters make no number (二三四万万, 千万千)."""
    if len(run) > LONGEST:
        return None
    if _FORMAL_DIGIT.search(run) and not (_FORMAL_POWER.search(run) and not re.search("[十百千]", run)):
        return None
    run = run.translate(_FORMAL)
    if run[0] in "几数":
        return _about(_exact("一" + run[1:])) if "几" not in run[1:] and not _VAGUE.search(run) else None
    if "几" in run:
        return _about(_exact(run.replace("几", "", 1))) if re.search("十几", run) else None
    if vague := _VAGUE.search(run):
        return _vague(run, vague)
    if pair := _NEIGHBOURS.search(run):
        return _pair(run, pair)
    value = _exact(run)
    return None if value is None else Worth(value)


def _about(value: Decimal | None) -> Worth | None:
    return None if value is None else Worth(value, bound=">")


def _vague(run: str, sign: re.Match[str]) -> Worth | None:
    """300余, 3.4万余, 20多万, 十来: the sign stands after a figure and before nothing but multipliers."""
    head, tail = run[: sign.start()], run[sign.end() :]
    if not head or re.search("[^十百千万亿]", tail):
        return None
    value = _exact(head.rstrip() + tail)
    return None if value is None else Worth(value, bound="~" if sign[0] == "来" else ">")


def _pair(run: str, pair: re.Match[str]) -> Worth | None:
    """二三十, 七八个, 三五百: two neighbouring digits name the ends of a range; else digits read out."""
    first, second = _DIGITS[pair[1]], _DIGITS[pair[2]]
    if _READ_OUT.fullmatch(run) and len(run) > 2:
        return Worth(Decimal("".join(str(_DIGITS[c]) for c in run)))
    if second - first != 1 and (first, second) != (3, 5):
        return None
    low, high = (_exact(run[: pair.start()] + digit + run[pair.end() :]) for digit in pair.groups())
    return None if low is None or high is None else Worth(low, high)


def _exact(run: str) -> Decimal | None:
    value = _sum(run)
    return None if value is None else tidy(value)


def _sum(run: str) -> Decimal | None:
    """The value of an exact numeral, None when its parts do not follow each other as they must."""
    if _READ_OUT.fullmatch(run):
        return Decimal("".join(str(_DIGITS[c]) for c in run))
    total, section = Decimal(0), Decimal(0)
    pending: Decimal | None = None
    zero = False
    last_small, last_big, last_power = 10**4, 10**16, 0
    at = 0
    while at < len(run):
        token = _TOKEN.match(run, at)
        if token is None:
            return None
        at = token.end()
        arabic, big, small, digit = token.groups()
        if arabic is not None or digit is not None:
            if pending is not None:
                return None
            if digit in ("零", "〇") and at < len(run):
                zero = True
                continue
            pending = Decimal(re.sub("[, ]", "", arabic)) if arabic else Decimal(_DIGITS[digit])
            continue
        power = _BIG[big] if big else _SMALL[small]
        if power >= (last_big if big else last_small):
            return None
        if small:
            if pending is None and section and not zero:
                return None
            section += (Decimal(1) if pending is None else pending) * power
            last_small = power
        else:
            bare = pending is None and not section
            if bare and total:
                return None
            total += (Decimal(1) if bare else section + (pending or 0)) * power
            section, last_small, last_big = Decimal(0), 10**4, power
        pending, zero, last_power = None, False, power
    if pending is None:
        return total + section
    if last_power >= 100 and not zero and 0 < pending < 10 and run[-1] in _DIGITS:
        return total + section + pending * last_power / 10
    return total + section + pending
