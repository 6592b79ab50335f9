"""Making and using a backup of a whole installation: database, originals, keys.

The database is copied first, while the site runs; then the originals, which are only ever added and are
written before the rows that name them. So every row of the copy finds its original.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shanhai.cli.archive import ArchiveError, unpack, writing
from shanhai.cli.dumps import Dump
from shanhai.cli.start import version

ORIGINALS = "originals"
KEYS = "*.key"
"""The keys of the data folder: without the field key the personal data of a copy could not be read."""


def write_backup(target: Path, data: Path, dump: Dump) -> int:
    """Write the installation in folder ``data`` to ``target``; the number of originals in it."""
    facts = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "version": version()}
    originals = data / ORIGINALS
    with (
        tempfile.TemporaryDirectory(dir=data, prefix=".backup-") as scratch,
        writing(target, facts) as archive,
    ):
        copy = Path(scratch) / dump.member
        dump.write(copy)
        archive.add(dump.member, copy)
        # A name that begins with a dot is a file still being written.
        paths = sorted(p for p in originals.rglob("*") if p.is_file() and not p.name.startswith("."))
        for path in paths:
            archive.add(path.relative_to(data).as_posix(), path)
        for path in sorted(data.glob(KEYS)):
            archive.add(path.name, path)
    return len(paths)


def read_backup(source: Path, data: Path, dump: Dump, force: bool) -> tuple[dict[str, Any], Path | None]:
    """Put the backup ``source`` in place in folder ``data``; its manifest, and where earlier data went.

    Nothing is touched before the whole archive is unpacked and checked. Raises :class:`ArchiveError` when
    there is data and no ``force``, when the archive is damaged, or holds another kind of database.
    """
    if not source.is_file():
        problem = (
            "这是文件夹，不是备份文件 (a directory)" if source.is_dir() else "没有这个备份文件 (no such file)"
        )
        raise ArchiveError(f"{source}：{problem}")
    occupied = dump.holds_data() or any((data / ORIGINALS).rglob("*"))
    if occupied and not force:
        raise ArchiveError(
            "这里已有数据：确要覆盖请加 --force，原数据会移到一旁 (there is data; use --force)"
        )
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as scratch:
        unpacked = Path(scratch)
        manifest = unpack(source, unpacked)
        _refuse_strangers(unpacked, dump)
        aside = data / f"replaced-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        aside.mkdir(mode=0o700)
        dump.restore(unpacked / dump.member, aside)
        (unpacked / ORIGINALS).mkdir(exist_ok=True)
        # A key that the backup does not hold came from the environment; one that is here stays.
        for path in (unpacked / ORIGINALS, *unpacked.glob(KEYS)):
            if (data / path.name).exists():
                shutil.move(data / path.name, aside / path.name)
            shutil.move(path, data / path.name)
    if not any(aside.iterdir()):
        aside.rmdir()
        return manifest, None
    return manifest, aside


def _refuse_strangers(unpacked: Path, dump: Dump) -> None:
    names = {path.name for path in unpacked.iterdir() if not path.match(KEYS)}
    if dump.member not in names:
        raise ArchiveError(
            f"备份里没有 {dump.member}：它来自另一种数据库 (made from another kind of database)"
        )
    if strangers := names - {dump.member, ORIGINALS}:
        raise ArchiveError(f"备份中有不该有的内容：{'、'.join(sorted(strangers))} (unexpected member)")
