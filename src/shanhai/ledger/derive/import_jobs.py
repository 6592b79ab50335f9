"""Big files are previewed and imported in the background, while whoever brought them may leave.

An import is one transaction: a worker that is killed leaves nothing of it, and the task is run again by the
next one (:mod:`shanhai.web.background`). How far it has come cannot stand in the database, where nobody
sees it before the end; it is kept in a small file in the data folder.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_import import Counts, ImportResult, Preview, import_book, preview
from shanhai.ledger.derive.sheet_plan import Planned
from shanhai.ledger.errors import LedgerError, NotAllowed, Problem, one
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportJob, Pairing, Record
from shanhai.ledger.selectors import visible_kinds
from shanhai.ledger.store import read_bytes, store_bytes
from shanhai.ledger.tasks import run_import

BIG_FILE = 400_000
"""Bytes above which a file is worked on in the background: an .xlsx of 8,000 rows, a few seconds' work."""
STALLED_SECONDS = 120
MOST_SHOWN = 300
"""Rows of a preview and problems of an import that are kept to be shown; the counts are of the whole file."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of how many a job has gone through; the total is 0 while the file is being opened."""

    done: int = 0
    total: int = 0


def begin(actor: User, code: str, pairing: Pairing, name: str, data: bytes, *, report: bool) -> ImportJob:
    """Queue the preview of a file; ``code`` is its kind, empty for a file of several."""
    job: ImportJob = ImportJob.objects.create(
        pairing=pairing,
        kind=code,
        file_name=name[:200],
        sha256=store_bytes(data),
        report=report,
        actor=actor,
    )
    run_import.enqueue(job.pk)
    return job


@transaction.atomic
def confirm(actor: User, job: ImportJob) -> ImportJob:
    """Queue the import of a file that was previewed; only by whoever brought it, and only once."""
    rows = ImportJob.objects.for_user(actor).select_for_update(of=("self",))
    found: ImportJob | None = rows.filter(pk=job.pk).first()
    if found is None or found.actor_id != actor.pk:
        raise NotAllowed("预览过的文件由提交的人确认导入")
    if (found.step, found.state) != (ImportJob.Step.PREVIEW, ImportJob.State.DONE):
        raise one("state", "这个文件已经在导入，或已经导入")
    found.step, found.state = ImportJob.Step.IMPORT, ImportJob.State.WAITING
    found.save()
    transaction.on_commit(lambda: run_import.enqueue(found.pk))
    return found


@transaction.atomic
def again(actor: User, job: ImportJob) -> ImportJob:
    """Queue a job once more whose worker is gone; harmless when it is not."""
    if not is_stalled(job):
        raise one("state", "这个文件正在处理")
    ImportJob.objects.for_user(actor).filter(pk=job.pk).update(
        state=ImportJob.State.WAITING, updated_at=timezone.now()
    )
    transaction.on_commit(lambda: run_import.enqueue(job.pk))
    return job


def is_stalled(job: ImportJob) -> bool:
    """True for a job that nobody has worked on for two minutes."""
    if job.state not in (ImportJob.State.WAITING, ImportJob.State.RUNNING):
        return False
    latest = job.updated_at.timestamp()
    if (file := _progress_file(job.pk)).exists():
        latest = max(latest, file.stat().st_mtime)
    return time.time() - latest > STALLED_SECONDS


def run(pk: int) -> None:
    """Do what a job waits for; nothing for one that is done. A file that is refused leaves the reasons."""
    jobs = ImportJob.objects.unscoped("background import, on behalf of the job's actor")
    job = jobs.select_related("actor", "pairing__east", "pairing__west").filter(pk=pk).first()
    if job is None or job.state in (ImportJob.State.DONE, ImportJob.State.REFUSED):
        return
    jobs.filter(pk=pk).update(state=ImportJob.State.RUNNING, updated_at=timezone.now())
    models = [kind(job.kind)] if job.kind else visible_kinds(job.actor)
    try:
        data = read_bytes(job.sha256)
        if job.step == ImportJob.Step.PREVIEW:
            found = preview(
                job.actor, models, job.pairing, job.file_name, data, most=MOST_SHOWN, progress=_noting(pk)
            )
            _finish(job, shown_preview(found), refused=bool(found.problems))
        else:
            _import(job, models, data)
    except LedgerError as refused:
        _finish(job, {"problems": shown_problems(refused.problems)}, refused=True)
    except FileNotFoundError:
        problem = Problem("lost", "原件不在文件库中，请重新选择文件", file=job.file_name)
        _finish(job, {"problems": shown_problems([problem])}, refused=True)
    finally:
        _progress_file(pk).unlink(missing_ok=True)


@transaction.atomic
def _import(job: ImportJob, models: Sequence[type[Record]], data: bytes) -> None:
    """The import and the job's end in one transaction, so that no file is ever imported twice by one job."""
    mine = ImportJob.objects.select_for_update(of=("self",)).filter(pk=job.pk, batch=None)
    if not mine.unscoped("background import, on behalf of the job's actor").exists():
        return  # another worker has done it
    result = import_book(
        job.actor, models, job.pairing, job.file_name, data, report=job.report, progress=_noting(job.pk)
    )
    job.batch = result.batch
    _finish(job, shown_result(result), refused=result.batch is None)


def _finish(job: ImportJob, result: dict[str, Any], *, refused: bool) -> None:
    """Note the end of a step; nothing when another worker has brought the job further meanwhile."""
    rows = ImportJob.objects.unscoped("background import, on behalf of the job's actor")
    rows.filter(pk=job.pk, step=job.step, batch=None).update(
        state=ImportJob.State.REFUSED if refused else ImportJob.State.DONE,
        result=result,
        batch=job.batch,
        updated_at=timezone.now(),
    )


def shown_preview(found: Preview) -> dict[str, Any]:
    """A preview as its page shows it."""
    return {
        "counts": asdict(found.total),
        "ready": found.total.ready,
        "kinds": {code: asdict(counts) for code, counts in found.kinds.items()},
        "notes": found.notes,
        "doubtful": found.doubtful,
        "rows": [shown_row(row) for row in found.rows[:MOST_SHOWN]],
        "problems": shown_problems(found.problems),
    }


def shown_result(result: ImportResult) -> dict[str, Any]:
    """What an import did, as its page shows it."""
    counts = {name: getattr(result, name) for name in Counts.__slots__}
    return {"counts": counts, "notes": result.notes, "problems": shown_problems(result.problems)}


def shown_problems(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """The first problems, as a table of a page shows them."""
    return [asdict(problem) for problem in problems[:MOST_SHOWN]]


def shown_row(planned: Planned) -> dict[str, Any]:
    """One row of a preview: where it stands, what it is, what differs, what is wrong or unlikely."""
    titles = {column.field: column.header for column in sheet_columns(planned.model)}
    return {
        "action": planned.action,
        "sheet": planned.row.sheet,
        "number": planned.row.number,
        "label": str(planned.record) if planned.record else "",
        "changes": [[titles.get(name, name), old, new] for name, (old, new) in planned.changes.items()],
        "problems": shown_problems(planned.problems),
        "doubts": [doubt.message for doubt in planned.doubts],
    }


def progress_of(job: ImportJob) -> Progress:
    """How far a job has come, from whatever process it is asked."""
    try:
        done, total = _progress_file(job.pk).read_text().split()
    except (FileNotFoundError, ValueError):
        return Progress()
    return Progress(int(done), int(total))


def _noting(pk: int) -> Any:
    """A function that notes how far a job has come; it appears whole or not at all."""
    target = _progress_file(pk)

    def note(done: int, total: int) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_text(f"{done} {total}")
        part.replace(target)

    return note


def _progress_file(pk: int) -> Path:
    return Path(settings.DATA_DIR) / "imports" / str(pk)
