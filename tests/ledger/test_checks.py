"""The shared checks: right values pass, wrong ones are told with what to do; no single slip gets through."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanhai.ledger.checks import (
    CREDIT_DIGITS,
    credit_code,
    credit_code_problem,
    dates_in_order,
    id_number,
    id_number_problem,
    needs,
    part_of,
    parts_within,
    person_number,
)
from shanhai.ledger.kinds import kind
from tests.factories import sample_credit_code, sample_id_number

RIGHT_ID_NUMBERS = (
    "11010519491231002X",  # the examples of GB 11643-1999
    "440524188001010014",
    "11010519491231002x",
    " 110105 19491231 002X ",
    "１１０１０５１９４９１２３１００２Ｘ",
    "11010519491231002X44",  # a disability certificate, and its first copy
    "11010519491231002X44B1",
    "",
)
WRONG_ID_NUMBERS = (
    ("110105491231002", "15位旧证号"),
    ("11010519491231002", "现有17位"),
    ("1101051949123100211", "现有19位"),
    ("110105********002X", "被遮盖"),
    ("1101051949123100ⅡX", "现有19位"),
    ("1101051949123一002X", "只能是17位数字"),
    ("11010519491231OO2X", "只能是17位数字"),
    ("110105194912310021", "校验不符"),
    ("110105194913310028", "不是出生日期"),
    ("110105199702290013", "不是出生日期"),
)
RIGHT_CREDIT_CODES = (
    "91330100799655058B",
    "9144030071526726XG",
    "91110000600037341l",
    "91350100M000100Y43",
    "",
)
WRONG_CREDIT_CODES = (
    ("9133010079965505", "现有16位"),
    ("91330100799655O58B", "不会有“O”"),
    ("91330IOO799655058B", "不会有“I、O”"),
    ("913301007996550588", "校验不符"),
    ("91331000799655058B", "校验不符"),
)


@pytest.mark.parametrize("number", RIGHT_ID_NUMBERS)
def test_right_identity_numbers_pass(number: str) -> None:
    assert id_number_problem(number) == ""


@pytest.mark.parametrize(("number", "told"), WRONG_ID_NUMBERS)
def test_wrong_identity_numbers_are_told_apart(number: str, told: str) -> None:
    assert told in id_number_problem(number)


@pytest.mark.parametrize("code", RIGHT_CREDIT_CODES)
def test_right_credit_codes_pass(code: str) -> None:
    assert credit_code_problem(code) == ""


@pytest.mark.parametrize(("code", "told"), WRONG_CREDIT_CODES)
def test_wrong_credit_codes_are_told_apart(code: str, told: str) -> None:
    assert told in credit_code_problem(code)


def test_a_disability_certificate_stands_for_its_holder() -> None:
    assert person_number("11010519491231002x 44 B1") == "11010519491231002X"
    assert person_number("护照 E1234-5678") == "护照E12345678"


@given(st.integers(0, 10_000), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_no_single_wrong_sign_in_an_identity_number_gets_through(number: int, place: int, sign: str) -> None:
    right = sample_id_number(number)
    assert id_number_problem(right) == ""
    if right[place] != sign:
        assert id_number_problem(right[:place] + sign + right[place + 1 :])


@given(st.integers(0, 10_000), st.integers(0, 16))
def test_no_swap_of_neighbours_in_an_identity_number_gets_through(number: int, place: int) -> None:
    right = sample_id_number(number)
    if right[place] != right[place + 1]:
        assert id_number_problem(right[:place] + right[place + 1] + right[place] + right[place + 2 :])


@given(st.integers(0, 9_999_999), st.integers(0, 17), st.sampled_from(CREDIT_DIGITS))
def test_no_single_wrong_sign_in_a_credit_code_gets_through(number: int, place: int, sign: str) -> None:
    right = sample_credit_code(number)
    assert credit_code_problem(right) == ""
    if right[place] != sign:
        assert credit_code_problem(right[:place] + sign + right[place + 1 :])


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(id_number_problem(text) + credit_code_problem(text), str)


ROWS: tuple[tuple[Any, str, dict[str, Any], dict[str, str]], ...] = (
    (
        dates_in_order("completed_on", "accepted_on"),
        "project",
        {"completed_on": date(2024, 5, 2), "accepted_on": date(2024, 5, 1)},
        {"accepted_on": "验收日期（2024-05-01）早于完工日期（2024-05-02），请核对两个日期"},
    ),
    (
        dates_in_order("completed_on", "accepted_on"),
        "project",
        {"completed_on": date(2024, 5, 1), "accepted_on": date(2024, 5, 1)},
        {},
    ),
    (dates_in_order("completed_on", "accepted_on"), "project", {"accepted_on": date(2024, 5, 1)}, {}),
    (
        part_of("poor_persons", "persons"),
        "project",
        {"persons": 10, "poor_persons": 11},
        {"poor_persons": "其中脱贫（监测）人数（11）大于受益人数（10），请核对，两栏的单位应一致"},
    ),
    (part_of("poor_persons", "persons"), "project", {"persons": 10, "poor_persons": 10}, {}),
    (part_of("poor_persons", "persons"), "project", {"poor_persons": 11}, {}),
    (
        parts_within(("aid", "other"), "total"),
        "project",
        {"total": Decimal(100), "aid": Decimal(60), "other": Decimal("40.01")},
        {"other": "其中协作资金、其他资金之和（100.01）大于总投资（100），请核对"},
    ),
    (
        parts_within(("aid", "other"), "total"),
        "project",
        {"total": Decimal(100), "aid": Decimal(60), "other": Decimal(30)},
        {},
    ),
    (parts_within(("aid", "other"), "total"), "project", {"aid": Decimal(60), "other": Decimal(30)}, {}),
    (
        needs("subsidised", "subsidy"),
        "employment",
        {"subsidised": True, "subsidy": Decimal(0)},
        {"subsidy": "“是否享受补贴”填了“是”，请填补贴金额（元）；没有的，改填“否”"},
    ),
    (needs("subsidised", "subsidy"), "employment", {"subsidised": True, "subsidy": Decimal(500)}, {}),
    (needs("subsidised", "subsidy"), "employment", {"subsidised": False}, {}),
    (needs("subsidised", "subsidy"), "employment", {}, {}),
    (id_number("id_number"), "employment", {"id_number": "11010519491231002X"}, {}),
    (credit_code("credit_code"), "product", {"credit_code": "91330100799655058B"}, {}),
)


@pytest.mark.parametrize(("check", "code", "values", "told"), ROWS)
def test_cross_field_checks(check: Any, code: str, values: dict[str, Any], told: dict[str, str]) -> None:
    assert check(kind(code)(**values)) == told


def test_number_checks_mark_their_field() -> None:
    assert set(id_number("id_number")(kind("subsidy")(id_number="1"))) == {"id_number"}
    assert set(credit_code("credit_code")(kind("enterprise")(credit_code="1"))) == {"credit_code"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"household_type": "poor", "headcount": 1, "poor_headcount": 0}, "poor_headcount"),
        ({"household_type": "ordinary", "headcount": 5, "poor_headcount": 2}, "poor_headcount"),
        ({"household_type": "monitored", "headcount": 1, "poor_headcount": 1}, ""),
        ({"household_type": "", "headcount": 5, "poor_headcount": 2}, ""),
        ({"household_type": "poor", "headcount": 1}, ""),
    ],
)
def test_household_type_and_part_do_not_contradict(values: dict[str, Any], field: str) -> None:
    row = kind("employment")(**values)
    found = {name for check in row.Kind.checks for name in check(row)}
    assert found == ({field} - {""})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"status": "closed"}, "closed_on"),
        ({"status": "doing", "closed_on": date(2024, 6, 1)}, "status"),
        ({"status": "closed", "closed_on": date(2024, 6, 1)}, ""),
        ({"status": "overdue"}, ""),
    ],
)
def test_a_closed_issue_has_its_day(values: dict[str, Any], field: str) -> None:
    row = kind("issue")(**values)
    found = {name for check in row.Kind.checks for name in check(row)}
    assert found == ({field} - {""})
