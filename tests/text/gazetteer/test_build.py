"""From sources to the packed table, with small sources of our own."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from shanhai.text.gazetteer import build, gazetteer, pack
from shanhai.text.gazetteer import words as words_module
from shanhai.text.gazetteer.history import Event, lives
from shanhai.text.gazetteer.names import short_and_aliases
from shanhai.text.gazetteer.words import words


@pytest.mark.parametrize(
    ("name", "short", "aliases"),
    [
        ("云南省", "云南", ()),
        ("内蒙古自治区", "内蒙古", ()),
        ("新疆维吾尔自治区", "新疆", ()),
        ("广西壮族自治区", "广西", ()),
        ("香港特别行政区", "香港", ()),
        ("宝山区", "宝山", ()),
        ("浦东新区", "浦东", ()),
        ("横县", "", ()),
        ("东区", "", ()),
        ("阿里地区", "阿里", ()),
        ("大理白族自治州", "大理", ("大理州",)),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏", ("克孜勒苏州",)),
        ("伊犁哈萨克自治州", "伊犁", ("伊犁州",)),
        ("双江拉祜族佤族布朗族傣族自治县", "双江", ("双江县",)),
        ("东乡族自治县", "东乡", ("东乡县",)),
        ("隆林各族自治县", "隆林", ("隆林县",)),
        ("和布克赛尔蒙古自治县", "和布克赛尔", ("和布克赛尔县",)),
        ("鄂伦春自治旗", "鄂伦春", ("鄂伦春旗",)),
        ("管城回族区", "管城", ("管城区",)),
    ],
)
def test_short_names_and_aliases_follow_rules(name: str, short: str, aliases: tuple[str, ...]) -> None:
    assert short_and_aliases(name) == (short, aliases)


def test_history_keeps_what_became_of_a_division() -> None:
    events = [
        Event(1983, "更名", ("100001", "太早县"), ("100001", "旧县")),
        Event(1997, "更名", ("100001", "旧县"), ("100001", "新县")),
        Event(2016, "撤县设区", ("100001", "新县"), ("100002", "新区")),
        Event(2000, "码位改派", ("100003", "甲县"), ("100003", "乙县")),
        Event(1999, "新设", None, ("100009", "不知去向县")),
    ]
    found = lives(events, {("100002", "新区"), ("100003", "乙县")})
    assert ("100001", "太早县") not in found
    assert ("100009", "不知去向县") not in found
    assert found["100001", "新县"].years(current=False) == (1997, 2016)
    assert found["100001", "旧县"].successors == ["100001"]
    assert found["100002", "新区"].predecessors == ["100001"]
    assert found["100003", "甲县"].successors == []
    assert found["100003", "乙县"].years(current=True) == (2000, None)


def test_a_merger_begins_nothing_and_a_namesake_elsewhere_is_no_successor() -> None:
    events = [
        Event(1992, "新设", None, ("310115", "新区")),
        Event(2009, "撤销", ("310119", "南区"), ("310115", "新区")),
        Event(2014, "撤销", ("130103", "桥东区"), ("130502", "桥东区")),
        Event(2011, "撤地设市", ("522400", "甲地区"), ("520500", "甲市")),
        Event(2011, "撤销", ("522401", "甲市"), ("520500", "甲市")),
    ]
    found = lives(events, {("310115", "新区"), ("130502", "桥东区"), ("520500", "甲市")})
    assert found["310115", "新区"].years(current=True) == (1992, None)
    assert found["310119", "南区"].successors == ["310115"]
    assert found["130103", "桥东区"].successors == []
    assert found["522401", "甲市"].successors == ["520500"]


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, Path]:
    quhua, china = tmp_path / "quhua", tmp_path / "china"
    (quhua / "data").mkdir(parents=True)
    (china / "dist").mkdir(parents=True)
    county = {"会泽县": "530326000000"}
    provinces = {
        "云南省": {"code": "530000000000", "cities": {"曲靖市": {"code": "530300000000", "counties": county}}}
    }
    events = [
        {
            "year": 1997,
            "type": "同名改码",
            "old": {"code": "532233000000", "name": "会泽县"},
            "new": {"code": "530326000000", "name": "会泽县"},
        },
        {
            "year": 2005,
            "type": "区划调整",
            "old": {"code": None, "name": None},
            "new": {"code": None, "name": "某镇"},
        },
    ]
    towns = {
        "530326000000": {"townships": {"迤车镇": "530326102000", "某某乡（2020年撤销）": "530326299000"}}
    }
    (quhua / "data/divisions_v1.json").write_text(json.dumps({"provinces": provinces}), "utf-8")
    (quhua / "data/historical_changes_v1.json").write_text(json.dumps({"events": events}), "utf-8")
    (quhua / "data/townships_v1.json").write_text(json.dumps(towns), "utf-8")
    streets = ("530326103,迤车镇,530326,53,5303", "530326498,会泽农场,530326,53,5303")
    head = "code,name,areaCode,provinceCode,cityCode"
    (china / "dist/streets.csv").write_text("\n".join([head, *streets]), "utf-8")
    return quhua, china


def test_townships_of_both_sources_are_joined(sources: tuple[Path, Path]) -> None:
    rows = build.townships(*sources)
    assert rows == [("迤车镇", "530326102", "530326103"), ("某某乡", "530326299", "")]


def test_a_nickname_of_no_division_stops_the_build(sources: tuple[Path, Path]) -> None:
    with pytest.raises(SystemExit, match=r"nicknames\.tsv: no such division"):
        build.divisions(sources[0])


def test_the_archive_gives_back_what_was_written(
    sources: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nicknames.tsv").write_text("alias\tcode\n钱王故里\t530326\n", "utf-8")
    (tmp_path / "corrections.tsv").write_text("what\tyear\told_code\told_name\tnew_code\tnew_name\n", "utf-8")
    monkeypatch.setattr(build, "_HERE", tmp_path)
    made = build.divisions(sources[0])
    out = tmp_path / "out.zip"
    pack.write(out, made, build.townships(*sources))
    first = out.read_bytes()
    pack.write(out, reversed(made), reversed(build.townships(*sources)))
    assert out.read_bytes() == first
    monkeypatch.setattr(pack, "PACKED", out)
    assert pack.read_divisions() == sorted(made)
    assert list(pack.township_codes(pack.read_townships()["迤车镇"])) == [("530326102", "530326103")]
    assert {d.code: d.aliases for d in made if d.current and d.level == "county"} == {"530326": ("钱王故里",)}


def test_word_lists_hold_no_dead_words() -> None:
    """A word that hides no name of a division can never matter."""
    names = set(gazetteer().names)
    full = {d.name for d in gazetteer().divisions}
    brief = {name[0] for name in names if len(name) == 2 and name[1] in "县市区旗"}

    def holds_a_name(word: str) -> bool:
        pieces = (word[i:j] for i in range(len(word)) for j in range(i + 2, len(word) + 1))
        return any(piece in names or gazetteer().is_township_name(piece) for piece in pieces)

    assert sorted((words().risky | words().ordinary) - names) == []
    assert sorted(words().general - full) == []
    assert sorted(word for word in words().inside if not holds_a_name(word)) == []
    assert sorted(word for word in words().glued if word[-1] not in brief) == []


def test_word_lists_are_validated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(words_module.__file__).with_name("words.toml").read_text("utf-8")
    monkeypatch.setattr(words_module, "__file__", str(tmp_path / "words.py"))
    for changed, message in (
        ('unknown = "x"\n' + source, "unknown"),
        (source.replace("城区 郊区", "城区 城区 郊区", 1), "城区 stand twice"),
    ):
        (tmp_path / "words.toml").write_text(changed, "utf-8")
        with pytest.raises(words_module.WordsError, match=message):
            words_module.words.__wrapped__()


def test_the_attribution_travels_inside_the_archive() -> None:
    with zipfile.ZipFile(pack.PACKED) as archive:
        notice = archive.read("NOTICE").decode("utf-8")
    assert notice == Path(pack.__file__).with_name("NOTICE").read_text("utf-8")
    assert "CC BY 4.0" in notice
