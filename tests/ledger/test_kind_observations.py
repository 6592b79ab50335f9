"""What a few true-to-life rows of each kind say, reckoned by hand, and what they add up to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.selectors import totals
from shanhai.ledger.services import create_record
from shanhai.ledger.services.observe import observations_of
from shanhai.ledger.services.subjects import person_key
from shanhai.text.lexicon import measures
from tests.factories import make_pairing, make_user, sample_credit_code, sample_id_number

Said = dict[tuple[str, str], int | str]

PERSON, FIRM = sample_id_number(7), sample_credit_code(7)

ROWS: tuple[tuple[str, str, dict[str, Any], Said], ...] = (
    (
        "one firm takes one village",
        "pairing",
        {"level": "enterprise", "east_unit": "甲公司", "west_unit": "青云村"},
        {
            ("pairing.enterprises", "家"): 1,
            ("pairing.enterprises", "对"): 1,
            ("pairing.villages", "个"): 1,
            ("pairing.villages", "对"): 1,
        },
    ),
    (
        "27 villages take 40 by 40 agreements, told in one row",
        "pairing",
        {"level": "village", "east_count": 27, "west_count": 40, "pairs": 40, "is_summary": True},
        {
            ("pairing.east_villages", "个"): 27,
            ("pairing.villages", "个"): 40,
            ("pairing.villages", "对"): 40,
        },
    ),
    (
        "a firm takes a township: no village is covered",
        "pairing",
        {"level": "town_enterprise", "east_unit": "甲公司", "west_unit": "古城街道"},
        {("pairing.enterprises", "家"): 1, ("pairing.enterprises", "对"): 1},
    ),
    (
        "219 schools with 202, the number of pairs not known",
        "pairing",
        {"level": "school", "east_count": 219, "west_count": 202, "pairs": None, "is_summary": True},
        {("pairing.schools", "所"): 202},
    ),
    (
        "nine townships with nine",
        "pairing",
        {"level": "township", "east_count": 9, "west_count": 9, "pairs": 9, "is_summary": True},
        {("pairing.townships", "个"): 9, ("pairing.townships", "对"): 9},
    ),
    (
        "an association takes a village",
        "pairing",
        {"level": "social", "east_unit": "某公益中心", "west_unit": "金鸡村"},
        {
            ("pairing.social_orgs", "个"): 1,
            ("pairing.social_orgs", "对"): 1,
            ("pairing.villages", "个"): 1,
            ("pairing.villages", "对"): 1,
        },
    ),
    (
        "two hospitals",
        "pairing",
        {"level": "hospital", "east_unit": "中医医院", "west_unit": "县人民医院"},
        {("pairing.hospitals", "家"): 1, ("pairing.hospitals", "对"): 1},
    ),
    (
        "a pair of counties",
        "pairing",
        {"level": "county"},
        {("pairing.counties", "个"): 1, ("pairing.counties", "对"): 1},
    ),
    ("parks have no measure", "pairing", {"level": "park"}, {}),
    (
        "a joint meeting",
        "meeting",
        {"name": "第十四次联席会议", "ordinal": "14", "category": "joint", "held_on": date(2024, 9, 10)},
        {("meeting.joint", "次"): 1},
    ),
    (
        "study sessions of a year",
        "meeting",
        {"name": "专题研究", "category": "standing", "meetings": 27, "is_summary": True},
        {("meeting.study", "次"): 27},
    ),
    ("talks", "meeting", {"name": "座谈会", "category": "talk", "meetings": 4}, {("meeting.talk", "次"): 4}),
    (
        "the leading group",
        "meeting",
        {"name": "领导小组会议", "category": "leading_group"},
        {("meeting.leading_group", "次"): 1},
    ),
    ("dispatch meetings are none of these", "meeting", {"name": "例会", "category": "dispatch"}, {}),
    (
        "a project with its beneficiaries",
        "project",
        {
            "name": "蔬菜大棚", "location": "迤北村", "aid": Decimal(3_000_000), "towns": 1, "villages": 2,
            "households": 120, "persons": 430, "poor_households": 30, "poor_persons": 101,
        },
        {
            ("project.count", "个"): 1,
            ("project.towns", "个"): 1,
            ("project.villages", "个"): 2,
            ("project.households", "户"): 120,
            ("project.persons", "人"): 430,
            ("project.poor_households", "户"): 30,
            ("project.poor_persons", "人"): 101,
        },
    ),
    (
        "an ended project does not count",
        "project",
        {"name": "取消的项目", "stage": "ended", "villages": None},
        {},
    ),
    (
        "a firm in its first year",
        "enterprise",
        {
            "name": "某食品公司", "credit_code": FIRM, "signed_amount": Decimal(50_000_000),
            "paid_in": Decimal(12_500_000), "jobs": 80, "sites": 12, "sites_unit": "个院落",
        },
        {
            ("enterprise.landed", "家"): 1,
            ("enterprise.signed", "元"): 50_000_000,
            ("enterprise.investment", "元"): 12_500_000,
            ("enterprise.jobs", "人"): 80,
            ("enterprise.sites", "个院落"): 12,
        },
    ),
    (
        "an old firm that pays in more",
        "enterprise",
        {"name": "某食品公司", "first_counted": False, "paid_in": Decimal(1_000_000), "sites": 3},
        {("enterprise.investment", "元"): 1_000_000, ("enterprise.sites", "处"): 3},
    ),
    (
        "a base",
        "base",
        {"name": "猕猴桃基地", "area": Decimal("1500.5")},
        {("base.count", "个"): 1, ("base.area", "亩"): "1500.5"},
    ),
    ("a base given up", "base", {"name": "旧基地", "area": Decimal(10), "status": "closed"}, {}),
    (
        "a park with new firms",
        "park",
        {"name": "共建产业园", "enterprises": 30, "new_enterprises": 4},
        {("park.count", "个"): 1, ("park.enterprises", "家"): 4},
    ),
    (
        "311 workshops with their jobs",
        "workshop",
        {"name": "帮扶车间", "workshops": 311, "jobs": 4729, "poor_jobs": 1800, "is_summary": True},
        {("workshop.count", "个"): 311, ("workshop.jobs", "人"): 4729},
    ),
    (
        "jobs told without the number of workshops",
        "workshop",
        {"name": "帮扶车间", "workshops": None, "jobs": 60, "is_summary": True},
        {("workshop.jobs", "人"): 60},
    ),
    (
        "one ex-poor person in the paired province",
        "employment",
        {
            "person_name": "李某", "id_number": PERSON, "household_type": "poor",
            "destination": "paired_east", "started_on": date(2024, 3, 1),
        },
        {
            ("employment.total", "人"): 1,
            ("employment.poor", "人"): 1,
            ("employment.paired_east", "人"): 1,
        },
    ),
    (
        "2415 persons to other provinces, of whom 1049 ex-poor",
        "employment",
        {"destination": "other", "headcount": 2415, "poor_headcount": 1049, "is_summary": True},
        {
            ("employment.total", "人"): 2415,
            ("employment.poor", "人"): 1049,
            ("employment.other_province", "人"): 2415,
        },
    ),
    (
        "1487 public posts are posts, not persons",
        "employment",
        {"destination": "county", "headcount": None, "posts": 1487, "is_summary": True},
        {("employment.public_posts", "个"): 1487},
    ),
    (
        "one person in one public post",
        "employment",
        {"person_name": "王某", "destination": "county", "channel": "public_post"},
        {
            ("employment.total", "人"): 1,
            ("employment.local", "人"): 1,
            ("employment.public_posts", "个"): 1,
        },
    ),
    (
        "a job fair",
        "job_event",
        {"name": "春风行动", "form": "fair", "posts": 5987, "held_on": date(2024, 2, 20)},
        {("job_event.fairs", "场"): 1, ("job_event.posts", "个"): 5987},
    ),
    (
        "rounds of publicity",
        "job_event",
        {"name": "宣传车", "form": "publicity", "events": 20, "is_summary": True},
        {("job_event.publicity", "场"): 20},
    ),
    ("a special train is no fair", "job_event", {"name": "专列", "form": "transport"}, {}),
    (
        "sales as reported",
        "sale",
        {"name": "多种产品", "amount": Decimal(1_200_000)},
        {("sale.amount", "元"): 1_200_000},
    ),
    (
        "the audited amount takes the place of the reported",
        "sale",
        {"name": "多种产品", "amount": Decimal(1_200_000), "approved": Decimal(900_000)},
        {("sale.amount", "元"): 900_000},
    ),
    (
        "fairs and outlets",
        "sale",
        {"name": "年货节", "events": 3, "outlets": 2},
        {("sale.events", "场"): 3, ("sale.outlets", "个"): 2},
    ),
    (
        "a medical team's year",
        "service",
        {
            "category": "health", "west_unit": "县人民医院", "outpatients": 4200, "surgeries": 52,
            "rescues": 310, "cases": 48, "new_techniques": 6, "mentor_pairs": 9,
        },
        {
            ("service.outpatients", "人次"): 4200,
            ("service.surgeries", "台次"): 52,
            ("service.rescues", "人次"): 310,
            ("service.cases", "例"): 48,
            ("service.new_techniques", "项"): 6,
            ("service.mentor_pairs", "对"): 9,
        },
    ),
    (
        "surgeries told in cases are not added to those told in operations",
        "service",
        {"category": "health", "west_unit": "县人民医院", "surgeries": 20, "surgeries_unit": "例"},
        {("service.surgeries", "例"): 20},
    ),
    (
        "remote lessons",
        "service",
        {"category": "education", "west_unit": "3所学校", "lessons": 3570},
        {("service.lessons", "课时"): 3570},
    ),
    (
        "an accepted village",
        "model_village",
        {"name": "永宁村", "progress": "accepted"},
        {("model_village.count", "个"): 1},
    ),
    ("a village still being built", "model_village", {"name": "永宁村", "progress": "building"}, {}),
    (
        "14 batches of 71 teachers and doctors",
        "posting",
        {"category": "teacher", "headcount": 71, "batches": 14, "is_summary": True},
        {("posting.teachers_sent", "人"): 71, ("posting.batches_sent", "批"): 14},
    ),
    (
        "exchanged both ways, not split",
        "posting",
        {"category": "cadre", "direction": "both", "headcount": 3045, "is_summary": True},
        {("posting.exchanged", "人"): 3045},
    ),
)  # fmt: skip


@pytest.mark.parametrize(("title", "code", "values", "said"), ROWS, ids=[row[0] for row in ROWS])
def test_what_a_row_says(title: str, code: str, values: dict[str, Any], said: Said) -> None:
    row = kind(code)(year=2024, state="reported", **values)
    found = observations_of(row)
    assert {(line.measure, line.unit): line.value for line in found} == {
        key: Decimal(value) for key, value in said.items()
    }
    assert len(found) == len(said), "each measure and unit is said once"


def test_every_measure_of_the_vocabulary_has_a_row_above_or_an_older_kind() -> None:
    shown = {measure for _title, _code, _values, said in ROWS for measure, _unit in said}
    older = {"agreement", "visit", "posting", "training", "fund", "donation"}
    assert {name for name, row in measures().items() if row["kind"] not in older} <= shown
    assert set(measures()) == {rule.measure for model in all_kinds() for rule in model.Kind.measures}


def test_stocks_carry_their_days_and_subjects() -> None:
    row = kind("pairing")(
        year=2024, level="village", east_unit="甲村", east_district="宝山区", west_unit="青云村",
        west_township="迤车镇", since=date(2021, 5, 1), until=date(2025, 12, 31),
    )  # fmt: skip
    found = {(line.measure, line.unit): line for line in observations_of(row)}
    line = found["pairing.villages", "个"]
    assert (line.aggregation, line.date, line.until) == ("stock", date(2021, 5, 1), date(2025, 12, 31))
    assert line.subject == "青云村|迤车镇"
    assert found["pairing.east_villages", "个"].subject == "甲村|宝山区"
    assert found["pairing.villages", "对"].subject == "甲村|青云村"


def test_identity_numbers_never_reach_the_fact_table_in_clear() -> None:
    wide = PERSON.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789"})
    keys = {
        line.subject
        for number in (PERSON, PERSON.lower(), wide, f"{PERSON}44")
        for line in observations_of(
            kind("employment")(year=2024, person_name="李某", destination="other", id_number=number)
        )
    }
    assert keys == {person_key(PERSON)}
    assert PERSON not in person_key(PERSON)


def test_without_a_number_the_next_best_identifies() -> None:
    person = kind("employment")(year=2024, person_name="李 某", township="大桥乡", village="者米村")
    assert {line.subject for line in observations_of(person)} == {"李某|大桥乡|者米村"}
    firm = kind("enterprise")(year=2024, name="某食品（会泽）有限公司")
    assert {line.subject for line in observations_of(firm)} == {"某食品(会泽)有限公司"}
    known = kind("enterprise")(year=2024, name="某食品（会泽）有限公司", credit_code=FIRM.lower())
    assert {line.subject for line in observations_of(known)} == {FIRM}


def enter(code: str, *rows: dict[str, Any]) -> dict[tuple[str, str], Decimal]:
    """Report rows of one kind in one pairing and year, and give all totals."""
    pairing, user = make_pairing(), make_user("east")
    for row in rows:
        create_record(user, kind(code), {"pairing": pairing, "year": 2024, **row}, report=True)
    return {(total.measure, total.unit): total.value for total in totals(user, pairing)}


@pytest.mark.django_db
@pytest.mark.parametrize(("summary", "expected"), [(False, (2, 2, 3)), (True, (56, 40, 60))])
def test_many_to_many_pairing_counts_units_once_and_pairs_all(
    summary: bool, expected: tuple[int, int, int]
) -> None:
    """Single rows are counted each by their units; a summary row of the year stands for them all."""
    names = [("甲公司", "一村"), ("甲公司", "二村"), ("乙公司", "二村")]
    rows = [{"level": "enterprise", "east_unit": east, "west_unit": west} for east, west in names]
    whole = {
        "level": "enterprise",
        "east_count": 56,
        "west_count": 40,
        "pairs": 60,
        "is_summary": True,
        "since_year": 2024,
    }
    found = enter("pairing", *rows, *([whole] if summary else []))
    figures = (("pairing.enterprises", "家"), ("pairing.villages", "个"), ("pairing.enterprises", "对"))
    assert tuple(found[figure] for figure in figures) == expected


@pytest.mark.django_db
def test_two_projects_in_one_village_do_not_add_their_people() -> None:
    found = enter(
        "project",
        {"number": "1", "name": "大棚", "category": "industry", "location": "一村", "persons": 300},
        {"number": "2", "name": "道路", "category": "village", "location": "一村", "persons": 500},
        {"number": "3", "name": "饮水", "category": "village", "location": "二村", "persons": 200},
    )
    assert found["project.count", "个"] == 3
    assert found["project.persons", "人"] == 500 + 200


@pytest.mark.django_db
def test_one_person_with_two_jobs_counts_once() -> None:
    job = {"person_name": "李某", "id_number": PERSON, "household_type": "monitored"}
    found = enter(
        "employment",
        {**job, "destination": "paired_east", "started_on": date(2024, 3, 1)},
        {**job, "destination": "county", "started_on": date(2024, 9, 1)},
        {"person_name": "李某", "village": "别村", "destination": "county"},
    )
    assert found["employment.total", "人"] == 2
    assert found["employment.poor", "人"] == 1
    assert found["employment.paired_east", "人"] == 1
    assert found["employment.local", "人"] == 2


@pytest.mark.django_db
def test_a_firm_with_two_rows_counts_once_and_its_payments_add() -> None:
    row = {"name": "某公司", "credit_code": FIRM, "signed_amount": Decimal(500), "jobs": 40}
    found = enter(
        "enterprise",
        {**row, "signed_on": date(2023, 5, 1), "paid_in": Decimal(100)},
        {**row, "signed_on": date(2023, 5, 1), "paid_in": Decimal(200), "first_counted": False, "jobs": 60},
    )
    assert found["enterprise.landed", "家"] == 1
    assert found["enterprise.investment", "元"] == 300
    assert found["enterprise.signed", "元"] == 500
    assert found["enterprise.jobs", "人"] == 60
