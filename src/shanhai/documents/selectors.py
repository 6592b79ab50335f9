"""Reading documents and claims. Always for a user, never without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.http import Http404

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim, Twin
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Observation, Pairing, Record, State
from shanhai.ledger.numbers import readable
from shanhai.ledger.scope import Scope

Rows = Any  # a queryset; django-stubs cannot name one of a scoped manager


def documents(
    user: User,
    *,
    pairing: int | None = None,
    state: str = "",
    year: int | None = None,
    query: str = "",
) -> Rows:
    """The documents a user sees, newest first, with ``open_claims`` and ``all_claims`` counted.

    ``state`` is ``open`` (claims left to decide on), ``done``, ``waiting`` (to be read), ``unfiled`` (no
    pairing yet) or ``failed``;
    ``year`` that of publication; ``query`` is searched in title, file name and source.
    """
    rows = Document.objects.for_user(user).select_related("pairing__east", "pairing__west", "added_by")
    rows = rows.defer("decoded", "repaired", "repair").annotate(
        all_claims=Count("claims", filter=~Q(claims__state__in=DocumentClaim.UNSEEN)),
        open_claims=Count("claims", filter=Q(claims__state=DocumentClaim.State.OPEN)),
    )
    if pairing is not None:
        rows = rows.filter(pairing_id=pairing)
    if year is not None:
        rows = rows.filter(published__year=year)
    if query:
        rows = rows.filter(
            Q(title__icontains=query) | Q(file_name__icontains=query) | Q(source__icontains=query)
        )
    conditions = {
        "waiting": Q(state__in=(Document.State.RECEIVED, Document.State.READING)),
        "open": Q(open_claims__gt=0) & Document.home_condition(Scope.of(user)),
        "done": Q(open_claims=0, state=Document.State.READY),
        "unfiled": Q(pairing__isnull=True),
        "failed": Q(state=Document.State.FAILED),
    }
    return rows.filter(conditions.get(state, Q())).order_by("-pk")


RECENT = 200
"""Most documents shown on the progress page."""


def in_progress(user: User, batch: str = "") -> list[Document]:
    """The documents of one upload and the files inside them; without ``batch`` all of the user's own that
    wait or have failed. Those that wait come first, then those that failed, then the newest."""
    rows = documents(user).filter(Document.home_condition(Scope.of(user)))
    waiting = (Document.State.RECEIVED, Document.State.READING)
    wanted = Q(batch=batch) if batch else Q(state__in=(*waiting, Document.State.FAILED))
    rank = Case(When(state__in=waiting, then=0), When(state=Document.State.FAILED, then=1), default=2)
    return list(rows.filter(wanted).order_by(rank, "-pk")[:RECENT])


def twins_of(user: User, document: Document) -> list[Twin]:
    """Pairs of the document with another that may tell the same text, as far as the user sees both.

    Those judged different are left out.
    """
    rows = Twin.objects.for_user(user).filter(Q(first=document) | Q(second=document))
    rows = rows.exclude(state=Twin.State.DIFFERENT).select_related("first", "second")
    heavy = ("decoded", "repaired", "repair")
    rows = rows.defer(*(f"{side}__{name}" for side in ("first", "second") for name in heavy))
    return list(rows.order_by("-similarity", "pk"))


def get_twin(user: User, pk: int) -> Twin:
    """One pair of documents in the user's scope; 404 when it is foreign or does not exist."""
    found: Twin | None = Twin.objects.for_user(user).filter(pk=pk).select_related("first", "second").first()
    if found is None:
        raise Http404(f"twin {pk}")
    return found


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """The documents of one pairing (None: not filed yet) that wait for review, the oldest first."""

    pairing: Pairing | None
    documents: list[Document]

    @property
    def open_claims(self) -> int:
        """Claims that wait in these documents."""
        return sum(getattr(document, "open_claims", 0) for document in self.documents)


MOST_QUEUED = 500
"""Documents looked at for the queue: the oldest."""


def queue(user: User) -> list[QueueGroup]:
    """What the user may review, by pairing; the pairing that has waited longest comes first."""
    groups: dict[int | None, QueueGroup] = {}
    for document in documents(user, state="open").order_by("added_at", "pk")[:MOST_QUEUED]:
        group = groups.setdefault(document.pairing_id, QueueGroup(document.pairing, []))
        group.documents.append(document)
    return list(groups.values())


def waiting(user: User) -> int:
    """How many of the user's own documents are not read yet."""
    rows = Document.objects.for_user(user).filter(Document.home_condition(Scope.of(user)))
    return int(rows.filter(state__in=(Document.State.RECEIVED, Document.State.READING)).count())


def members_of(user: User, document: Document) -> list[Document]:
    """The files inside an archive or mail, as far as the user sees them, in the order they were taken in."""
    rows = Document.objects.for_user(user).filter(parent=document)
    return list(rows.defer("decoded", "repaired", "repair").order_by("pk"))


def next_open(user: User, document: Document) -> Document | None:
    """The next document with open claims: the oldest of the same pairing, else of any; None at the end."""
    rows = Document.objects.for_user(user).filter(Document.home_condition(Scope.of(user)))
    waiting = rows.exclude(pk=document.pk).filter(
        Exists(DocumentClaim.objects.filter(document=OuterRef("pk"), state="open"))
    )
    same_first = Case(When(pairing_id=document.pairing_id, then=0), default=1)
    found: Document | None = waiting.order_by(same_first, "pk").defer("decoded", "repaired", "repair").first()
    return found


def open_claims(user: User) -> int:
    """How many claims wait for a decision in the user's own documents."""
    home = Document.objects.filter(Document.home_condition(Scope.of(user))).unscoped(
        "the user's own documents"
    )
    rows = DocumentClaim.objects.for_user(user).filter(state=DocumentClaim.State.OPEN)
    return int(rows.filter(document__in=home.values("pk")).count())


def document_years(user: User) -> list[int]:
    """The years in which documents the user sees were published, newest first."""
    days = Document.objects.for_user(user).filter(published__isnull=False).dates("published", "year", "DESC")
    return [day.year for day in days]


def get_document(user: User, pk: int) -> Document:
    """One document in the user's scope; 404 when it is foreign or does not exist."""
    rows = Document.objects.for_user(user).select_related(
        "pairing__east", "pairing__west", "added_by", "parent"
    )
    found: Document | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(f"document {pk}")
    return found


def claims_of(document: Document) -> list[DocumentClaim]:
    """The claims of a document that was read in scope, in the order of its text."""
    rows = DocumentClaim.objects.unscoped("claims of a document read in scope")
    found = rows.filter(document=document).exclude(state__in=DocumentClaim.UNSEEN)
    claims = list(found.select_related("decided_by").order_by("start", "number"))
    for claim in claims:
        claim.document = document
    return claims


def get_claim(user: User, pk: int) -> DocumentClaim:
    """One claim in the user's scope; 404 when it is foreign or does not exist."""
    rows = DocumentClaim.objects.for_user(user).select_related(
        "document__pairing__east", "document__pairing__west", "decided_by"
    )
    found: DocumentClaim | None = rows.filter(pk=pk).exclude(state__in=DocumentClaim.UNSEEN).first()
    if found is None:
        raise Http404(f"claim {pk}")
    return found


def siblings(claim: DocumentClaim) -> list[DocumentClaim]:
    """Other open claims of the same event, in the order of the text."""
    rows = DocumentClaim.objects.unscoped("claims of the document of a claim read in scope")
    same = rows.filter(document_id=claim.document_id, group=claim.group, state=DocumentClaim.State.OPEN)
    found = list(same.exclude(pk=claim.pk).order_by("start", "number"))
    for sibling in found:
        sibling.document = claim.document
    return found


@dataclass(frozen=True, slots=True)
class Match:
    """A ledger row that says something about the same measure: how it may be the same fact as a claim.

    ``part``: the text tells the claim as a part of a greater figure, and the row has one.
    """

    kind: str
    record_id: int
    value: Decimal
    unit: str
    year: int
    equal: bool
    in_period: bool
    differs: bool
    part: bool = False


def matches(user: User, claims: Sequence[DocumentClaim]) -> dict[int, list[Match]]:
    """Ledger rows that may tell the same fact as each claim, by claim, the likeliest first; one query.

    Same measure and unit in the document's pairing, or in any pairing the user sees while it has none. Equal
    figures come first, then those of the claim's own period.
    """
    if not claims:
        return {}
    rows = Observation.objects.for_user(user).exclude(state=State.VOID)
    pairing = claims[0].document.pairing_id
    if pairing:
        rows = rows.filter(pairing_id=pairing)
    known = defaultdict(list)
    wanted = {claim.measure for claim in claims}
    columns = ("measure", "unit", "kind", "record_id", "value", "year")
    for row in rows.filter(measure__in=wanted).order_by("-year", "-record_id").values(*columns):
        known[row["measure"], row["unit"]].append(row)
    return {claim.pk: _ranked(claim, known[claim.measure, claim.unit]) for claim in claims}


def _ranked(claim: DocumentClaim, rows: Iterable[dict[str, Any]]) -> list[Match]:
    first = claim.since[:4] or claim.until[:4]
    last = claim.until[:4] or ("9999" if first else "")
    found = []
    for row in rows:
        in_period = not first or first <= str(row["year"]) <= last
        # That two acts both count one says nothing, unless they are of the same time.
        telling = claim.value != 1 or bool(first and in_period)
        equal = row["value"] == claim.value and telling
        figure = (row["kind"], row["record_id"], row["value"], row["unit"], row["year"])
        differs = row["value"] != claim.value
        part = "subset" in claim.extra and claim.value < row["value"] and in_period
        found.append(Match(*figure, equal=equal, in_period=in_period, differs=differs, part=part))
    return sorted(
        found, key=lambda match: (not (match.equal and match.in_period), not match.equal, not match.in_period)
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a claim may be linked to, with the match that speaks for it."""

    record: Record
    match: Match

    @property
    def words(self) -> str:
        """The row's figure, ready to read."""
        return "".join(readable(self.match.value, self.match.unit))


def candidates(user: User, claim: DocumentClaim, limit: int = 8) -> list[Candidate]:
    """The records a claim may be linked to, the likeliest first."""
    found = matches(user, [claim])[claim.pk][:limit]
    return with_records(user, {claim.pk: found})[claim.pk]


def with_records(user: User, found: Mapping[int, Sequence[Match]]) -> dict[int, list[Candidate]]:
    """Matches with their records, by claim; one query a kind. Rows the user does not see are left out."""
    ids: dict[str, set[int]] = defaultdict(set)
    for match in chain.from_iterable(found.values()):
        ids[match.kind].add(match.record_id)
    records = {
        (code, record.pk): record
        for code, chosen in ids.items()
        for record in kind(code)
        .objects.for_user(user)
        .filter(pk__in=chosen)
        .select_related("pairing__east", "pairing__west", "created_by")
    }
    return {
        pk: [
            Candidate(records[match.kind, match.record_id], match)
            for match in some
            if (match.kind, match.record_id) in records
        ]
        for pk, some in found.items()
    }
