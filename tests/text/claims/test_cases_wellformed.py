"""The gold tables under tests/cases/claims are sound: an unsound table would measure nothing."""

import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from shanhai.text.lexicon import measures

CASES = Path(__file__).parents[2] / "cases" / "claims"
TABLES = sorted(CASES.glob("*/*.tsv"))
HEADER = ["measure", "value", "unit", "bound", "status", "east", "west", "since", "until", "quote", "extra"]
EXTRA_KEYS = {"ordinal", "title", "rank", "category", "subset"}
# Measures whose unit is the one printed: goods, lessons, rebuilt sites, surgeries, pairs told by name.
PRINTED_UNITS = {
    "donation.items": r"\w{1,3}",
    "enterprise.sites": r"[处家栋间座个]",
    "service.surgeries": r"台|台次|例|例次",
    "service.outpatients": r"人次|人|例",
    "service.cases": r"例|例次|人次|台",
    "service.rescues": r"人次|人|例",
    "service.lessons": r"课时|节|堂",
    "training.trainees": r"人|人次",
    "training.skills_trainees": r"人|人次",
    "visit.person_times": r"人次|人",
    "donation.beneficiaries": r"人|人次|户",
    "sale.outlets": r"[个家台]",
}
PAIRS_BY_NAME = re.compile(r"pairing\.")
PERIOD = re.compile(r"~?(\d{4}(-(0[1-9]|1[0-2])(-([0-2]\d|3[01]))?)?)?")
CODES = re.compile(r"~?(\d{6}(,\d{6})*)?")


def rows(table: Path) -> list[dict[str, str]]:
    """Rows of one table as dictionaries; a short or long row fails here."""
    header, *lines = table.read_text("utf-8").split("\n")
    assert header.split("\t") == HEADER, "header"
    return [dict(zip(HEADER, line.split("\t"), strict=True)) for line in lines if line]


def faults(row: dict[str, str], text: str) -> list[str]:
    """What is wrong with one row, in words; empty for a sound row."""
    known = measures()
    found = []
    if row["measure"] not in known:
        return ["unknown measure"]
    unit = known[row["measure"]]["unit"]
    printed = PRINTED_UNITS.get(row["measure"], "对" if PAIRS_BY_NAME.match(row["measure"]) else unit)
    # 人 and 人次 are different units, and either may be printed with any measure of persons.
    expected = {unit, "人次"} if unit == "人" else {unit}
    if row["unit"] not in expected and not re.fullmatch(printed, row["unit"]):
        found.append(f"unit {row['unit']!r}, expected {unit!r}")
    try:
        if Decimal(row["value"]) <= 0:
            found.append("value not positive")
    except InvalidOperation:
        found.append("value no number")
    if row["bound"] not in {"=", ">", "<", "~"}:
        found.append("bound")
    if row["status"].removeprefix("~") not in {"done", "planned"}:
        found.append("status")
    found += [side for side in ("east", "west") if not CODES.fullmatch(row[side])]
    found += [end for end in ("since", "until") if not PERIOD.fullmatch(row[end])]
    if not row["quote"] or row["quote"] not in text:
        found.append("quote does not stand in the text")
    for item in filter(None, row["extra"].split(";")):
        key, _, value = item.partition("=")
        if item != "optional" and (key not in EXTRA_KEYS or not value):
            found.append(f"extra {item!r}")
        if key == "subset" and value not in known:
            found.append(f"subset of unknown measure {value!r}")
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_table_is_sound(table: Path) -> None:
    text = table.with_suffix(".txt").read_text("utf-8")
    wrong = {f"{i} {row['quote']}": bad for i, row in enumerate(rows(table), 2) if (bad := faults(row, text))}
    assert not wrong


@pytest.mark.parametrize("table", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_row_stands_twice(table: Path) -> None:
    keys = [tuple(row.values()) for row in rows(table)]
    assert len(keys) == len(set(keys))


def test_every_text_has_a_table_and_no_number_is_used_twice() -> None:
    texts = sorted(CASES.glob("*/*.txt"))
    assert texts
    assert [text.with_suffix(".tsv") for text in texts] == TABLES
    assert len({text.stem for text in texts}) == len(texts)


def test_faults_are_found() -> None:
    row = dict.fromkeys(HEADER, "") | {
        "measure": "posting.teachers_sent",
        "value": "12",
        "unit": "人",
        "bound": "=",
        "status": "done",
        "quote": "12名教师",
    }
    text = "派出12名教师。"
    assert faults(row, text) == []
    assert faults(row | {"measure": "posting.nobody"}, text) == ["unknown measure"]
    for spoiled in (
        {"unit": "元"},
        {"value": "十二"},
        {"bound": "≥"},
        {"status": "open"},
        {"east": "31011"},
        {"since": "2024-13"},
        {"quote": "13名教师"},
        {"extra": "note=x"},
    ):
        assert len(faults(row | spoiled, text)) == 1, spoiled
