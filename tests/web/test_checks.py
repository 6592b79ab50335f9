"""The start-up check of PostgreSQL's encoding and ctype."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import connection

from shanhai.web import checks


@pytest.mark.parametrize(
    ("vendor", "encoding", "ctype", "ids"),
    [
        ("postgresql", "UTF8", "C.UTF-8", []),
        ("postgresql", "UTF8", "zh_CN.UTF-8", []),
        ("postgresql", "UTF8", "C", ["shanhai.W001"]),
        ("postgresql", "SQL_ASCII", "POSIX", ["shanhai.E001", "shanhai.W001"]),
        ("sqlite", "", "C", []),
    ],
)
def test_what_is_told(
    monkeypatch: pytest.MonkeyPatch, vendor: str, encoding: str, ctype: str, ids: list[str]
) -> None:
    cursor = SimpleNamespace(execute=lambda query: None, fetchone=lambda: (encoding, ctype))
    database = SimpleNamespace(vendor=vendor, cursor=lambda: nullcontext(cursor))
    monkeypatch.setattr(checks, "connections", {"default": database})
    assert [message.id for message in checks.postgresql_reads_chinese(["default"])] == ids


@pytest.mark.django_db
def test_the_database_of_the_tests_is_a_good_one() -> None:
    assert checks.postgresql_reads_chinese([connection.alias]) == []
