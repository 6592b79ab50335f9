"""Serving the site with gunicorn inside this process, and its static files by whitenoise."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from gunicorn.app.base import BaseApplication

from shanhai.cli.start import version
from shanhai.cli.worker import Keeper


def collect_static() -> None:
    """Gather static files under the data folder when any of them, or the version, has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, "ascii")


def _fingerprint() -> str:
    """Names, sizes and times of all static files of the applications, as one hash."""
    digest = hashlib.sha256(version().encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with options from Python instead of its own command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from shanhai.web.wsgi import application

        return application


def run(bind: str, workers: int, background: int) -> None:
    """Serve on ``bind`` until interrupted: ``workers`` processes of four threads, ``background`` workers."""
    connections.close_all()  # a connection must not be shared with the forked workers
    keeper = Keeper(background)
    _Server(
        {
            "bind": bind,
            "workers": workers,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "proc_name": "shanhai",
            "when_ready": lambda _server: keeper.start(),
            "on_exit": lambda _server: keeper.stop(),
        }
    ).run()
