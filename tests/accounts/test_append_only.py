"""Nothing changes or deletes a line of the log: not the model, not a queryset, not SQL."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

import shanhai
from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit


@pytest.fixture
def entry(db: None) -> AuditEntry:
    return audit(None, AuditEntry.Action.CHANGE, summary="改了一行")


WAYS: dict[str, Callable[[AuditEntry], Any]] = {
    "save": lambda entry: entry.save(),
    "delete": lambda entry: entry.delete(),
    "update rows": lambda entry: AuditEntry.objects.update(summary="改写"),
    "delete rows": lambda entry: AuditEntry.objects.all().delete(),
    "update in bulk": lambda entry: AuditEntry.objects.bulk_update([entry], ["summary"]),
    "base manager": lambda entry: AuditEntry._base_manager.update(summary="改写"),
    "base manager deletes": lambda entry: AuditEntry._base_manager.all().delete(),
    "raw queryset deletes": lambda entry: models.QuerySet(AuditEntry)._raw_delete("default"),
    "update by SQL": lambda entry: sql("UPDATE accounts_auditentry SET summary = '改写'"),
    "delete by SQL": lambda entry: sql("DELETE FROM accounts_auditentry"),
}


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("way", WAYS)
def test_the_log_can_only_grow(way: str, entry: AuditEntry) -> None:
    with pytest.raises((TypeError, DatabaseError)), transaction.atomic():
        WAYS[way](entry)
    assert list(AuditEntry.objects.values_list("pk", "summary")) == [(entry.pk, "改了一行")]


def test_no_code_names_the_log_in_raw_sql() -> None:
    """Every string of the source that names the table lies in a migration."""
    root = Path(shanhai.__file__).parent
    found = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and "accounts_auditentry" in node.value
        and any(word in node.value.lower() for word in ("update ", "delete ", "truncate ", "insert "))
    ]
    assert {path.split("/")[1] for path in found} <= {"migrations"}
