"""Backup and restore: a round trip keeps every byte; a damaged or foreign file changes nothing."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from shanhai.cli.archive import ArchiveError, unpack
from shanhai.cli.backup import read_backup, write_backup
from shanhai.cli.dumps import SqliteDump, dump_of


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A data folder like a running site's: a WAL database, two originals, one half-written, a key."""
    data = tmp_path / "data"
    (data / "originals" / "ab").mkdir(parents=True)
    (data / "originals" / "ab" / "ab01").write_bytes("迤车镇".encode("gb18030"))
    (data / "originals" / "ab" / "ab02").write_bytes(b"")
    (data / "originals" / "ab" / ".part-x").write_bytes(b"half")
    (data / "secret.key").write_text("key\n")
    (data / "field.key").write_text("another key\n")
    with closing(_open(data)) as database, database:
        database.execute("CREATE TABLE fund (id INTEGER PRIMARY KEY, yuan INTEGER)")
        database.executemany("INSERT INTO fund (yuan) VALUES (?)", [(n,) for n in range(500)])
    return data


def _open(data: Path) -> sqlite3.Connection:
    database = sqlite3.connect(data / "shanhai.sqlite3", timeout=20)
    database.execute("PRAGMA journal_mode=WAL")
    return database


def _dump(data: Path) -> SqliteDump:
    return SqliteDump({"NAME": data / "shanhai.sqlite3"})


def _yuan(data: Path) -> int:
    with closing(_open(data)) as database:
        return database.execute("SELECT sum(yuan) FROM fund").fetchone()[0]


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_round_trip_to_an_empty_folder(site: Path, tmp_path: Path, name: str) -> None:
    assert write_backup(tmp_path / name, site, _dump(site)) == 2
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    manifest, aside = read_backup(tmp_path / name, other, _dump(other), force=False)
    assert aside is None
    assert _yuan(other) == _yuan(site)
    assert (other / "originals/ab/ab01").read_bytes() == (site / "originals/ab/ab01").read_bytes()
    assert (other / "secret.key").read_text() == "key\n"
    assert (other / "field.key").read_text() == "another key\n"
    assert not (other / "originals/ab/.part-x").exists()
    names = {entry["name"] for entry in manifest["members"]}
    assert names == {"database.sqlite3", "originals/ab/ab01", "originals/ab/ab02", "field.key", "secret.key"}
    assert not [path for path in (*site.iterdir(), *other.iterdir()) if path.name.startswith(".")]


def test_restore_refuses_to_overwrite_and_moves_the_old_aside(site: Path, tmp_path: Path) -> None:
    write_backup(tmp_path / "a.tar", site, _dump(site))
    before = _yuan(site)
    with closing(_open(site)) as database, database:
        database.execute("DELETE FROM fund")
    with pytest.raises(ArchiveError, match="--force"):
        read_backup(tmp_path / "a.tar", site, _dump(site), force=False)
    _, aside = read_backup(tmp_path / "a.tar", site, _dump(site), force=True)
    assert _yuan(site) == before
    assert aside is not None
    assert (aside / "originals/ab/ab01").is_file()
    with closing(sqlite3.connect(aside / "shanhai.sqlite3")) as old:
        assert old.execute("SELECT count(*) FROM fund").fetchone() == (0,)


def test_backup_while_rows_are_written_sees_whole_transactions(site: Path, tmp_path: Path) -> None:
    """Each transaction adds +1 and −1: a copy that saw half of one would have a sum of its own."""
    before, stop = _yuan(site), threading.Event()

    def write() -> None:
        with closing(_open(site)) as database:
            while not stop.is_set():
                with database:
                    database.execute("INSERT INTO fund (yuan) VALUES (1)")
                    database.execute("INSERT INTO fund (yuan) VALUES (-1)")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            write_backup(tmp_path / f"{number}.tar", site, _dump(site))
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        read_backup(tmp_path / f"{number}.tar", folder, _dump(folder), force=False)
        assert _yuan(folder) == before


def _tampered(source: Path, target: Path, name: str, content: bytes) -> None:
    """A copy of the archive in which the member ``name`` holds ``content``, or a new one so named."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        names = old.getnames()
        for member in old:
            data = content if member.name == name else old.extractfile(member).read()
            info = tarfile.TarInfo(member.name)
            info.size = len(data)
            if member.name == "manifest.json" and name not in names:
                extra = tarfile.TarInfo(name)
                extra.size = len(content)
                new.addfile(extra, io.BytesIO(content))
            new.addfile(info, io.BytesIO(data))


@pytest.mark.parametrize(
    "name", ["originals/ab/ab01", "originals/ab/new", "../evil", "/evil", "database.sqlite3"]
)
def test_a_changed_archive_is_refused_and_changes_nothing(site: Path, tmp_path: Path, name: str) -> None:
    write_backup(tmp_path / "a.tar", site, _dump(site))
    _tampered(tmp_path / "a.tar", tmp_path / "b.tar", name, b"other")
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(ArchiveError):
        read_backup(tmp_path / "b.tar", other, _dump(other), force=True)
    assert not list(other.iterdir())
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("keep", [0, 100, 2000, -700, -3000])
@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_a_cut_off_archive_is_refused(site: Path, tmp_path: Path, name: str, keep: int) -> None:
    write_backup(tmp_path / name, site, _dump(site))
    whole = (tmp_path / name).read_bytes()
    if name == "a.tar":  # tar pads its end with kilobytes of zeros that carry nothing
        whole = whole.rstrip(b"\0")
    (tmp_path / name).write_bytes(whole[:keep])
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError):
        unpack(tmp_path / name, tmp_path / "out")


def test_a_link_in_the_archive_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        link = tarfile.TarInfo("originals/link")
        link.type, link.linkname = tarfile.SYMTYPE, "elsewhere"
        tar.addfile(link)
        manifest = json.dumps({"format": 1, "members": []}).encode()
        info = tarfile.TarInfo("manifest.json")
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError, match="originals/link"):
        unpack(tmp_path / "a.tar", tmp_path / "out")


def test_a_failed_backup_leaves_no_file(site: Path, tmp_path: Path) -> None:
    (site / "shanhai.sqlite3").write_bytes(b"no database at all, but long enough to look at" * 100)
    (tmp_path / "kept.tar").write_bytes(b"an earlier backup")
    with pytest.raises(ArchiveError):
        write_backup(tmp_path / "kept.tar", site, _dump(site))
    assert (tmp_path / "kept.tar").read_bytes() == b"an earlier backup"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "kept.tar"]


def test_unknown_database_is_named() -> None:
    with pytest.raises(ArchiveError, match="oracle"):
        dump_of({"ENGINE": "django.db.backends.oracle"})
