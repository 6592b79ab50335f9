"""Keeping the search index: a document is added to the lists of all grams of its title and text.

Lists are appended to in the database itself, in the order of grams, so that two workers wait for each other
and never lock crosswise. The index only grows: it may name a document that has lost a gram, never miss one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from shanhai.documents.grams import BLOCK, grams, pack
from shanhai.documents.models import Document, SearchBlock

AT_ONCE = 300
"""Rows of one statement; SQLite takes a thousand parameters everywhere."""


def index_documents(documents: Iterable[Document]) -> None:
    """Add documents to the index; those that are in it already may be added again."""
    lists: dict[tuple[str, int], list[int]] = defaultdict(list)
    for document in documents:
        block, place = divmod(document.pk, BLOCK)
        for gram in grams(
            "\n".join((document.title, document.file_name, document.source, document.repaired))
        ):
            lists[gram, block].append(place)
    rows = sorted((gram, block, pack(places)) for (gram, block), places in lists.items())
    with transaction.atomic():
        for start in range(0, len(rows), AT_ONCE):
            _append(rows[start : start + AT_ONCE])


def _append(rows: list[tuple[str, int, str]]) -> None:
    table = connection.ops.quote_name(SearchBlock._meta.db_table)
    places = ", ".join(["(%s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (gram, block, documents) VALUES {places} "
            f"ON CONFLICT (gram, block) DO UPDATE SET documents = {table}.documents || excluded.documents",
            [value for row in rows for value in row],
        )


def index_missing() -> int:
    """Build the index where there are documents and no index yet, as after an upgrade; how many."""
    documents = Document.objects.unscoped("building the search index").exclude(repaired="")
    return reindex() if documents.exists() and not SearchBlock.objects.exists() else 0


def reindex() -> int:
    """Build the index anew from all documents; how many. Searching meanwhile finds less."""
    rows = Document.objects.unscoped("building the search index").order_by("pk")
    with transaction.atomic():
        SearchBlock.objects.all().delete()
        count, some = 0, []
        for document in rows.only("title", "file_name", "source", "repaired").iterator(chunk_size=200):
            some.append(document)
            if len(some) == 1000:
                index_documents(some)
                count, some = count + len(some), []
        index_documents(some)
    return count + len(some)
