"""How well claims are read, as reviewers' decisions tell it: by measure and by rule; and gold."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim

COLUMNS = ("measure", "value", "unit", "bound", "status", "east", "west", "since", "until", "quote", "extra")
"""Of a table of gold claims, as the corpus has them."""

State = DocumentClaim.State
TAKEN = (State.ACCEPTED, State.LINKED)


@dataclass(frozen=True, slots=True)
class Line:
    """Decisions on the claims of one measure or rule. ``missed`` were marked by hand, unread."""

    key: str
    as_read: int
    edited: int
    rejected: int
    missed: int
    open: int

    @property
    def decided(self) -> int:
        return self.as_read + self.edited + self.rejected

    @property
    def right(self) -> int | None:
        """Per cent of the decided claims that were taken as read; None before anything is decided."""
        return round(100 * self.as_read / self.decided) if self.decided else None


def by_measure(user: User) -> list[Line]:
    """Decisions in scope by measure, the most often decided first."""
    return _lines(user, "measure")


def by_rule(user: User) -> list[Line]:
    """Decisions in scope by the rule that read the claim."""
    return _lines(user, "explanation__rule")


def _lines(user: User, column: str) -> list[Line]:
    hand = Q(origin=DocumentClaim.Origin.HAND)
    taken = Q(state__in=TAKEN) & ~hand
    rows = (
        DocumentClaim.objects.for_user(user)
        .exclude(state__in=DocumentClaim.UNSEEN)
        .order_by()
        .values(column)
        .annotate(
            as_read=Count("pk", filter=taken & Q(corrected__isnull=True)),
            edited=Count("pk", filter=taken & Q(corrected__isnull=False)),
            rejected=Count("pk", filter=Q(state=State.REJECTED) & ~hand),
            missed=Count("pk", filter=hand),
            open=Count("pk", filter=Q(state=State.OPEN)),
        )
    )
    numbers = ("as_read", "edited", "rejected", "missed", "open")
    lines = [Line(row[column] or "", *(row[name] for name in numbers)) for row in rows]
    return sorted(lines, key=lambda line: (-line.decided, -line.open, line.key))


def gold(user: User) -> bytes:
    """A zip of gold in the corpus format, from the documents in scope of which every claim is decided.

    ``restored/N.txt`` is the repaired text; ``claims/N.tsv`` what people took from it, as they corrected it;
    ``rejected/N.tsv`` what they refused, with the reason in ``extra``.
    """
    by_document: dict[int, list[DocumentClaim]] = defaultdict(list)
    claims = DocumentClaim.objects.for_user(user).exclude(state__in=DocumentClaim.UNSEEN)
    for claim in claims.order_by("document_id", "start", "number"):
        by_document[claim.document_id].append(claim)
    done = [pk for pk, some in by_document.items() if not any(claim.is_open for claim in some)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for document in _read_by_hundreds(user, done):
            some = by_document[document.pk]
            archive.writestr(f"restored/{document.pk}.txt", document.repaired)
            for folder, wanted in (("claims", TAKEN), ("rejected", (State.REJECTED,))):
                table = _table(claim for claim in some if claim.state in wanted)
                archive.writestr(f"{folder}/{document.pk}.tsv", table)
    return buffer.getvalue()


def _read_by_hundreds(user: User, wanted: list[int]) -> Iterator[Document]:
    for start in range(0, len(wanted), 100):
        rows = Document.objects.for_user(user).filter(pk__in=wanted[start : start + 100])
        yield from rows.defer("decoded", "repair").order_by("pk")


def _table(claims: Iterable[DocumentClaim]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, "excel-tab", lineterminator="\n")
    writer.writerow(COLUMNS)
    for claim in claims:
        extra = [key if value == "true" else f"{key}={value}" for key, value in claim.extra.items()]
        if claim.state == State.REJECTED:
            extra.append(f"rejected={claim.reason}")
        if claim.corrected is not None:
            extra.append(f"read={_plain(claim.value)}")
        value = claim.value if claim.corrected is None else claim.corrected
        sides = (claim.east, claim.west, claim.since, claim.until)
        row = (claim.measure, _plain(value), claim.unit, claim.bound, claim.status, *sides)
        writer.writerow((*row, " ".join(claim.text.split()), ";".join(extra)))
    return out.getvalue()


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
