"""The queue survives its workers: what a killed worker ran is taken up by the next one."""

from __future__ import annotations

import fcntl
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.db import OperationalError
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from shanhai.web import background

pytestmark = pytest.mark.django_db(transaction=True)


@task()
def double(number: int) -> int:
    return 2 * number


@task()
def fail() -> None:
    raise ValueError("as the test wants it")


def _running(*workers: str) -> DBTaskResult:
    """A queued task that the last of ``workers`` claimed."""
    entry = DBTaskResult.objects.get(pk=double.enqueue(4).id)
    for worker in workers:
        entry.claim(worker)
    return entry


def _work_until_empty() -> None:
    background.work("tester", until_empty=True)


@pytest.fixture(autouse=True)
def _queue(queue: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background.Worker, "configure_signals", lambda worker: None)


def test_queued_tasks_are_run_and_a_failure_is_kept_with_its_reason() -> None:
    good, bad = double.enqueue(21), fail.enqueue()
    _work_until_empty()
    good.refresh()
    bad.refresh()
    assert good.return_value == 42
    assert (bad.status, bad.errors[0].exception_class_path) == ("FAILED", "builtins.ValueError")


def test_the_task_of_a_dead_worker_is_run_again() -> None:
    entry = _running("dead")
    _work_until_empty()
    entry.refresh_from_db()
    assert (entry.status, entry.return_value, entry.worker_ids) == ("SUCCESSFUL", 8, ["dead", "tester"])


def test_the_task_of_a_living_worker_is_left_alone() -> None:
    entry = _running("living")
    with background.alive("living"):
        assert background.take_up_abandoned() == 0
    entry.refresh_from_db()
    assert entry.status == "RUNNING"


def test_a_worker_is_dead_once_its_lock_is_free_even_if_the_file_stayed() -> None:
    path = site.DATA_DIR / "workers" / "crashed"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert background.is_alive("crashed")
    assert not background.is_alive("crashed")
    assert not path.exists()


def test_a_new_worker_sweeps_what_killed_ones_left() -> None:
    folder = site.DATA_DIR / "workers"
    folder.mkdir(exist_ok=True)
    (folder / "killed").touch()
    with background.alive("living"):
        _work_until_empty()
        assert [path.name for path in folder.iterdir()] == ["living"]


def test_a_task_that_kills_its_workers_is_given_up() -> None:
    entry = _running("first", "second", "third")
    assert background.take_up_abandoned() == 0
    entry.refresh_from_db()
    assert entry.status == "FAILED"
    assert entry.exception_class_path.endswith("WorkersLost")


def test_only_old_finished_tasks_are_pruned() -> None:
    old, new, waiting = double.enqueue(1), double.enqueue(2), None
    _work_until_empty()
    waiting = double.enqueue(3)
    entries: Any = DBTaskResult.objects
    entries.filter(pk=old.id).update(finished_at=timezone.now() - timedelta(days=background.KEEP_DAYS + 1))
    assert background.prune_finished() == 1
    assert {str(pk) for pk in entries.values_list("pk", flat=True)} == {new.id, waiting.id}


def test_a_database_that_is_busy_once_does_not_end_the_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    stopped = threading.Event()

    def look() -> int:
        looks.append(len(looks))
        if len(looks) == 1:
            raise OperationalError("database is locked")
        stopped.set()
        return 0

    monkeypatch.setattr(background, "LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(background, "take_up_abandoned", look)
    watch = threading.Thread(target=background._watch, args=(stopped, None), daemon=True)
    watch.start()
    watch.join(5)
    stopped.set()
    assert looks == [0, 1]
