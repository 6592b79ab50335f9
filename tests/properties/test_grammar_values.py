"""What must hold of the value grammar for any text: round trips, exact spans, survival, linear time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanhai.text.grammar.number import find_numbers, parse_number
from shanhai.text.grammar.organisation import find_organisations
from shanhai.text.grammar.period import find_periods, parse_period
from shanhai.text.grammar.person import find_persons
from shanhai.text.grammar.quantity import find_quantities, parse_quantity
from shanhai.text.grammar.title import find_titles

FINDERS: dict[str, Callable[[str], list[Any]]] = {
    "numbers": find_numbers,
    "quantities": find_quantities,
    "periods": find_periods,
    "organisations": find_organisations,
    "persons": find_persons,
    "titles": find_titles,
}
QUICK = settings(max_examples=100, deadline=None)
DIGITS = "零一二三四五六七八九"
FIELD = (
    "0123456789０１９.,，:/-—~+%（）()《》〈〉“”、。 \n零〇一二两三五九十百千万亿壹拾几数多余来半近"
    "超约上第各每年月日底人次名户元亩个批期家省市县区镇乡村去今同当以来至今截起间自从结对公司学校委局书记王李同志协议AGw·"
)


def in_chinese(number: int) -> str:
    """``number`` (below 10**12) as it is written in prose; an independent writer to read back."""
    if number < 10:
        return DIGITS[number]
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number < unit:
            continue
        head, rest = divmod(number, unit)
        zero = "零" if rest and rest < unit // 10 else ""
        return in_chinese(head) + name + zero + (in_chinese(rest) if rest else "")
    raise AssertionError(number)


@QUICK
@given(st.integers(10, 10**12 - 1))
def test_chinese_numerals_are_read_back(number: int) -> None:
    written = in_chinese(number)
    read = parse_number(written)
    assert read is not None, written
    assert (read.value, read.bound, read.high) == (number, "=", None)


@QUICK
@given(st.decimals(0, 10**8, places=2), st.sampled_from(["", "万", "亿"]))
def test_digits_with_a_multiplier_are_read_back(value: Decimal, power: str) -> None:
    for written in (
        f"{value}{power}元",
        f"{value:,}{power}元",
        f"{value} {power}元" if power else f"{value} 元",
    ):
        read = parse_quantity(written)
        assert read is not None, written
        assert (read.value, read.unit) == (value * {"": 1, "万": 10**4, "亿": 10**8}[power], "元")


@QUICK
@given(st.integers(1, 10**6), st.sampled_from(["人", "人次", "户", "亩", "家", "场", "份"]))
def test_bounds_are_read_back_on_either_side(value: int, unit: str) -> None:
    for template, bound in (
        ("近{}", "<"),
        ("超过{}", ">"),
        ("{}左右", "~"),
        ("{}以上", ">"),
        ("{}", "="),
    ):
        read = parse_quantity(template.format(f"{value}{unit}"))
        assert read is not None
        assert (read.value, read.unit, read.bound) == (value, unit, bound)


@QUICK
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_back(day: date) -> None:
    written = f"{day.year}年{day.month}月{day.day}日"
    chinese = f"{''.join('〇一二三四五六七八九'[int(c)] for c in str(day.year))}年"
    chinese += f"{in_chinese(day.month).removeprefix('一') or '一'}月{in_chinese(day.day)}日".replace(
        "一十", "十"
    )
    for text in (written, chinese, day.isoformat(), f"{day:%Y.%m.%d}"):
        read = parse_period(text)
        assert read is not None, text
        assert (read.since, read.until, read.kind, read.printed) == (
            day.isoformat(),
            day.isoformat(),
            "day",
            True,
        )


@QUICK
@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_ranges_are_read_back_and_run_forwards(first: date, second: date) -> None:
    first, second = min(first, second), max(first, second)
    if first == second:
        return
    read = parse_period(
        f"{first.year}年{first.month}月{first.day}日至{second.year}年{second.month}月{second.day}日"
    )
    assert read is not None
    assert (read.since, read.until, read.kind) == (first.isoformat(), second.isoformat(), "range")


@pytest.mark.parametrize("name", FINDERS)
@QUICK
@given(text=st.one_of(st.text(), st.text(alphabet=FIELD, max_size=60)))
def test_any_text_gives_ordered_disjoint_exact_spans(name: str, text: str) -> None:
    at = 0
    for value in FINDERS[name](text):
        assert at <= value.start < value.end
        assert text[value.start : value.end] == value.text
        at = value.end


@QUICK
@given(text=st.text(alphabet=FIELD, max_size=60), published=st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_periods_run_forwards_and_are_dates(text: str, published: date) -> None:
    for period in find_periods(text, published):
        for iso in (period.since, period.until):
            if iso:
                date.fromisoformat((iso + "-01-01")[:10])
        if period.since and period.until:
            width = min(len(period.since), len(period.until))
            assert period.since[:width] <= period.until[:width]


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.parametrize(
    "unit",
    [
        "7",
        "十",
        "、",
        "2023年",
        "1月",
        "3余",
        "1-",
        "1 234 ",
        "1.2.",
        "一",
        "自从",
        "《",
        "“",
        "(",
        "某某公司",
        "李书记",
    ],
)
def test_time_grows_linearly(name: str, unit: str) -> None:
    finder = FINDERS[name]
    finder("热身")
    short = unit * (25_000 // len(unit))
    once = _seconds(finder, short)
    assert _seconds(finder, short * 4) < 4 * once * 3 + 0.2


def _seconds(finder: Callable[[str], list[Any]], text: str) -> float:
    begin = time.process_time()
    finder(text)
    return time.process_time() - begin
