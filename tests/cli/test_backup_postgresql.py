"""Backup and restore on PostgreSQL; runs where the tests run on PostgreSQL (`make test-db` in CI)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from shanhai.cli.archive import ArchiveError
from shanhai.cli.backup import read_backup, write_backup
from shanhai.cli.dumps import PostgresqlDump, SqliteDump

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the tests run on SQLite"),
]


@pytest.fixture
def dump() -> PostgresqlDump:
    return PostgresqlDump(connection.settings_dict)


def test_round_trip_drops_what_the_copy_does_not_know(dump: PostgresqlDump, tmp_path: Path) -> None:
    users = get_user_model().objects
    users.create(username="kept")
    write_backup(tmp_path / "a.tar", tmp_path, dump)
    users.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id integer)")
    connection.close()
    with pytest.raises(ArchiveError, match="--force"):
        read_backup(tmp_path / "a.tar", tmp_path, dump, force=False)
    _, aside = read_backup(tmp_path / "a.tar", tmp_path, dump, force=True)
    assert [user.username for user in users.all()] == ["kept"]
    assert "later" not in connection.introspection.table_names()
    assert aside is not None
    assert (aside / dump.member).stat().st_size > 0
    write_backup(tmp_path / "again.tar", tmp_path, dump)


def test_a_backup_of_the_other_database_is_refused(dump: PostgresqlDump, tmp_path: Path) -> None:
    write_backup(tmp_path / "a.tar", tmp_path, dump)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(ArchiveError, match="another kind"):
        read_backup(tmp_path / "a.tar", other, SqliteDump({"NAME": other / "x.sqlite3"}), force=True)
    assert not list(other.iterdir())


def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    absent = PostgresqlDump({"NAME": "x", "HOST": str(tmp_path), "PORT": 1})
    with pytest.raises(ArchiveError, match="pg_dump") as caught:
        absent.write(tmp_path / "x.dump")
    assert "\n" not in str(caught.value)
