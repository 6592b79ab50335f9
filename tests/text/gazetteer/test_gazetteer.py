"""The gazetteer: codes, names, time and neighbours, against facts that anyone can look up."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from shanhai.text.gazetteer import gazetteer, lineage, within

G = gazetteer()


@pytest.mark.parametrize(
    ("code", "name", "level", "parent"),
    [
        ("530000", "云南省", "province", ""),
        ("530300", "曲靖市", "prefecture", "530000"),
        ("530326", "会泽县", "county", "530300"),
        ("310113", "宝山区", "county", "310000"),
        ("310115", "浦东新区", "county", "310000"),
        ("533423", "维西傈僳族自治县", "county", "533400"),
        ("469001", "五指山市", "county", "460000"),
        ("659003", "图木舒克市", "county", "650000"),
        ("310113104", "月浦镇", "township", "310113"),
    ],
)
def test_a_code_has_its_name_level_and_parent(code: str, name: str, level: str, parent: str) -> None:
    division = G.get(code)
    assert division is not None
    assert (division.name, division.level, division.parent_code) == (name, level, parent)
    above = G.parent(division)
    assert (above.code if above else "") == parent


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("会泽", "530326"),
        ("维西", "533423"),
        ("维西县", "533423"),
        ("维西傈僳族自治县", "533423"),
        ("迪庆州", "533400"),
        ("大理州", "532900"),
        ("西双版纳", "532800"),
        ("内蒙", "150000"),
        ("莫旗", "150722"),
        ("科左中旗", "150521"),
        ("东乡县", "622926"),
        ("隆林县", "451031"),
        ("双江县", "530925"),
        ("博州", "652700"),
        ("浦东", "310115"),
        ("管城区", "410104"),
        ("鄂温克旗", "150724"),
        ("乌镇", "330483100"),
    ],
)
def test_a_present_division_is_found_by_each_of_its_names(name: str, code: str) -> None:
    assert code in [d.code for d in G.named(name) if d.current]


def test_names_that_are_shared_give_every_division() -> None:
    assert {d.code for d in G.named("宝山区") if d.current} == {"310113", "230506"}
    assert len(G.named("城关镇")) > 70
    assert G.named("没有这个地方县") == ()


def test_both_codes_of_a_township_are_kept() -> None:
    (township,) = G.named("迤车镇")
    assert (township.code, township.nbs_code) == ("530326102", "530326103")
    # 民政部's code comes first where one code is held by two townships.
    assert G.get("530326102") == township


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("532233", "530326"),  # 会泽, 1997
        ("532130", "530629"),  # 威信, 2001
        ("530328", "530303"),  # 沾益县 → 沾益区
        ("533421", "533401"),  # 中甸县 → 香格里拉县 → 香格里拉市
        ("310111", "310113"),  # 吴淞区 → 宝山区
        ("310223", "310113"),  # 宝山县 → 宝山区
        ("520522", "520581"),  # 黔西县 → 黔西市
        ("522401", "520500"),  # 毕节市 (county) → 毕节市 (prefecture)
        ("530326", "530326"),
    ],
)
def test_a_former_division_leads_to_what_it_is_today(old: str, new: str) -> None:
    today = G.successor_of(old)
    assert today is not None
    assert (today.code, today.current) == (new, True)


def test_a_code_is_read_at_its_time() -> None:
    assert G.get("533421", date(1998, 5, 1)).name == "中甸县"  # type: ignore[union-attr]
    assert G.get("533421", date(2010, 5, 1)).name == "香格里拉县"  # type: ignore[union-attr]
    assert G.get("533421", date(2020, 5, 1)) is None
    assert G.get("999999") is None
    # In the year of a change both hold, because the sources tell the year only.
    assert {d.name for d in G.named("沾益") if d.valid_in(2016)} == {"沾益县", "沾益区"}


def test_children_are_todays() -> None:
    names = {d.name for d in G.children("530300")}
    assert {"会泽县", "宣威市", "沾益区", "马龙区"} <= names
    assert "沾益县" not in names
    assert len(G.children("310000")) == 16
    assert "月浦镇" in {d.name for d in G.children("310113")}
    assert len(G.children("530000")) == 16


def test_levels_are_complete() -> None:
    present = {level: sum(d.current for d in G.iter(level)) for level in ("province", "prefecture", "county")}
    assert present["province"] == 34
    assert present["prefecture"] == 333
    assert 2840 <= present["county"] <= 2860
    assert sum(1 for _ in G.iter("township")) > 38_000


def test_every_present_division_but_a_province_has_a_present_parent() -> None:
    for level in ("prefecture", "county"):
        for division in G.iter(level):
            parent = G.parent(division)
            assert parent is not None, division
            assert parent.current or not division.current, division


def test_successors_and_predecessors_mirror_each_other() -> None:
    held: dict[str, set[str]] = {}
    for division in G.divisions:
        held.setdefault(division.code, set()).update(division.predecessors)
    for division in G.divisions:
        for code in division.successors:
            assert division.code in held[code], division


def test_sides_are_a_prior_from_the_rounds_of_cooperation() -> None:
    assert G.is_east("310113")
    assert not G.is_west("310113")
    assert G.is_west("530326")
    assert not G.is_east("530326")
    assert G.is_west("422825")  # 宣恩, 恩施州: 2016 to 2021
    assert G.is_west("420506")  # 夷陵, 三峡库区
    assert not G.is_west("222401", 2023)  # 延吉 was paired with 宁波 until 2021
    assert G.is_west("222401", 2018)
    assert {(p.east, p.west) for p in G.pairings_of("640422", 2022)} == {("350000", "640000")}


def test_codes_nest_by_their_digits() -> None:
    assert lineage("530326102") == ("530326", "530300", "530000")
    assert lineage("530000") == ()
    assert within("530326102", "530000")
    assert within("530326", "530300")
    assert within("310113", "310000")
    assert not within("530326", "530400")
    assert not within("530300", "530326")


def test_importing_reads_nothing() -> None:
    """Work at import is forbidden: the archive is opened when the first question is asked."""
    check = (
        "import sys, zipfile\n"
        "def fail(*args, **kwargs): raise AssertionError('read at import')\n"
        "zipfile.ZipFile.__init__ = fail\n"
        "import shanhai.text.grammar.place\n"
    )
    subprocess.run([sys.executable, "-c", check], check=True, capture_output=True)
