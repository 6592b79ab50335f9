"""Claims in the words of the people who check them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shanhai.documents.models import DocumentClaim
from shanhai.documents.wording import (
    Sentence,
    figure_words,
    period_words,
    rule_words,
    sentence_of,
    side_words,
    why_words,
)


def claim(**values: object) -> DocumentClaim:
    return DocumentClaim(**{"measure": "fund.aid", "value": Decimal(1), "unit": "元", **values})


@pytest.mark.parametrize(
    ("value", "unit", "bound", "expected"),
    [
        ("36000000", "元", "=", "3600万元"),
        ("183000000", "元", "=", "1.83亿元"),
        ("40", "人", ">", "超过 40人"),
        ("2000", "人次", "<", "近 2000人次"),
        ("20", "人", "~", "约 20人"),
        ("12.50", "亩", "=", "12.5亩"),
    ],
)
def test_figures(value: str, unit: str, bound: str, expected: str) -> None:
    assert figure_words(claim(value=Decimal(value), unit=unit, bound=bound)) == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2023", "2023", "2023年"),
        ("2018-03", "2018-03", "2018年3月"),
        ("2023-06-28", "2023-06-28", "2023年6月28日"),
        ("2017", "", "2017年以来"),
        ("", "2020-05", "截至2020年5月"),
        ("2016", "2019", "2016年—2019年"),
        ("", "", ""),
        ("~", "~", "~"),
    ],
)
def test_periods(since: str, until: str, expected: str) -> None:
    assert period_words(since, until) == expected


def test_sides_are_named_and_unknown_codes_shown() -> None:
    assert side_words("530326,530381", {"530326": "会泽县"}) == "会泽县、530381"
    assert side_words("", {}) == ""


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("前句。选派教师12名到县。后句。", "教师12名", Sentence("选派", "教师12名", "到县。")),
        ("教师12名", "教师12名", Sentence("", "教师12名", "")),
        ("标题\n教师12名\n下段", "教师12名", Sentence("", "教师12名", "")),
        (
            f"{'前' * 60}教师12名{'后' * 60}",
            "教师12名",
            Sentence("…" + "前" * 45, "教师12名", "后" * 45 + "…"),
        ),
    ],
)
def test_sentences(text: str, words: str, expected: Sentence) -> None:
    start = text.index(words)
    assert sentence_of(claim(text=words, text_start=start, text_end=start + len(words)), text) == expected


def test_reasons_name_the_cues_and_what_the_sentence_does_not_say() -> None:
    told = {"trigger": "选派", "head": "教师", "scope": "east: document; west: document; period: heading"}
    assert why_words(claim(explanation=told)) == ["“选派…教师”", "东部、西部取自全文", "时间取自小标题"]
    assert why_words(claim(explanation={"trigger": "", "scope": "east: clause; period: none"})) == []
    assert why_words(claim(explanation={"trigger": "签订", "head": "《》"})) == ["“签订”"]
    assert why_words(claim(explanation={})) == []


def test_rules_are_told_by_family() -> None:
    assert rule_words("script.t2s") == "繁体转简体"
    assert rule_words("pinyin.bracket+script.t2s") == "去掉夹在字间的拼音；繁体转简体"
    assert rule_words("unheard.of") == "unheard"
