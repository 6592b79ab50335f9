"""Copying a database while the site uses it, and putting a copy back, by each database's own means."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from shanhai.cli.archive import ArchiveError


class Dump(Protocol):
    """One database system: what a copy is called in the archive, how it is made and put back."""

    member: str

    def holds_data(self) -> bool:
        """Whether there is a database that a restore would overwrite."""

    def write(self, target: Path) -> None:
        """Write a consistent copy of the running database to ``target``."""

    def restore(self, copy: Path, aside: Path) -> None:
        """Put ``copy`` in the database's place; what stood there goes to the folder ``aside`` if it can."""


class SqliteDump:
    """SQLite: its online backup, which sees one state of the database and lets writers go on."""

    member = "database.sqlite3"

    def __init__(self, database: dict[str, Any]) -> None:
        self.path = Path(database["NAME"])

    def holds_data(self) -> bool:
        return self.path.exists()

    def write(self, target: Path) -> None:
        if not self.path.exists():
            raise ArchiveError(f"没有数据库可备份：{self.path} (no database)")
        live, copy = sqlite3.connect(self.path, timeout=60), sqlite3.connect(target)
        try:
            with closing(live), closing(copy):
                live.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it
        except sqlite3.Error as error:
            raise ArchiveError(f"数据库无法复制：{error} (database)") from None
        self._check(target)

    def restore(self, copy: Path, aside: Path) -> None:
        self._check(copy)
        for suffix in ("-wal", "-shm", ""):
            old = self.path.with_name(self.path.name + suffix)
            if old.exists():
                shutil.move(old, aside / old.name)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(copy, self.path)

    @staticmethod
    def _check(path: Path) -> None:
        try:
            with closing(sqlite3.connect(path)) as database:
                (answer,) = database.execute("PRAGMA quick_check").fetchone()
        except sqlite3.DatabaseError as error:
            answer = str(error)
        if answer != "ok":
            raise ArchiveError(f"数据库文件已损坏：{answer} (database damaged)")


class PostgresqlDump:
    """PostgreSQL: pg_dump in its own format, from one snapshot, and back in one transaction."""

    member = "database.dump"

    def __init__(self, database: dict[str, Any]) -> None:
        self.name = str(database["NAME"])
        names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
        self.environment = {
            **os.environ,
            **{variable: str(database[key]) for key, variable in names.items() if database.get(key)},
        }

    def holds_data(self) -> bool:
        from django.db import connection

        return bool(connection.introspection.table_names())

    def write(self, target: Path) -> None:
        self._run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", self.name
        )

    def restore(self, copy: Path, aside: Path) -> None:
        if self.holds_data():
            self.write(aside / self.member)
        script, empty = copy.with_suffix(".sql"), copy.with_suffix(".empty.sql")
        self._run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(copy))
        # Tables that the copy does not know must go too, or a later migration would stumble over them.
        empty.write_text("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n", "utf-8")
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        self._run("psql", *options, f"--file={empty}", f"--file={script}", f"--dbname={self.name}")

    def _run(self, program: str, *arguments: str) -> None:
        if shutil.which(program) is None:
            raise ArchiveError(
                f"没有找到 {program}：请安装 PostgreSQL 客户端工具 (install postgresql-client)"
            )
        done = subprocess.run([program, *arguments], env=self.environment, capture_output=True, text=True)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"code {done.returncode}"]
            raise ArchiveError(f"{program} 失败：{lines[0]}")


def dump_of(database: dict[str, Any]) -> Dump:
    """The way to copy the database of these Django settings."""
    kinds: dict[str, type[SqliteDump] | type[PostgresqlDump]] = {
        "django.db.backends.sqlite3": SqliteDump,
        "django.db.backends.postgresql": PostgresqlDump,
    }
    try:
        return kinds[database["ENGINE"]](database)
    except KeyError:
        raise ArchiveError(f"不支持备份这种数据库：{database['ENGINE']} (unsupported)") from None
