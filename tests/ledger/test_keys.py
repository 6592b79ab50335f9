"""A new key for personal data: everything is encrypted and hashed anew, also after a break."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from shanhai.accounts.models import AuditEntry
from shanhai.ledger import privacy
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Observation, Record
from shanhai.ledger.selectors import totals
from shanhai.ledger.services import keys, update_record
from shanhai.ledger.services.sensitive import records_with
from shanhai.web.secret import change_key, read_old_keys, read_or_make_key
from tests.factories import make_pairing, make_record, make_user, sample_id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Record]:
    east, pairing = make_user("west", region="530326"), make_pairing()
    found = [
        make_record(kind("employment"), east, pairing, id_number=sample_id_number(n), phone=f"1380000{n:04}")
        for n in range(3)
    ]
    update_record(east, found[0], {"phone": "13900000000"})
    return found


def raw_phones() -> list[str]:
    """Telephone numbers of rows and history as they stand in the database."""
    with connection.cursor() as cursor:
        found = []
        for table in (kind("employment")._meta.db_table, kind("employment").history.model._meta.db_table):
            cursor.execute(f"SELECT phone FROM {table}")
            found += [row[0] for row in cursor.fetchall()]
    return found


def test_everything_opens_by_the_new_key_alone(people: list[Record], settings: Any) -> None:
    old, number = settings.FIELD_KEY, people[1].id_number
    before = [(total.measure, total.value) for total in totals(people[0].created_by, people[0].pairing)]
    subjects = set(Observation.objects.unscoped("test").values_list("subject", flat=True))
    settings.FIELD_KEY, settings.FIELD_KEYS_OLD = "a newer key", [old]
    assert records_with("employment", number) == [people[1].pk]
    # three rows, and one line of history a writing
    assert keys.waiting() == 3 + 4
    assert sum(keys.rotate()) == 7
    assert keys.waiting() == 0
    settings.FIELD_KEYS_OLD = []
    assert {raw.partition(":")[0] + raw.split(":")[1] for raw in raw_phones()} == {
        "enc2" + privacy.key_name()
    }
    again = list(kind("employment").objects.for_user(people[0].created_by).order_by("pk"))
    assert [row.id_number for row in again] == [row.id_number for row in people]
    assert {row.phone for row in again[0].history.all()} == {people[0].phone, "13900000000"}
    assert records_with("employment", number) == [people[1].pk]
    assert [
        (total.measure, total.value) for total in totals(people[0].created_by, people[0].pairing)
    ] == before
    assert not subjects & (set(Observation.objects.unscoped("test").values_list("subject", flat=True)) - {""})
    assert AuditEntry.objects.filter(action="keys").count() == 1


def test_a_run_that_was_broken_off_is_taken_up(
    people: list[Record], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "CHUNK", 2)
    settings.FIELD_KEY, settings.FIELD_KEYS_OLD = "a newer key", [settings.FIELD_KEY]
    assert next(keys.rotate()) == 2
    assert keys.waiting() == 5
    assert {row.phone for row in kind("employment").objects.unscoped("test")} >= {
        "13800000001",
        "13800000002",
    }
    assert list(keys.rotate()) == [1, 2, 2]
    assert keys.waiting() == 0


def test_values_written_before_keys_had_names_are_read_and_given_one(
    people: list[Record], settings: Any
) -> None:
    token = privacy.encrypt("13811112222").split(":")[2]
    table = kind("employment")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET phone = %s WHERE id = %s", [f"enc1:{token}", people[2].pk])
    row = kind("employment").objects.unscoped("test").get(pk=people[2].pk)
    assert (row.phone, keys.waiting()) == ("13811112222", 1)
    assert sum(keys.rotate()) == 1
    assert keys.waiting() == 0


def test_the_former_key_is_kept_before_the_new_one_is_in_use(tmp_path: Path) -> None:
    key, former = tmp_path / "field.key", tmp_path / "field-former.key"
    first = read_or_make_key(key)
    change_key(key, former)
    second = read_or_make_key(key)
    change_key(key, former)
    assert read_old_keys(former) == [second, first]
    assert len({first, second, read_or_make_key(key)}) == 3
    assert key.stat().st_mode & 0o777 == former.stat().st_mode & 0o777 == 0o600
