"""Running the command as a user does: its own process, its own data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


COMMAND = [sys.executable, "-c", "from shanhai.cli import main; main()"]


def site_environment(folder: Path) -> dict[str, str]:
    """The environment of a site whose data is in ``folder/data``, on SQLite whatever the tests run on."""
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {**inherited, "SHANHAI_DATA": str(folder / "data"), "PYTHONUTF8": "1"}


@pytest.fixture
def shanhai(tmp_path: Path) -> Run:
    """Calls ``shanhai ARGUMENTS…`` in a process, with the data folder ``tmp_path/data``."""

    def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        defaults: dict[str, Any] = {
            "cwd": tmp_path,
            "env": site_environment(tmp_path),
            "timeout": 120,
            "encoding": "utf-8",
        }
        return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, **(defaults | options))

    return run
