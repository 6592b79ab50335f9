"""Background tasks of documents. Each may be run again after its worker was killed: nothing happens twice."""

from __future__ import annotations

from django_tasks import task


@task()
def read_document(pk: int) -> None:
    """Read a document that was taken in: text, claims, files inside."""
    from shanhai.documents.services.background import read_received

    read_received(pk)
