"""Seals: a line of the log that was changed, taken out or put in later is found out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from shanhai.accounts.models import AuditEntry, AuditSeal
from shanhai.accounts.seals import seal, verify
from shanhai.accounts.services import audit

pytestmark = pytest.mark.django_db


def write(number: int) -> list[AuditEntry]:
    return [
        audit(None, AuditEntry.Action.CHANGE, summary=f"第{n}行", detail={"changes": {"人数": ["1", "2"]}})
        for n in range(number)
    ]


def test_seals_form_a_chain_over_what_was_written_between_them() -> None:
    assert seal() is None
    write(3)
    first = seal()
    assert first is not None
    assert (first.entries, seal()) == (3, None)
    write(2)
    second = seal()
    write(1)
    assert second is not None
    assert second.digest != first.digest
    found = verify()
    assert (found.sealed, found.unsealed, found.broken) == (5, 1, None)


def tampered(statement: str) -> Callable[[AuditEntry], None]:
    """What somebody with the right to drop triggers could do."""

    def act(entry: AuditEntry) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else checks are pending and bar ALTER
                cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER USER")
            else:
                cursor.execute("DROP TRIGGER IF EXISTS accounts_auditentry_no_update")
                cursor.execute("DROP TRIGGER IF EXISTS accounts_auditentry_no_delete")
            cursor.execute(statement, [entry.pk])

    return act


@pytest.mark.parametrize(
    "act",
    [
        tampered("UPDATE accounts_auditentry SET summary = '改写' WHERE id = %s"),
        tampered("UPDATE accounts_auditentry SET at = '2020-01-01 00:00:00.000001+00' WHERE id = %s"),
        tampered("DELETE FROM accounts_auditentry WHERE id = %s"),
    ],
    ids=["words", "time", "line"],
)
def test_a_line_changed_behind_the_back_breaks_the_chain(act: Callable[[AuditEntry], None]) -> None:
    write(2)
    first = seal()
    entry, *_rest = write(2)
    seal()
    act(entry)
    found = verify()
    assert found.broken is not None
    assert first is not None
    assert (found.sealed, found.broken.upto) == (2, entry.pk + 1)


def test_seals_are_append_only_too() -> None:
    write(1)
    made = seal()
    assert made is not None
    for act in (made.save, made.delete, lambda: AuditSeal.objects.update(digest="")):
        with pytest.raises(TypeError):
            act()
