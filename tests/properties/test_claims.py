"""What must hold of the claims reader for any text: true spans, one claim a figure, linear time."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanhai.text.claims import Claim, read_claims, read_document
from shanhai.text.repair import repair
from tests.damage import to_traditional

CASES = Path(__file__).parents[1] / "cases" / "claims"
TEXTS = [path.read_text("utf-8") for path in sorted(CASES.glob("*/*.txt"))]
LEAD = "宁波市鄞州区与四川省凉山州盐源县自2021年结对以来，东西部协作不断深化。"
OWN_SCOPE = [
    "2022年，鄞州区选派6名医生到盐源县支医。",
    "2023年，鄞州区投入帮扶资金3200万元，实施项目18个。",
    "2021年5月，鄞州区慈善总会向盐源县捐赠校服420套，价值8.4万元。",
    "2023年，盐源县选派15名教师到鄞州区跟岗学习。",
    "2024年，两地计划举办招聘会7场，提供岗位2600个。",
]
UNRELATED = [
    "全国秋粮收购进展顺利，各地备足仓容，严格落实收购政策。",
    "气象台预计，明天白天多云转晴，最高气温二十八度，风力三到四级。",
    "昨晚的音乐会座无虚席，乐团演奏了三首经典曲目，观众报以热烈掌声。",
    "哈尔滨市道外区举办技能培训班5期，培训下岗职工300人，发放补贴20万元。",
    "新修订的条例对电动自行车停放作出规定，违者最高可处五百元罚款。",
]
WORDS = (
    *(
        "选派",
        "3名",
        "教师",
        "到",
        "盐源县",
        "、",
        "，",
        "。",
        "；",
        "捐赠",
        "价值",
        "20万元",
        "其中",
        "2023年",
    ),
    *(
        "（",
        "）",
        "“",
        "”",
        "《",
        "》",
        "与",
        "鄞州区",
        "结对",
        "\n",
        "1",
        "亿",
        "12家",
        "企业",
        "就业",
        "余",
    ),
)
PIECES = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


def told(claims: list[Claim]) -> list[tuple[object, ...]]:
    """Claims without their place in the text, in a fixed order."""
    return sorted(
        (c.measure, c.value, c.unit, c.bound, c.status, c.east, c.west, c.since, c.until, c.text)
        for c in claims
    )


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12])
def test_spans_hold_the_words(text: str) -> None:
    for claim in read_claims(text):
        assert claim.text == text[claim.start : claim.end] != ""


@pytest.mark.parametrize("text", TEXTS[::3], ids=lambda text: text[:12])
def test_quotes_stand_in_the_original(text: str) -> None:
    original = to_traditional(text)
    for found in read_document(repair(original)):
        assert found.quote == original[found.start : found.end] != ""


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12])
def test_one_figure_is_claimed_once_for_a_measure(text: str) -> None:
    claims = read_claims(text)
    keys = [(c.measure, c.value, c.end) for c in claims if c.explanation.rule.split("#")[1] != "event"]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("paragraph", UNRELATED)
@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_an_unrelated_paragraph_changes_nothing(paragraph: str, place: str) -> None:
    lines = [LEAD, *OWN_SCOPE]
    at = {"before": 1, "between": 3, "after": len(lines)}[place]
    alone = read_claims("\n".join(lines))
    assert told(read_claims("\n".join([*lines[:at], paragraph, *lines[at:]]))) == told(alone)
    assert len(alone) == 8


@given(st.permutations(OWN_SCOPE))
@settings(max_examples=20, deadline=None)
def test_paragraphs_with_their_own_scope_may_stand_in_any_order(lines: list[str]) -> None:
    assert told(read_claims("\n".join([LEAD, *lines]))) == told(read_claims("\n".join([LEAD, *OWN_SCOPE])))


def test_traditional_text_gives_the_claims_of_the_simplified() -> None:
    text = "\n".join([LEAD, *OWN_SCOPE])
    simplified = [found.claim for found in read_document(repair(text))]
    traditional = [found.claim for found in read_document(repair(to_traditional(text)))]
    assert told(simplified) == told(traditional) != []


@given(st.one_of(PIECES, st.text(max_size=200)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_survived(text: str) -> None:
    whole = LEAD + text
    for claim in read_claims(whole):
        assert claim.text == whole[claim.start : claim.end]
        assert claim.value >= 0


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "、",
        "盐源县",
        "选派3名教师、",
        "选派3名教师到盐源县",
        "选派3名教师，",
        "（",
        "“",
        "捐赠衣服3件，",
        "甲镇与乙镇结对",
        "其中3名",
    ],
)
def test_time_grows_with_the_length_of_the_text(piece: str) -> None:
    """Four times the text may take no more than nine times as long; a quadratic reader takes sixteen."""

    def seconds(length: int) -> float:
        text = LEAD + (piece * (length // len(piece) + 1))[:length]
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            read_claims(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(24_000) < 9 * seconds(6_000) + 0.2


@pytest.mark.parametrize("piece", ["7", "、", "盐源县"])
def test_a_hundred_thousand_signs_of_one_kind_are_read(piece: str) -> None:
    start = time.perf_counter()
    read_claims(LEAD + piece * (100_000 // len(piece)))
    assert time.perf_counter() - start < 20


def test_shuffled_clauses_do_not_break_the_reader() -> None:
    rng = random.Random(7)
    for text in TEXTS[::5]:
        clauses = text.split("，")
        rng.shuffle(clauses)
        mixed = "，".join(clauses)
        assert all(c.text == mixed[c.start : c.end] for c in read_claims(mixed))
