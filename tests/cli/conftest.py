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


@pytest.fixture
def shanhai(tmp_path: Path) -> Run:
    """Calls ``shanhai ARGUMENTS…`` in a process, with the data folder ``tmp_path/data`` and SQLite."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"SHANHAI_DATA": str(tmp_path / "data"), "PYTHONUTF8": "1"}

    def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from shanhai.cli import main; main()", *map(str, arguments)]
        defaults: dict[str, Any] = {"cwd": tmp_path, "env": environment, "timeout": 120, "encoding": "utf-8"}
        return subprocess.run(command, capture_output=True, **(defaults | options))

    return run
