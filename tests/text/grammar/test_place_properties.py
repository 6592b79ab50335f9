"""What holds for places in any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanhai.text.gazetteer import gazetteer, within
from shanhai.text.grammar.place import PlaceContext, find_places

PIECES = """
上海市 宝山区 宝山 云南 曲靖市 会泽县 会泽 大桥乡 月浦镇 街道 威信 和平区 朝阳 沪滇 援滇 赴沪 经开区
新区 市场 乡村 镇 县 、 和 与 ， 。 5个 我县 江西 吉林 区域 城关镇 在 到 a 1
"""
texts = st.lists(st.sampled_from([*PIECES.split(), "\n", " ", "\u3000"]), max_size=60).map("".join)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_spans_slice_and_are_in_order(text: str) -> None:
    end = 0
    for place in find_places(text):
        assert end <= place.start < place.end <= len(text)
        assert text[place.start : place.end] == place.text
        assert place.parts[0].start == place.start
        assert place.parts[-1].end == place.end
        assert "".join(text[p.start : p.end] for p in place.parts) == place.text
        end = place.end


@settings(max_examples=150, deadline=None)
@given(texts)
def test_parts_nest_and_codes_are_known(text: str) -> None:
    for place in find_places(text):
        assert 0 < place.confidence <= 1
        assert place.code == place.parts[-1].code
        if not place.code:
            assert place.candidates
            continue
        division = gazetteer().get(place.code)
        assert division is not None
        assert division.level == place.level
        assert place.code in place.candidates
        for outer, inner in zip(place.parts, place.parts[1:], strict=False):
            assert within(inner.code, outer.code)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    find_places(text)


@settings(max_examples=24, deadline=None)
@given(st.permutations(["宝山区派出教师。", "会泽县新建学校。", "吴淞街道结对大桥乡。", "上海市统筹资金。"]))
def test_order_of_paragraphs_does_not_matter(paragraphs: list[str]) -> None:
    found = {(p.text, p.code) for p in find_places("\n".join(paragraphs))}
    assert found == {
        ("宝山区", "310113"),
        ("会泽县", "530326"),
        ("吴淞街道", "310113007"),
        ("大桥乡", "530326215"),
        ("上海市", "310000"),
    }


@pytest.mark.parametrize(
    "added",
    [
        "今天天气晴好，大家干劲很足。",
        "另据报道，河南省信阳市商城县茶叶丰收。",
        "黑龙江省双鸭山市宝清县通车。",
    ],
)
def test_another_paragraph_changes_nothing(added: str) -> None:
    text = "上海市宝山区派出教师。宝山区与会泽县结对，宝山捐书，大桥乡受赠。\n"
    alone = [(p.start, p.text, p.code) for p in find_places(text)]
    assert [(p.start, p.text, p.code) for p in find_places(text + added)][: len(alone)] == alone
    assert len(alone) == 5


def test_a_pair_hint_decides_a_name_of_several() -> None:
    text = "和平区派出8名教师"
    by_hint = {east: find_places(text, PlaceContext(east=(east,)))[0].code for east in ("120101", "210102")}
    assert by_hint == {"120101": "120101", "210102": "210102"}


LONG = {
    "names": "上海市宝山区、云南省曲靖市会泽县、大桥乡与月浦镇、",
    "bare": "会泽宝山威信江西吉林",
    "townships": "城关镇大桥乡镇街道",
    "marks": "、、、、",
    "digits": "2023年5个县",
    "one sign": "镇",
    "letters": "援滇赴沪",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG.keys())
def test_time_grows_linearly(unit: str) -> None:
    """Eight times the text takes at most 24 times as long: three times the fair share, for a busy machine."""

    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        best = float("inf")
        for _ in range(3):
            began = time.perf_counter()
            find_places(text)
            best = min(best, time.perf_counter() - began)
        return best

    find_places("会泽县大桥乡")
    short, long = seconds(12_500), seconds(100_000)
    assert long < 24 * short + 0.1
    assert long < 5
