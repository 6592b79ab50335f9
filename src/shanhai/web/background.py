"""Background work: workers that say they are alive, and tasks of dead workers taken up again.

The queue is django-tasks' table in the database. It never looks again at a task whose worker was killed,
so each worker here holds a lock on a file of its own in the data folder. The kernel frees the lock when the
process ends in whatever way; a task that runs under a lock nobody holds is put back in the queue.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""A task that lost this many workers is given up: it is probably what kills them."""

LOOK_EVERY_SECONDS = 15.0
"""How often a worker looks for tasks of dead colleagues, and whether its own parent still lives."""

ASK_EVERY_SECONDS = 0.5
"""How often an idle worker asks the queue for work."""

KEEP_DAYS = 30
"""Finished tasks are kept so long; what they did stands in their own tables."""


class WorkersLost(RuntimeError):
    """A task whose workers were killed ``MOST_ATTEMPTS`` times while they ran it."""


def _locks() -> Path:
    folder: Path = settings.DATA_DIR / "workers"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def alive(worker_id: str) -> Iterator[None]:
    """Holds the lock that says this worker lives; the file goes when it leaves in good order."""
    path = _locks() / worker_id
    draft = path.with_name(f".{worker_id}")
    with draft.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        draft.rename(path)  # nobody ever sees it unlocked
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def is_alive(worker_id: str) -> bool:
    """Does the worker of this id hold its lock? Only workers that share the data folder are seen."""
    path = _locks() / worker_id
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    path.unlink(missing_ok=True)
    return False


def _sweep_locks() -> None:
    """Remove the files that killed workers left."""
    for path in _locks().glob("[!.]*"):
        is_alive(path.name)


def take_up_abandoned() -> int:
    """Put tasks of dead workers back in the queue; how many. Tasks must therefore bear being run again."""
    taken_up = 0
    for found in DBTaskResult.objects.running().only("pk", "worker_ids"):
        if found.worker_ids and is_alive(found.worker_ids[-1]):
            continue
        with transaction.atomic():
            task = DBTaskResult.objects.running().select_for_update().filter(pk=found.pk).first()
            if task is None or task.worker_ids != found.worker_ids:
                continue  # finished, or taken up by another worker, since we looked
            if len(task.worker_ids) >= MOST_ATTEMPTS:
                task.set_failed(
                    WorkersLost(f"{MOST_ATTEMPTS} workers were lost while running {task.task_path}")
                )
                continue
            DBTaskResult.objects.filter(pk=task.pk).update(status="READY", started_at=None)
            taken_up += 1
    return taken_up


def prune_finished() -> int:
    """Delete the queue's entries of tasks finished more than ``KEEP_DAYS`` days ago; how many."""
    old = timezone.now() - timedelta(days=KEEP_DAYS)
    deleted, _ = DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    return deleted


def work(
    worker_id: str, *, until_empty: bool = False, parent: int | None = None, interval: float = 0.5
) -> None:
    """Run queued tasks until told to stop (SIGTERM, SIGINT: the running task is finished first).

    ``until_empty`` leaves when nothing is queued; ``parent`` is the process to follow into its end.
    """
    worker = Worker(
        queue_names=["*"],
        interval=ASK_EVERY_SECONDS,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    stopped = threading.Event()
    watch = threading.Thread(target=_watch, args=(stopped, parent), daemon=True)
    with alive(worker_id):
        take_up_abandoned()
        prune_finished()
        _sweep_locks()
        worker.configure_signals()
        watch.start()
        try:
            worker.run()
        finally:
            stopped.set()


def _watch(stopped: threading.Event, parent: int | None) -> None:
    while not stopped.wait(LOOK_EVERY_SECONDS):
        if parent is not None and os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        try:
            take_up_abandoned()
        except DatabaseError:
            # The database may be locked or away for a while; who stops looking for that never looks again.
            logger.exception("could not look for abandoned tasks")
        finally:
            connection.close()
