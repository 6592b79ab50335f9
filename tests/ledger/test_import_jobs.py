"""Big files in the background: preview, confirmation, progress, refusal, a second worker."""

from __future__ import annotations

from typing import Any

import pytest

from shanhai.ledger.derive import import_jobs
from shanhai.ledger.derive.import_jobs import Progress, again, begin, confirm, is_stalled, progress_of, run
from shanhai.ledger.derive.sheet_import import import_workbook, preview
from shanhai.ledger.derive.sheet_values import out_columns
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportBatch, ImportJob, Pairing
from shanhai.ledger.scope import ScopedQuerySet
from tests.factories import make_pairing, make_record, make_user, sample_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing() -> Pairing:
    return make_pairing()


def sheet(rows: int, pairing: Pairing) -> bytes:
    training = kind("training")
    records = [
        training(pairing=pairing, year=2024, **(sample_data(training, number) | {"name": f"第{number}班"}))
        for number in range(1, rows + 1)
    ]
    return workbook(training, records, columns=out_columns(training, keys=False), pairing=pairing)


def begun(pairing: Pairing, rows: int = 3) -> ImportJob:
    data = sheet(rows, pairing)
    job = begin(make_user("east"), "training", pairing, "大表.xlsx", data, report=True)
    job.refresh_from_db()
    return job


def test_preview_then_import(pairing: Pairing) -> None:
    job = begun(pairing)
    assert (job.step, job.state, job.result["counts"]["added"]) == ("preview", "done", 3)
    assert kind("training").objects.unscoped("test").count() == 0
    confirm(make_user("east"), job)
    run(job.pk)
    job.refresh_from_db()
    assert (job.step, job.state, job.batch.added) == ("import", "done", 3)
    states = kind("training").objects.unscoped("test").values_list("state", flat=True)
    assert set(states) == {"reported"}


def test_a_slow_preview_does_not_take_back_what_came_after_it(pairing: Pairing) -> None:
    slow = begun(pairing)
    job = confirm(make_user("east"), ImportJob.objects.unscoped("test").get(pk=slow.pk))
    run(job.pk)
    import_jobs._finish(slow, {"counts": {}}, refused=False)
    job.refresh_from_db()
    assert (job.step, job.state, job.batch.added) == ("import", "done", 3)


def test_an_import_locks_the_rows_it_compares_and_a_preview_none(
    pairing: Pairing, monkeypatch: pytest.MonkeyPatch
) -> None:
    training, east = kind("training"), make_user("east")
    make_record(training, east, pairing, **sample_data(training, 1) | {"name": "第1班"})
    locked: list[str] = []
    lock = ScopedQuerySet.select_for_update

    def noted(rows: Any, *args: Any, **more: Any) -> Any:
        locked.append(rows.model.__name__)
        return lock(rows, *args, **more)

    monkeypatch.setattr(ScopedQuerySet, "select_for_update", noted)
    data = sheet(2, pairing)
    preview(east, [training], pairing, "表.xlsx", data)
    assert locked == []
    import_workbook(east, training, pairing, "表.xlsx", data)
    assert locked == [training.__name__]


def test_a_job_runs_once_however_often_it_is_called(pairing: Pairing) -> None:
    job = begun(pairing)
    confirm(make_user("east"), job)
    run(job.pk)
    run(job.pk)
    ImportJob.objects.unscoped("test").filter(pk=job.pk).update(state="running")
    run(job.pk)
    assert ImportBatch.objects.unscoped("test").count() == 1
    assert kind("training").objects.unscoped("test").count() == 3
    with pytest.raises(LedgerError, match="已经在导入"):
        confirm(make_user("east"), job)


def test_only_who_brought_the_file_lets_it_in(pairing: Pairing) -> None:
    job = begun(pairing)
    with pytest.raises(LedgerError, match="提交的人"):
        confirm(make_user("colleague"), job)


def test_how_far_it_has_come_is_seen_from_outside(pairing: Pairing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.ledger.derive.sheet_plan.CHUNK", 2)
    seen: list[Progress] = []
    noting = import_jobs._noting

    def watched(pk: int) -> Any:
        note = noting(pk)

        def both(done: int, total: int) -> None:
            note(done, total)
            seen.append(progress_of(ImportJob(pk=pk)))

        return both

    monkeypatch.setattr(import_jobs, "_noting", watched)
    job = begun(pairing, rows=5)
    assert seen == [Progress(2, 5), Progress(4, 5), Progress(5, 5)]
    assert progress_of(job) == Progress()


def test_a_file_that_is_refused_leaves_the_reasons(pairing: Pairing) -> None:
    make_record(kind("visit"), make_user("east"), pairing)
    data = workbook(kind("visit"), kind("visit").objects.unscoped("test"))
    job = begin(make_user("east"), "training", pairing, "别的.xlsx", data, report=False)
    job.refresh_from_db()
    assert job.state == "refused"
    assert (
        "没有找到" in job.result["problems"][0]["message"] or "缺少" in job.result["problems"][0]["message"]
    )


def test_rights_are_asked_again_when_it_runs(pairing: Pairing) -> None:
    job = begun(pairing)
    user = make_user("east")
    confirm(user, job)
    user.role = "leader"
    user.save()
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["problems"][0]["code"]) == ("refused", "not_allowed")
    assert kind("training").objects.unscoped("test").count() == 0


def test_a_job_nobody_works_on_can_be_begun_again(pairing: Pairing, settings: Any, queue: None) -> None:
    job = begin(make_user("east"), "training", pairing, "大表.xlsx", sheet(2, pairing), report=False)
    assert (job.state, is_stalled(job)) == ("waiting", False)
    with pytest.raises(LedgerError, match="正在处理"):
        again(make_user("east"), job)
    job.updated_at = job.updated_at.replace(year=2020)
    assert is_stalled(job)
    again(make_user("east"), job)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, is_stalled(job)) == ("done", False)
