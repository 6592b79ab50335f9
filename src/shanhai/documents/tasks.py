"""Background tasks of documents. Each may be run again after its worker was killed: nothing happens twice."""

from __future__ import annotations

from django_tasks import task


@task()
def read_document(pk: int) -> None:
    """Read a document that was taken in: text, claims, files inside."""
    from shanhai.documents.services.background import read_received

    read_received(pk)


@task()
def reread_document(actor_pk: int, pk: int) -> None:
    """Read a document again by today's rules, on behalf of the user who asked."""
    from shanhai.documents.services.upgrade import reread_queued

    reread_queued(actor_pk, pk)
