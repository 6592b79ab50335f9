"""Checks that several kinds share: dates in order, 其中 figures, identity numbers, organisation codes.

Each builder returns a rule for a kind's ``checks``: called with a row, it says {field: Chinese message},
empty when all is well. Empty fields are always fine (what must be filled is said by ``required``). Only
what cannot be true is refused here; what is merely unlikely must not keep a row out.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from shanhai.ledger.declaration import Check

CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of a unified social credit code (GB 32100-2015): no I, O, S, V, Z."""

_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_CERTIFICATE = re.compile(r"([0-9]{17}[0-9X])[1-7][1-4](?:B[0-9])?")
"""A disability certificate: the holder's identity number, kind and degree, and the mark of a copy."""


def dates_in_order(first: str, last: str) -> Check:
    """One date does not lie before another."""

    def check(record: Any) -> dict[str, str]:
        begin, end = getattr(record, first), getattr(record, last)
        if begin and end and end < begin:
            names = _titles(record, first, last)
            return {last: f"{names[1]}（{end}）早于{names[0]}（{begin}），请核对两个日期"}
        return {}

    return check


def part_of(part: str, whole: str) -> Check:
    """An 其中 figure is not larger than the figure it is part of (DOMAIN.md g.4)."""

    def check(record: Any) -> dict[str, str]:
        few, many = getattr(record, part), getattr(record, whole)
        if few is not None and many is not None and few > many:
            names = _titles(record, part, whole)
            message = f"{names[0]}（{few}）大于{names[1]}（{many}），请核对，两栏的单位应一致"
            return {part: message}
        return {}

    return check


def parts_within(parts: tuple[str, ...], whole: str) -> Check:
    """Several 其中 figures together are not larger than the whole. They need not cover it (g.4).

    The last filled part is the one that is marked.
    """

    def check(record: Any) -> dict[str, str]:
        filled = [name for name in parts if getattr(record, name) is not None]
        total, limit = sum((getattr(record, name) for name in filled), Decimal(0)), getattr(record, whole)
        if limit is None or len(filled) < 2 or total <= limit:
            return {}
        names = _titles(record, *filled)
        message = f"{'、'.join(names)}之和（{total}）大于{_titles(record, whole)[0]}（{limit}），请核对"
        return {filled[-1]: message}

    return check


def needs(flag: str, figure: str) -> Check:
    """Where a row says 是, the figure that goes with it is not empty and not 0."""

    def check(record: Any) -> dict[str, str]:
        if getattr(record, flag) is True and not getattr(record, figure):
            names = _titles(record, flag, figure)
            return {figure: f"“{names[0]}”填了“是”，请填{names[1]}；没有的，改填“否”"}
        return {}

    return check


def id_number(field: str) -> Check:
    """The field holds a citizen's identity number that can be right."""

    def check(record: Any) -> dict[str, str]:
        problem = id_number_problem(getattr(record, field))
        return {field: problem} if problem else {}

    return check


def credit_code(field: str) -> Check:
    """The field holds a unified social credit code that can be right."""

    def check(record: Any) -> dict[str, str]:
        problem = credit_code_problem(getattr(record, field))
        return {field: problem} if problem else {}

    return check


def plain_code(text: str) -> str:
    """A number or code as it is compared: half-width, capital letters, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def person_number(text: str) -> str:
    """The 18-digit identity number in a certificate number; other numbers only made plain.

    The national register also carries people under the number of their disability certificate, which
    begins with their identity number.
    """
    plain = plain_code(text)
    found = _CERTIFICATE.fullmatch(plain)
    return found.group(1) if found else plain


def id_number_problem(text: str) -> str:
    """What is wrong with an identity number (GB 11643-1999), in Chinese; empty for a right or empty one.

    Six digits of region, eight of birth, three of order, and a check sign by ISO 7064 MOD 11-2 (X is 10).
    The region is not looked up: it is the one of the day of issue.
    """
    number = person_number(text)
    if not number:
        return ""
    if re.fullmatch(r"[0-9]{15}", number):
        return "这是15位旧证号，请改填现在的18位公民身份号码"
    if "*" in number:
        return "证件号码被遮盖，请填完整的18位（页面和公示中会自动遮盖）"
    if len(number) != 18:
        return f"应为18位公民身份号码，现有{len(number)}位，请补全或删去多余的字"
    if not _ID_NUMBER.fullmatch(number):
        return "公民身份号码只能是17位数字加1位数字或X，请改正其他字符"
    if not _is_day(number[6:14]):
        return f"第7至14位“{number[6:14]}”不是出生日期，请与证件核对"
    signs = [10 if sign == "X" else int(sign) for sign in number]
    if sum(sign * pow(2, 17 - place, 11) for place, sign in enumerate(signs)) % 11 != 1:
        return "校验不符，至少有一位写错，请与证件逐位核对"
    return ""


def credit_code_problem(text: str) -> str:
    """What is wrong with a unified social credit code (GB 32100-2015); empty for a right or empty one.

    The weights are the powers of 3 modulo 31; with the check sign (weight 1) the sum is 0 modulo 31.
    """
    code = plain_code(text)
    if not code:
        return ""
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现有{len(code)}位，请与营业执照核对"
    strange = "、".join(sorted({sign for sign in code if sign not in CREDIT_DIGITS}))
    if strange:
        return f"统一社会信用代码中不会有“{strange}”（不用I、O、S、V、Z），请与营业执照核对"
    signs = [CREDIT_DIGITS.index(sign) for sign in code]
    if (sum(sign * pow(3, place, 31) for place, sign in enumerate(signs[:17])) + signs[17]) % 31:
        return "校验不符，至少有一位写错，请与营业执照逐位核对"
    return ""


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _titles(record: Any, *names: str) -> list[str]:
    return [str(record._meta.get_field(name).verbose_name) for name in names]
