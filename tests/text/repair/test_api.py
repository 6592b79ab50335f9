"""Spans both ways, storing, bytes, metadata, residue: what the other rooms call."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from shanhai.text.repair import RepairedText, RepairOptions, decode, read_bytes, repair
from shanhai.text.spans import Edit, EditError, Span, apply_edits, check_edits, compose

DAMAGED = "??縣人社局與當(dāng)?shù)厝松绮块T簽訂協(xié)議,,投入300萬元,、選派教師12名。"
CLEAN = "县人社局与当地人社部门签订协议，投入300万元、选派教师12名。"
PAGE = (
    "首页 > 要闻 > 正文\n甲县与乙区签订协作协议_甲县新闻网\n"
    "2023-05-06 09:30:00 来源：甲县融媒体 作者：石一 点击：3\n"
    "5月6日，甲县与乙区在山城签订协作协议，投入帮扶资金300万元。\n相关阅读\n某地修路12公里"
)


def test_spans_there_and_back() -> None:
    done = repair(DAMAGED)
    assert done.text == CLEAN
    for figure in ("300万元", "12名", "部门"):
        start = done.text.index(figure)
        span = Span(start, start + len(figure))
        assert done.to_repaired(done.to_original(span)) == span
    figure = done.text.index("300")
    assert done.to_original(Span(figure, figure + 3)).of(DAMAGED) == "300"
    bracket = DAMAGED.index("(xié)")
    assert done.to_repaired(Span(bracket, bracket + 5)) is None


def test_spans_beyond_the_text_are_refused() -> None:
    done = repair("甲县")
    with pytest.raises(ValueError, match="beyond"):
        done.to_original(Span(0, 3))
    with pytest.raises(ValueError, match="beyond"):
        done.to_repaired(Span(0, 3))


def test_stored_edits_need_no_second_repair() -> None:
    done = repair(PAGE)
    again = RepairedText.from_json(PAGE, done.to_json())
    assert again == done
    with pytest.raises(EditError):
        RepairedText.from_json(PAGE[:20], done.to_json())


def test_edits_are_worked_out_when_looked_at() -> None:
    done = repair(DAMAGED)
    again = pickle.loads(pickle.dumps(done))
    assert (again, hash(again)) == (done, hash(done))
    assert isinstance(again.edits, tuple)
    assert again.edits == done.edits == tuple(done.edits)
    assert done.edits[:2] == (done.edits[0], done.edits[1])
    assert repr(done.edits) == repr(again.edits)


def test_metadata_and_furniture() -> None:
    done = repair(PAGE)
    assert done.metadata.title == "甲县与乙区签订协作协议"
    assert done.metadata.published == date(2023, 5, 6)
    assert (done.metadata.source, done.metadata.author) == ("甲县融媒体", "石一")
    removed = [edit for edit in done.edits if "furniture." in edit.rule]
    assert removed
    assert all(edit.replacement == "" for edit in removed)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("会上，习**同志强调要抓好协作。", "filtered"),
        ("省当局僵持向深度贫困倾斜，各项帮扶事情不绝增长，停止今朝投入133亿元。", "spun"),
        ("甲县与乙区多年来持续深化协作，先后互访二十余次，签订了一批协议，共投入帮扶资金", "cut"),
        ("甲县\ue001\ue002与乙区", "garbled"),
        ("各部門認真落實協(xié)作任務,召開座談會??次,12月26日,?萍己献鞴芾磙k公室來訪", "lost_digit"),
    ],
)
def test_residue(text: str, kind: str) -> None:
    found = [item for item in repair(text).residue if item.kind == kind]
    assert found
    assert all(0 <= item.start <= item.end <= len(text) and item.reason for item in found)


def test_sound_text_has_no_residue() -> None:
    assert repair(CLEAN).residue == ()
    assert repair(CLEAN).edits == ()


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("pinyin", "協(xié)作與區(qū)縣"),
        ("simplify", "東西部協作"),
        ("furniture", PAGE),
        ("width", "甲县签约,乙县参会"),
        ("html", "<div><p>甲县</p></div>"),
        ("encoding", CLEAN.encode("gbk").decode("latin-1")),
    ],
)
def test_each_part_can_be_switched_off(option: str, text: str) -> None:
    without = repair(text, RepairOptions(**{option: False})).text
    assert without != repair(text).text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_encodings_of_simplified_text(encoding: str) -> None:
    assert decode(CLEAN.encode(encoding)).text == CLEAN


def test_big5() -> None:
    text = "縣人社局與當地人社部門簽訂協議，投入資金，選派教師。"
    assert decode(text.encode("big5")).text == text


def test_declared_wrongly() -> None:
    page = f'<html><head><meta charset="utf-8"></head><body><p>{CLEAN}</p></body></html>'
    found = decode(page.encode("gb18030"))
    assert (found.encoding, found.declared) == ("gb18030", "utf-8")
    assert read_bytes(page.encode("gb18030")).text == CLEAN


def test_bad_bytes_are_counted() -> None:
    data = CLEAN.encode()[:-2] + b"\xff" + CLEAN.encode()
    found = decode(data)
    assert found.encoding == "utf-8"
    assert found.errors == found.text.count("\ufffd") > 0


@pytest.mark.parametrize(
    ("true", "wrong"), [("utf-8", "latin-1"), ("gbk", "latin-1"), ("gbk", "cp1252"), ("utf-8", "gb18030")]
)
def test_read_with_a_wrong_encoding(true: str, wrong: str) -> None:
    text = "甲县与乙区签订协作协议，双方商定继续选派教师和医生。"
    assert repair(text.encode(true).decode(wrong, "replace")).text.rstrip("�。") == text.rstrip("。")


def test_edits_must_fit() -> None:
    with pytest.raises(EditError):
        check_edits("abc", [Edit(0, 2, "ab", "x", "r"), Edit(1, 3, "bc", "y", "r")])
    with pytest.raises(EditError):
        check_edits("abc", [Edit(0, 1, "z", "x", "r")])


def test_compose_joins_what_meets() -> None:
    first = [Edit(1, 4, "(a)", "", "one")]
    second = [Edit(0, 2, "xy", "z", "two")]
    both = compose(first, second, "x(a)y")
    assert both == (Edit(0, 5, "x(a)y", "z", "one+two"),)
    assert apply_edits("x(a)y", both) == "z"


def test_lone_surrogates_in_traditional_text_stay() -> None:
    assert repair("東西部協作\ud800與區縣").text == "东西部协作\ud800与区县"
