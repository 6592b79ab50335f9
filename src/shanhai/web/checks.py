"""Start-up checks: an installation that would lose or misread data says so before it serves a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections


@register(Tags.database)
def postgresql_reads_chinese(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """PostgreSQL must be UTF-8 and its ctype must know Chinese letters; under plain «C» search finds none."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database"
                " WHERE datname = current_database()"
            )
            encoding, ctype = cursor.fetchone()
        if encoding != "UTF8":
            found.append(Error(f"数据库编码是 {encoding}，须为 UTF8。", obj=alias, id="shanhai.E001"))
        if ctype in ("C", "POSIX"):
            hint = "CREATE DATABASE … TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
            found.append(
                Warning(f"数据库 lc_ctype 是 {ctype},检索不到汉字。", hint=hint, obj=alias, id="shanhai.W001")
            )
    return found
