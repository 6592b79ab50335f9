"""What a run of numeral characters is worth: ``1亿2千万``, ``十几``, ``二三十``, ``300余``, ``壹佰万``.

A run is folded text of digits, Chinese numerals and the vague signs 几数余多来; runs are found by ``number``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from shanhai.text.grammar._bounds import Bound

ARABIC = (
    r"(?:[0-9]{1,3}(?:, ?[0-9]{3}){1,5}(?![0-9])|[0-9]{1,3}(?: [0-9]{3}){1,5}(?![0-9])|[0-9]{1,24}+)"
    r"(?:\.[0-9]{1,8}+)?"
)
"""A figure in digits with thousands commas or spaces and a fraction."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_DIGIT, _FORMAL_POWER = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟]"), re.compile("[拾佰仟万亿]")
_PLAIN_POWER = re.compile("[十百千]")
_TOKEN = re.compile(rf"({ARABIC}) ?|(万亿|[万亿])|([十百千])|([零〇一二两三四五六七八九俩仨])")
_VAGUE = re.compile("[余多来]")
_NEIGHBOURS = re.compile("([一二两三四五六七八九])([两二三四五六七八九])(?![零〇一二两三四五六七八九])")
_READ_OUT = re.compile("[零〇一二三四五六七八九]{2,24}+")
LONGEST = 40
_LONGEST_ARABIC = 24


class Worth(NamedTuple):
    """The value of a run, the upper end when it names two (二三十), and the bound it carries itself."""

    low: Decimal
    high: Decimal | None = None
    bound: Bound = "="


def tidy(value: Decimal) -> Decimal:
    """``value`` without needless zeros or exponent: 34000.0 becomes 34000, 2.50 becomes 2.5."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


@lru_cache(maxsize=2048)
def worth(run: str) -> Worth | None:
    """The value of ``run``, or None when the characters make no number (二三四万万, 千万千).

    Kept for the runs read last: the same small numbers fill every text.
    """
    if len(run) > LONGEST:
        return None
    if len(run) <= _LONGEST_ARABIC and run.isascii() and run.isdigit():
        return Worth(Decimal(run))
    if _FORMAL_DIGIT.search(run):
        if not _FORMAL_POWER.search(run) or _PLAIN_POWER.search(run):
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
    """The value of an exact numeral, None when its parts do not follow each other as they must."""
    if _READ_OUT.fullmatch(run):
        return Decimal("".join(str(_DIGITS[c]) for c in run))
    adder, at = _Adder(), 0
    while at < len(run):
        token = _TOKEN.match(run, at)
        if token is None:
            return None
        at = token.end()
        arabic, big, small, digit = token.groups()
        if big:
            fits = adder.close_section(_BIG[big])
        elif small:
            fits = adder.multiply(_SMALL[small])
        elif digit and _DIGITS[digit] == 0 and at < len(run):
            fits = adder.skip_zero()
        else:
            fits = adder.take(Decimal(re.sub("[, ]", "", arabic)) if arabic else Decimal(_DIGITS[digit]))
        if not fits:
            return None
    return tidy(adder.total(run[-1] in _DIGITS))


@dataclass(slots=True)
class _Adder:
    """Adds up a numeral from left to right; each step says whether its part may stand where it stands.

    ``closed`` holds what 万 and 亿 have closed, ``section`` the thousands since, ``pending`` the last figure.
    """

    closed: Decimal = Decimal(0)
    section: Decimal = Decimal(0)
    pending: Decimal | None = None
    after_zero: bool = False
    last_small: int = 10**4
    last_big: int = 10**16
    last_power: int = 0

    def take(self, figure: Decimal) -> bool:
        fits = self.pending is None
        self.pending = figure
        return fits

    def skip_zero(self) -> bool:
        fits, self.after_zero = self.pending is None, True
        return fits

    def multiply(self, power: int) -> bool:
        """十, 百, 千: smaller than the one before; a figure may be left out only at the very beginning."""
        fits = power < self.last_small and (self.pending is not None or not self.section or self.after_zero)
        self.section += (Decimal(1) if self.pending is None else self.pending) * power
        self.last_small = power
        return self._after(power) and fits

    def close_section(self, power: int) -> bool:
        """万, 亿: multiplies all that stands since the last of them."""
        bare = self.pending is None and not self.section
        fits = power < self.last_big and not (bare and self.closed)
        self.closed += (Decimal(1) if bare else self.section + (self.pending or 0)) * power
        self.section, self.last_small, self.last_big = Decimal(0), 10**4, power
        return self._after(power) and fits

    def _after(self, power: int) -> bool:
        self.pending, self.after_zero, self.last_power = None, False, power
        return True

    def total(self, ends_in_digit: bool) -> Decimal:
        """The sum; a last digit right after 百, 千, 万 counts the next power down (一百二 is 120)."""
        last = self.pending or Decimal(0)
        if self.last_power >= 100 and not self.after_zero and ends_in_digit and last < 10:
            last = last * self.last_power / 10
        return self.closed + self.section + last
