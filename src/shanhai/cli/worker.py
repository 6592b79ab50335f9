"""`shanhai worker`: the process that reads documents and imports big workbooks in the background."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from typing import Annotated

import typer

from shanhai.cli.start import plain_errors, start_django

RESTART_SECONDS = 2.0


def worker(
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="做完队列中的任务即退出 leave when the queue is empty")
    ] = False,
    parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """处理后台任务（识读资料、导入大文件）；serve 会自动启动一个。 Run background tasks."""
    start_django()
    from shanhai.cli.site import refuse_unmigrated
    from shanhai.web.background import work

    with plain_errors():
        refuse_unmigrated()
        work(secrets.token_hex(16), until_empty=until_empty, parent=parent)


class Keeper:
    """Keeps ``count`` workers running beside the site, and starts one again that died."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._stopping = threading.Event()
        self._running: set[subprocess.Popen[bytes]] = set()

    def start(self) -> None:
        """Start the workers, each watched by a thread of this process."""
        for _ in range(self.count):
            threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        """Ask the workers to finish what they run, and wait for them half a minute."""
        self._stopping.set()
        for process in list(self._running):
            process.terminate()
        for process in list(self._running):
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "shanhai.cli", "worker", "--parent", str(os.getpid())]
        while not self._stopping.is_set():
            # A session of its own: Ctrl+C in the terminal must not reach it before `stop` does.
            process = subprocess.Popen(command, start_new_session=True)
            self._running.add(process)
            process.wait()
            self._running.discard(process)
            self._stopping.wait(RESTART_SECONDS)


def register(app: typer.Typer) -> None:
    """Add the worker to ``app``."""
    app.command()(worker)
