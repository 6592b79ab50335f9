"""Background tasks of the ledger. Each may be run again when its worker was killed: nothing is done twice."""

from __future__ import annotations

from django_tasks import task


@task()
def run_import(pk: int) -> None:
    """Preview or import a big file."""
    from shanhai.ledger.derive.import_jobs import run

    run(pk)
