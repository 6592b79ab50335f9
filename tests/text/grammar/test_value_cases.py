"""Every row of the tables of values reads exactly as it says, and nothing more."""

from datetime import date

import pytest

from shanhai.text.grammar.number import Number, find_numbers
from shanhai.text.grammar.organisation import find_organisations
from shanhai.text.grammar.period import Period, find_periods
from shanhai.text.grammar.person import find_persons
from shanhai.text.grammar.quantity import Quantity, find_quantities
from shanhai.text.grammar.title import find_titles
from tests.text.grammar.cases import cases, found


def _number(number: Number) -> str:
    kind = "" if number.kind == "count" else f" {number.kind}"
    return f"{_bounded(number)}{kind}"


def _quantity(quantity: Quantity) -> str:
    flags = " each" * quantity.each + " ordinal" * quantity.ordinal
    return f"{_bounded(quantity)} {quantity.unit or quantity.unit_class}{flags}"


def _bounded(value: Number | Quantity) -> str:
    high = "" if value.high is None else f"..{value.high:f}"
    return f"{value.bound.strip('=')}{value.value:f}{high}"


def _period(period: Period) -> str:
    return f"{'' if period.printed else '~'}{period.since}..{period.until} {period.kind}"


@pytest.mark.parametrize("row", cases("numbers.tsv"))
def test_numbers(row: dict[str, str]) -> None:
    numbers = find_numbers(row["text"])
    assert [(n.text, _number(n)) for n in numbers] == found(row)
    assert all(row["text"][n.start : n.end] == n.text for n in numbers)


@pytest.mark.parametrize("row", cases("quantities.tsv"))
def test_quantities(row: dict[str, str]) -> None:
    quantities = find_quantities(row["text"])
    assert [(q.text, _quantity(q)) for q in quantities] == found(row)
    assert all(row["text"][q.start : q.end] == q.text for q in quantities)


@pytest.mark.parametrize("row", cases("periods.tsv"))
def test_periods(row: dict[str, str]) -> None:
    published = date.fromisoformat(row["published"]) if row["published"] else None
    periods = find_periods(row["text"], published)
    assert [(p.text, _period(p)) for p in periods] == found(row)
    assert all(row["text"][p.start : p.end] == p.text for p in periods)


@pytest.mark.parametrize("row", cases("organisations.tsv"))
def test_organisations(row: dict[str, str]) -> None:
    organisations = find_organisations(row["text"])
    assert [(o.text, o.kind) for o in organisations] == found(row)
    assert all(row["text"][o.start : o.end] == o.text for o in organisations)


@pytest.mark.parametrize("row", cases("persons.tsv"))
def test_persons(row: dict[str, str]) -> None:
    persons = find_persons(row["text"])
    assert [(p.text, p.title) for p in persons] == found(row)
    assert all(row["text"][p.start : p.end] == p.text for p in persons)


@pytest.mark.parametrize("row", cases("titles.tsv"))
def test_titles(row: dict[str, str]) -> None:
    titles = find_titles(row["text"].replace("⏎", "\n"))
    assert [(t.text, f"{t.kind} {t.document}") for t in titles] == found(row)
    assert all(row["text"][t.start : t.end] == t.text for t in titles)
