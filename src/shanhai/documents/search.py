"""Searching documents, their claims, and the ledgers' rows, within scope; words of any length.

Documents are found by the index of character pairs, the same on every database; that the pairs stand together
is seen in the text itself, for the few documents that are shown. Rows are looked through in the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import Any

from django.db import models
from django.db.models import Q

from shanhai.accounts.models import User
from shanhai.documents.grams import BLOCK, fold, runs, unpack, wanted
from shanhai.documents.models import Document, DocumentClaim, SearchBlock
from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.selectors import visible_kinds

Rows = Any  # a queryset; django-stubs cannot name one of a scoped manager

PAGE = 20
MOST_LOOKED_AT = 2_000
"""Documents whose text is looked at for one page; a query whose pairs stand together so rarely is not met."""
FEW = 2_000
"""Up to so many documents in scope are listed beforehand."""
PORTION = 500
BLOCKS_AT_ONCE = 4
AROUND = 40
"""Characters shown before and after a hit."""
MOST_HITS = 3
MOST_CLAIMS = 20
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Snippet:
    """A hit with what stands around it; ``start``/``end`` index the document's original."""

    before: str
    words: str
    after: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that holds all words, with the places of the first hits."""

    document: Document
    snippets: list[Snippet]


@dataclass(slots=True)
class Results:
    """One page of documents, and whether there are more."""

    hits: list[Hit] = field(default_factory=list)
    more: bool = False


def search_documents(
    user: User,
    query: str,
    *,
    pairing: int | None = None,
    year: int | None = None,
    genre: str = "",
    page: int = 1,
) -> Results:
    """The documents in scope that hold every word of ``query``, the newest first."""
    rows = Document.objects.for_user(user)
    if pairing is not None:
        rows = rows.filter(pairing_id=pairing)
    if year is not None:
        rows = rows.filter(published__year=year)
    if genre:
        rows = rows.filter(genre=genre)
    first = (page - 1) * PAGE
    hits = list(islice(_hits(rows, query), first, first + PAGE + 1))
    return Results(hits[:PAGE], len(hits) > PAGE)


def _hits(rows: Rows, query: str) -> Iterator[Hit]:
    """The documents among ``rows`` in which the words really stand; texts are fetched a page at a time."""
    patterns = _patterns(query)
    full = rows.select_related("pairing__east", "pairing__west")
    for some in _portions(islice(_candidates(rows, query), MOST_LOOKED_AT), PAGE):
        by_id = {document.pk: document for document in full.filter(pk__in=some)}
        for pk in some:
            document = by_id.get(pk)
            snippets = _snippets(document, patterns) if document else None
            if document and snippets is not None:
                yield Hit(document, snippets)


def _candidates(rows: Rows, query: str) -> Iterator[int]:
    """Ids of the documents among ``rows`` that hold all grams of the query, the newest first.

    Only as much of the index is read as is asked for. Of few rows the ids are known beforehand; of many,
    those found are asked for a portion at a time.
    """
    few = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        known = set(few)
        blocks = sorted({pk // BLOCK for pk in few}, reverse=True)
        yield from (pk for pk in _listed(query, blocks) if pk in known)
        return
    newest = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
    for some in _portions(_listed(query, range(newest // BLOCK, -1, -1)), PORTION):
        known = set(rows.filter(pk__in=some).values_list("pk", flat=True))
        yield from (pk for pk in some if pk in known)


def _listed(query: str, blocks: Sequence[int]) -> Iterator[int]:
    """Ids, from the greatest down, that the index lists under all grams of the query, whosever they are."""
    needed = wanted(query)
    for start in range(0, len(blocks) if needed else 0, BLOCKS_AT_ONCE):
        some = blocks[start : start + BLOCKS_AT_ONCE]
        lists: dict[int, list[set[int]]] = {block: [] for block in some}
        found = SearchBlock.objects.filter(gram__in=needed, block__in=list(some))
        for block, packed in found.values_list("block", "documents"):
            lists[block].append(unpack(block, packed))
        for block in some:
            if len(lists[block]) == len(needed):
                yield from sorted(_common(lists[block]), reverse=True)


def _common(lists: list[set[int]]) -> set[int]:
    """What all sets hold; the shortest first, for the result is never longer."""
    first, *others = sorted(lists, key=len)
    return first.intersection(*others)


def _portions(numbers: Iterator[int], size: int) -> Iterator[list[int]]:
    while some := list(islice(numbers, size)):
        yield some


def _patterns(query: str) -> list[re.Pattern[str]]:
    """A pattern for each run of the query, that finds it in unfolded text too."""
    return [re.compile("".join(map(_letter, run)), re.IGNORECASE) for run in dict.fromkeys(runs(query))]


def _letter(char: str) -> str:
    wide = chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else ""
    return f"[{re.escape(char)}{wide}]" if wide else re.escape(char)


def _snippets(document: Document, patterns: Sequence[re.Pattern[str]]) -> list[Snippet] | None:
    """The first hits in the text; empty when the words stand only in title or source; None for no hit."""
    head = "\n".join((document.title, document.file_name, document.source))
    found: list[Snippet] = []
    for pattern in patterns:
        places = list(islice(pattern.finditer(document.repaired), MOST_HITS))
        if not places and not pattern.search(fold(head)) and not pattern.search(fold(document.repaired)):
            return None
        found += [_around(document, match) for match in places]
    return found[:MOST_HITS]


def _around(document: Document, match: re.Match[str]) -> Snippet:
    from shanhai.text.spans import Span

    text, start, end = document.repaired, match.start(), match.end()
    original = document.repaired_text.to_original(Span(start, end))
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    return Snippet(
        ("…" if start > AROUND else "") + before.replace("\n", " "),
        match[0],
        after.replace("\n", " ") + ("…" if end + AROUND < len(text) else ""),
        original.start,
        original.end,
    )


def search_claims(user: User, query: str, documents: Sequence[Document]) -> list[DocumentClaim]:
    """Claims of these documents whose own words hold all of the query's."""
    condition = reduce(and_, (Q(text__icontains=run) for run in runs(query)), Q())
    rows = DocumentClaim.objects.for_user(user).filter(condition, document__in=documents)
    rows = rows.exclude(state__in=DocumentClaim.UNSEEN).select_related("document")
    heavy = ("document__decoded", "document__repaired", "document__repair")
    return list(rows.defer(*heavy).order_by("-pk")[:MOST_CLAIMS])


def search_records(
    user: User, query: str, *, pairing: int | None = None, year: int | None = None
) -> list[Record]:
    """Rows of the ledgers in scope one of whose open text columns holds each word; ledger by ledger."""
    words = runs(query)
    found: list[Record] = []
    for model in visible_kinds(user) if words else ():
        columns = _text_columns(model)
        if not columns or len(found) >= MOST_ROWS:
            continue
        each = (reduce(or_, (Q(**{f"{name}__icontains": word}) for name in columns)) for word in words)
        rows = model.objects.for_user(user).filter(reduce(and_, each)).exclude(state="void")
        if pairing is not None:
            rows = rows.filter(pairing_id=pairing)
        if year is not None:
            rows = rows.filter(year=year)
        rows = rows.select_related("pairing__east", "pairing__west").order_by("-pk")
        found += rows[: MOST_ROWS - len(found)]
    return found


def _text_columns(model: type[Record]) -> list[str]:
    """Free text columns that hold no personal data."""
    columns: list[str] = []
    for name in model.Kind.field_names():
        column: models.Field[Any, Any] = field_of(model, name)
        free = isinstance(column, models.CharField | models.TextField) and not column.choices
        if free and name not in model.Kind.sensitive:
            columns.append(name)
    return columns
