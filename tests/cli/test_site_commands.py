"""The commands that need the database, each in its own process: set-up, serving, ingest, kill -9."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Run, site_environment

BULLETIN = "2021年以来，南湖区选派{n}名医生到若尔盖县支医，投入帮扶资金{n}00万元，东西部协作成效明显。\n"
DEMO_TABLES = ("accounts_user", "ledger_pairing", "documents_document", "ledger_observation")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `shanhai migrate`, made once; tests take copies."""
    folder = tmp_path_factory.mktemp("site")
    environment = site_environment(folder)
    done = subprocess.run([*COMMAND, "migrate"], env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return folder / "data"


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(migrated, tmp_path / "data"))


def ask(data: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(data / "shanhai.sqlite3", timeout=20)) as database:
        return database.execute(query).fetchall()


def test_migrate_loads_the_gazetteer_and_may_be_repeated(shanhai: Run, data: Path) -> None:
    regions = ask(data, "SELECT count(*) FROM ledger_region")
    assert regions[0][0] > 40_000
    assert shanhai("migrate").returncode == 0
    assert ask(data, "SELECT count(*) FROM ledger_region") == regions
    assert ask(data, "PRAGMA journal_mode") == [("wal",)]


def test_commands_before_migrate_say_what_to_do(shanhai: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BULLETIN.format(n=3), "utf-8")
    for command in (["ingest", tmp_path / "a.txt"], ["serve", "--port", _free_port()]):
        done = shanhai(*command)
        assert done.returncode == 2
        assert "shanhai migrate" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_data_folder_that_cannot_be_made(shanhai: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    done = shanhai("migrate")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_createuser(shanhai: Run, data: Path) -> None:
    options = ("--role", "coordinator", "--region", "310113", "--password-stdin")
    assert shanhai("createuser", "li", *options, input="Ming-Yue-1983\n").returncode == 0
    again = shanhai("createuser", "li", *options, input="Ming-Yue-1983\n")
    weak = shanhai("createuser", "wang", *options, input="12345678\n")
    assert (again.returncode, weak.returncode) == (2, 2)
    users = ask(data, "SELECT username, role, region_code FROM accounts_user")
    assert users == [("li", "coordinator", "310113")]


def test_createuser_without_a_terminal_names_the_option(shanhai: Run, data: Path) -> None:
    done = shanhai("createuser", "li", "--role", "admin", stdin=subprocess.DEVNULL)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "--password-stdin" in done.stderr


def test_serve_on_an_address_that_is_not_ours(shanhai: Run, tmp_path: Path) -> None:
    done = shanhai(
        "serve", "--host", "192.0.2.1", "--port", _free_port()
    )  # kept for documentation (RFC 5737)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "--host" in done.stderr


def test_ingest_files_folders_and_standard_input(shanhai: Run, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(BULLETIN.format(n=3), "utf-8")
    (folder / "same.txt").write_text(BULLETIN.format(n=3), "utf-8")
    (folder / ".hidden.txt").write_text(BULLETIN.format(n=4), "utf-8")
    (folder / "empty.txt").write_text("")
    done = shanhai("ingest", tmp_path / "papers", "-", input=BULLETIN.format(n=5))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "empty.txt" in line
    assert ask(data, "SELECT count(*) FROM documents_document") == [(2,)]
    claims = ask(data, "SELECT count(*) FROM documents_documentclaim")
    assert claims[0][0] >= 2
    assert shanhai("ingest", folder / "a.txt").returncode == 0
    assert ask(data, "SELECT count(*) FROM documents_document") == [(2,)]


def test_a_killed_ingest_leaves_nothing_half_and_is_completed_by_another(
    shanhai: Run, data: Path, tmp_path: Path
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(60):
        (papers / f"{number}.txt").write_text(BULLETIN.format(n=number + 2), "utf-8")
    for _ in range(3):
        process = subprocess.Popen(
            [*COMMAND, "ingest", papers], env=site_environment(tmp_path), stdout=subprocess.DEVNULL
        )
        before = ask(data, "SELECT count(*) FROM documents_document")[0][0]
        deadline = time.monotonic() + 60
        while ask(data, "SELECT count(*) FROM documents_document")[0][0] <= before + 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        claims = "SELECT 1 FROM documents_documentclaim c WHERE c.document_id = d.id"
        unfinished = f"SELECT * FROM documents_document d WHERE state <> 'ready' OR NOT EXISTS ({claims})"
        assert not ask(data, unfinished)
    assert shanhai("ingest", papers).returncode == 0
    assert ask(data, "SELECT count(*) FROM documents_document") == [(60,)]
    numbers = ask(data, "SELECT document_id, number FROM documents_documentclaim")
    assert len(numbers) == len(set(numbers))


def test_import_ledger_names_what_is_wrong(shanhai: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    shanhai("createuser", "li", "--role", "admin", "--password-stdin", input="Ming-Yue-1983\n")
    options = ("--pairing", "甲-乙", "--user", "li")
    for arguments, said in (
        (("a.xlsx", "--kind", "nothing", *options), "fund"),
        (("a.xlsx", "--kind", "fund", *options), "甲-乙"),
        (("a.xlsx", "--kind", "fund", "--pairing", "甲", "--user", "li"), "EAST-WEST"),
        (("b.xlsx", "--kind", "fund", *options), "没有这个文件"),
        (("a.xlsx", "--kind", "fund", "--pairing", "甲-乙", "--user", "nobody"), "nobody"),
    ):
        done = shanhai("import-ledger", *arguments)
        assert done.returncode == 2
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_backup_and_restore_commands(shanhai: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BULLETIN.format(n=3), "utf-8")
    shanhai("ingest", tmp_path / "a.txt")
    assert shanhai("backup", tmp_path / "all.tar.gz").returncode == 0
    refused = shanhai("restore", tmp_path / "all.tar.gz")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    shutil.rmtree(data)
    assert shanhai("restore", tmp_path / "all.tar.gz").returncode == 0
    assert ask(data, "SELECT count(*) FROM documents_document") == [(1,)]
    for wrong in ("none.tar", "a.txt", "data"):  # missing, no archive, a folder
        done = shanhai("restore", tmp_path / wrong, "--force")
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    for wrong in ("data", "no/b.tar"):
        done = shanhai("backup", tmp_path / wrong)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert str(tmp_path / wrong.partition("/")[0]) in done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, *command: str) -> Iterator[tuple[int, Path]]:
    """The port of a site run by ``shanhai COMMAND`` in its own process, and the file of what it printed."""
    port, printed = _free_port(), folder / "printed.txt"
    arguments = [*COMMAND, *command, "--port", str(port), "--workers", "1"]
    with printed.open("w") as output:
        process = subprocess.Popen(arguments, env=site_environment(folder), stdout=output)
    try:
        deadline = time.monotonic() + 240
        while not _answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield port, printed
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def served(data: Path, tmp_path: Path) -> Iterator[int]:
    """The port of a site that is being served from a copy of the migrated data folder."""
    with serving(tmp_path, "serve") as (port, _):
        yield port


def test_serve(served: int, data: Path, shanhai: Run) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{served}/", timeout=60) as response:
        page = response.read().decode()
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "/login" in response.url
    assert 'lang="zh-hans"' in page
    assert (data / "secret.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{served}/", headers={"Host": "elsewhere"}), timeout=60
        )
    busy = shanhai("serve", "--port", served)
    assert (busy.returncode, len(busy.stderr.splitlines())) == (2, 1)
    assert str(served) in busy.stderr


def test_demo_twice(data: Path, tmp_path: Path) -> None:
    """The second run finds everything there; the address and one log-in a role are printed."""
    counts = []
    for _ in range(2):
        with serving(tmp_path, "demo") as (port, printed):
            told = printed.read_text("utf-8")
            counts.append([ask(data, f"SELECT count(*) FROM {table}") for table in DEMO_TABLES])
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as response:
                assert response.status == 200
    assert f"http://127.0.0.1:{port}" in told
    roles = {role for (role,) in ask(data, "SELECT role FROM accounts_user")}
    assert roles == {"coordinator", "reviewer", "department", "leader", "inspector", "admin"}
    for (username,) in ask(data, "SELECT username FROM accounts_user"):
        assert username in told
    assert counts[0] == counts[1]
    assert all(count > 0 for ((count,),) in counts[0])


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
class TestPreflight:
    """The Makefile's first look at the machine: one clear sentence in both languages."""

    SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "preflight.sh"

    def run(self, *arguments: object, path: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": path if path is not None else os.environ["PATH"]}
        command = ["/bin/sh", str(self.SCRIPT), *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")

    def test_a_good_machine(self) -> None:
        assert self.run("python", sys.executable).returncode == 0
        assert self.run("port", sys.executable, _free_port()).returncode == 0

    def test_an_old_python(self, tmp_path: Path) -> None:
        old = tmp_path / "python3"
        old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
        old.chmod(0o755)
        done = self.run("python", old)
        assert done.returncode == 1
        assert "Python 3.9.2" in done.stderr
        assert "3.11" in done.stderr

    def test_no_python_and_no_node(self, tmp_path: Path) -> None:
        assert "没有找到 Python" in self.run("python", "python3", path=str(tmp_path)).stderr
        done = self.run("node", path=str(tmp_path))
        assert done.returncode == 1
        assert "Node.js" in done.stderr

    @pytest.mark.parametrize("port", ["0", "70000", "eighty"])
    def test_no_port_number(self, port: str) -> None:
        assert "不是端口号" in self.run("port", sys.executable, port).stderr

    def test_a_busy_port(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = self.run("port", sys.executable, port)
        assert done.returncode == 1
        assert f"PORT={port + 1}" in done.stderr
