"""Small, true-to-life things to test with: regions, pairings, users of every role, records of every kind."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models

from shanhai.accounts.models import User
from shanhai.accounts.services import create_user
from shanhai.ledger.models import Pairing, Record, Region
from shanhai.ledger.services import create_record

REGIONS = (
    ("310000", "上海市", "上海", "province", None),
    ("310113", "宝山区", "宝山", "county", "310000"),
    ("310117", "松江区", "松江", "county", "310000"),
    ("530000", "云南省", "云南", "province", None),
    ("530300", "曲靖市", "曲靖", "prefecture", "530000"),
    ("530326", "会泽县", "会泽", "county", "530300"),
    ("530326102", "迤车镇", "迤车", "township", "530326"),
    ("530326204", "大桥乡", "大桥", "township", "530326"),
    ("530600", "昭通市", "昭通", "prefecture", "530000"),
    ("530629", "威信县", "威信", "county", "530600"),
    ("533400", "迪庆藏族自治州", "迪庆", "prefecture", "530000"),
    ("533423", "维西傈僳族自治县", "维西", "county", "533400"),
)

PASSWORD = "test-pass-山海"


def make_regions() -> None:
    """The regions of three real pairs, parents first."""
    for code, name, short, level, parent in REGIONS:
        Region.objects.update_or_create(
            code=code, defaults={"name": name, "short": short, "level": level, "parent_id": parent}
        )


def make_pairing(
    east: str = "310113", west: str = "530326", since: date = date(2017, 8, 1), **more: Any
) -> Pairing:
    """A pairing of two of the regions, found again when it is there."""
    make_regions()
    pairing, _ = Pairing.objects.unscoped("test data").get_or_create(
        east_id=east, west_id=west, defaults={"since": since, **more}
    )
    return pairing


def make_user(username: str, role: str = "coordinator", region: str = "310113", **more: Any) -> User:
    """A user with the test password, found again when it is there."""
    found = User.objects.filter(username=username).first()
    return found or create_user(
        username, PASSWORD, role=role, region_code=region, check_password=False, **more
    )


_numbers = itertools.count(1)


CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def sample_id_number(number: int) -> str:
    """An identity number that passes its check (GB 11643), different for each ``number`` below 1000."""
    first = f"530326{1960 + number % 40}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    return first + "10X98765432"[sum(int(sign) * 2 ** (17 - i) for i, sign in enumerate(first)) % 11]


def sample_credit_code(number: int) -> str:
    """A social credit code that passes its check (GB 32100), different for each ``number``."""
    first = f"91530326MA{number % 10_000_000:07}"
    total = sum(CREDIT_DIGITS.index(sign) * 3**i for i, sign in enumerate(first))
    return first + CREDIT_DIGITS[-total % 31]


CHECKED = {"id_number": sample_id_number, "credit_code": sample_credit_code}
"""Columns whose values carry a check sign."""


def sample_value(field: models.Field[Any, Any], number: int) -> Any:
    """A plausible value for a model field, different for different numbers where the type allows."""
    if field.name in CHECKED:
        return CHECKED[field.name](number)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DateField):
        return date(2024, 1 + number % 12, 1 + number % 28)
    if isinstance(field, models.DecimalField):
        return Decimal(number * 100)
    if isinstance(field, models.IntegerField):
        limits = [rule.limit_value for rule in field.validators if isinstance(rule, MaxValueValidator)]
        return number % (min(limits) + 1)
    text = f"{field.verbose_name}{number}"
    return text[: field.max_length] if getattr(field, "max_length", None) else text


def sample_data(model: type[Record], number: int | None = None) -> dict[str, Any]:
    """Values for every column of a kind that pass all of its checks (figures equal, dates equal).

    Where equal parts together would be more than their whole, what a check marks stays empty.
    """
    number = next(_numbers) if number is None else number
    data = {name: sample_value(model._meta.get_field(name), number) for name in model.Kind.field_names()}
    marked = [name for check in model.Kind.checks for name in check(model(**data))]
    return data | {name: None if model._meta.get_field(name).null else "" for name in marked}


def make_record(
    model: type[Record], actor: User, pairing: Pairing, *, report: bool = True, **values: Any
) -> Record:
    """A full row of a kind, written through the write path."""
    data = {"pairing": pairing, "year": 2024, **sample_data(model), **values}
    return create_record(actor, model, data, report=report)
