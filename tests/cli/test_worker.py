"""`shanhai worker` in a process of its own, and the keeper that starts one again that died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shanhai.cli import worker


def _until(true: Callable[[], object], seconds: float = 30) -> None:
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen in time")


def test_without_a_database_the_worker_says_what_to_do(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "shanhai.cli", "worker", "--until-empty"],
        env={
            **os.environ,
            "SHANHAI_DATA": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3",
        },
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 2
    assert "shanhai migrate" in ran.stderr


def test_a_worker_that_dies_is_started_again_and_all_stop_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "RESTART_SECONDS", 0.05)
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def sleeper(command: list[str], **options: bool) -> subprocess.Popen[bytes]:
        assert command[1:4] == ["-m", "shanhai.cli", "worker"]
        started.append(popen([sys.executable, "-c", "import time; time.sleep(600)"], **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", sleeper)
    keeper = worker.Keeper(1)
    keeper.start()
    _until(lambda: started)
    os.kill(started[0].pid, signal.SIGKILL)
    _until(lambda: len(started) == 2)
    keeper.stop()
    assert [process.wait(timeout=10) for process in started] == [-signal.SIGKILL, -signal.SIGTERM]
    assert len(started) == 2
