"""The catalogue: its data files, formulas, and versions that never change in place."""

from __future__ import annotations

import pytest

from shanhai.accounts.models import AuditEntry
from shanhai.assessment import catalogue_file
from shanhai.assessment.catalogue import catalogue_of, visible_indicators
from shanhai.assessment.formula import FormulaError, parse
from shanhai.assessment.models import Catalogue
from shanhai.assessment.services.catalogue import (
    change_indicator,
    change_parameter,
    load_catalogues,
    new_version,
    publish,
)
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import all_kinds
from shanhai.text.lexicon import measures
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_every_measure_that_names_an_indicator_is_computed_by_one() -> None:
    """The vocabulary says which line a measure belongs to; the catalogue must not forget it."""
    computed = {term.name for row in catalogue_file.indicators() for term in parse(row["formula"]).all_terms}
    told = {code for code, entry in measures().items() if entry["indicator"]}
    # Counted in other columns or by rows of their kind (see the formulas of A01, A02, K07P, J01 …).
    other_ways = {
        "visit.trips", "base.area", "enterprise.sites", "donation.items", "posting.batches_sent",
        "project.towns", "project.villages", "project.households", "project.persons",
        "project.poor_households", "project.poor_persons", "pairing.counties", "pairing.east_villages",
        "service.surgeries", "service.rescues", "service.outpatients", "service.cases",
    }  # fmt: skip
    assert told - computed == other_ways


def test_a_measure_is_put_together_by_one_rule_whatever_yields_it() -> None:
    rules: dict[str, set[str]] = {}
    for model in all_kinds():
        for rule in model.Kind.measures:
            rules.setdefault(rule.measure, set()).add(rule.aggregation)
    assert {code: found for code, found in rules.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("fund.nothing", "没有“fund.nothing”这个计量"),
        ("fund.aid +fund.labour", "之后应为"),
        ("row:nothing()", "这类台账"),
        ("row:issue.status()", "不写列名"),
        ("sum:fund(category in aid)", "要写列名"),
        ("sum:fund.arrived(category in gold)", "这个选项"),
        ("row:employment(id_number filled)", "个人信息"),
        ("row:issue(closed_on = 1)", "看不懂"),
        ("row:issue(nothing filled)", "没有“nothing”这一列"),
        ("", "看不懂"),
        ("fund.aid / ", "看不懂"),
    ],
)
def test_a_formula_that_cannot_be_read_is_refused_with_the_place(formula: str, says: str) -> None:
    with pytest.raises(FormulaError, match=says):
        parse(formula)


@pytest.mark.parametrize(
    ("year", "frame"), [(2015, "2017"), (2017, "2017"), (2020, "2017"), (2021, "2021"), (2024, "2024")]
)
def test_a_year_has_its_frame(year: int, frame: str) -> None:
    catalogue = catalogue_of(year)
    assert catalogue is not None
    assert catalogue.frame == frame


def test_words_of_the_time() -> None:
    names = {year: catalogue_of(year).indicators.get(code="E08").zh for year in (2019, 2022)}  # type: ignore[union-attr]
    assert names == {2019: "扶贫车间", 2022: "就业帮扶车间"}


def test_a_published_version_is_revised_only_as_a_new_one() -> None:
    admin = make_user("admin", role="admin", region="")
    current = catalogue_of(2024)
    assert current is not None
    line = current.indicators.get(code="C03")
    with pytest.raises(LedgerError, match="建立新版本"):
        change_indicator(admin, line, {"zh": "改名"})
    draft = new_version(admin, current, reason="2026年口径调整")
    assert draft.indicators.count() == current.indicators.count()
    with pytest.raises(LedgerError, match="已有一份修订草稿"):
        new_version(admin, current, reason="再来一次")
    change_indicator(admin, draft.indicators.get(code="C03"), {"zh": "专业技术人才", "weight": 5})
    change_parameter(admin, draft, "silent_days", "30")
    assert catalogue_of(2024) == current
    publish(admin, draft)
    now = catalogue_of(2024)
    assert now == draft
    assert now.indicators.get(code="C03").zh == "专业技术人才"
    assert now.parameter("silent_days") == 30
    current.refresh_from_db()
    assert current.state == Catalogue.State.SUPERSEDED
    assert current.indicators.get(code="C03").zh == "选派专业技术人才"
    assert load_catalogues() == 0
    assert AuditEntry.objects.filter(object_type="catalogue").count() == 4


def test_a_bad_line_or_parameter_is_refused() -> None:
    admin = make_user("admin", role="admin", region="")
    draft = new_version(admin, catalogue_of(2024), reason="修订")  # type: ignore[arg-type]
    line = draft.indicators.get(code="C03")
    for data, says in (
        ({"formula": "fund.aid / fund.labour"}, "只有比率有分母"),
        ({"parent": "C03"}, "不在这一版"),
    ):
        with pytest.raises(LedgerError, match=says):
            change_indicator(admin, line, data)
    for value in ("-1", "NaN", "很多"):
        with pytest.raises(LedgerError):
            change_parameter(admin, draft, "tolerance", value)


def test_only_administrators_revise() -> None:
    with pytest.raises(NotAllowed):
        new_version(make_user("east"), catalogue_of(2024), reason="修订")  # type: ignore[arg-type]


def test_a_department_sees_the_lines_its_ledgers_make_up() -> None:
    user = make_user("labour", role="department", kinds=["workshop", "employment"])
    codes = [line.code for line in visible_indicators(user, catalogue_of(2024))]  # type: ignore[arg-type]
    assert codes == ["E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E08J"]


def test_parts_stand_behind_their_whole() -> None:
    codes = [line.code for line in visible_indicators(make_user("east"), catalogue_of(2024))]  # type: ignore[arg-type]
    assert codes[codes.index("H03") : codes.index("H03") + 3] == ["H03", "H01", "H02"]
