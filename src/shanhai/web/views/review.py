"""The review page: the text with its claims marked on the left, the claims as cards on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shanhai.accounts.models import User
from shanhai.documents import selectors
from shanhai.documents.access import may_correct, may_review
from shanhai.documents.models import Document, DocumentClaim, Twin
from shanhai.text.spans import Span
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.review_cards import cards_of, events_of
from shanhai.web.views.review_text import claims_in, part_of, text_part


@require_safe
@member_required
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One document. ``?claim=ID`` opens at a claim, ``?start=…&end=…`` at a span of the original text."""
    user = user_of(request)
    document = selectors.get_document(user, pk)
    claims = selectors.claims_of(document)
    here = _span_asked(request, document)
    current = _claim_asked(request, claims, here)
    part = text_part(document, claims, _part_asked(request, document, claims, current, here), here)
    return page(
        request,
        "documents/review.html",
        str(document),
        is_fullwidth="1",
        document=document,
        part=part,
        parts=[{"number": number, "shown": number + 1} for number in range(part.count)],
        events=events_of(cards_of(user, document, claims_in(claims, part))),
        here=here,
        current=current.pk if current else None,
        following=selectors.next_open(user, document),
        residue=document.repaired_text.residue,
        may_correct=may_correct(user, document),
        may_review=may_review(user, document),
        now=timezone.now().isoformat(),
        members=selectors.members_of(user, document),
        twins=twin_lines(user, document),
        **progress(claims),
    )


@require_safe
@member_required
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits to be reviewed, by pairing; what has waited longest comes first."""
    return page(request, "documents/queue.html", _("核对队列"), groups=selectors.queue(user_of(request)))


@dataclass(frozen=True, slots=True)
class TwinLine:
    """What the page says of another document that may tell the same text."""

    twin: Twin
    other: Document
    leads: bool

    @property
    def percent(self) -> int:
        return round(100 * self.twin.similarity)


def twin_lines(user: User, document: Document) -> list[TwinLine]:
    """The documents alike to this one, as far as the user sees them."""
    found = []
    for twin in selectors.twins_of(user, document):
        other = twin.second if twin.first_id == document.pk else twin.first
        found.append(TwinLine(twin, other, other.pk == document.leader_id))
    return found


def progress(claims: Sequence[DocumentClaim]) -> dict[str, Any]:
    """How far the document is, for the bar above the cards."""
    total = len(claims)
    left = sum(claim.is_open for claim in claims)
    return {"total": total, "left": left, "done": total - left}


def _span_asked(request: HttpRequest, document: Document) -> Span | None:
    """The span of the original the address asks for; None when it asks for none or for nonsense."""
    try:
        start, end = int(request.GET["start"]), int(request.GET["end"])
    except (KeyError, ValueError):
        return None
    return Span(start, end) if 0 <= start < end <= len(document.decoded) else None


def _claim_asked(
    request: HttpRequest, claims: Sequence[DocumentClaim], here: Span | None
) -> DocumentClaim | None:
    """The claim the address asks for; else the one with the asked words; else the first open one."""
    asked = request.GET.get("claim", "")
    for claim in claims:
        if str(claim.pk) == asked or (here and (claim.start, claim.end) == (here.start, here.end)):
            return claim
    if here or "part" in request.GET:
        return None
    return next((claim for claim in claims if claim.is_open), None)


def _part_asked(
    request: HttpRequest,
    document: Document,
    claims: Sequence[DocumentClaim],
    current: DocumentClaim | None,
    here: Span | None,
) -> int:
    number = request.GET.get("part", "")
    if number.isdecimal() and len(number) < 6:
        return int(number)
    if current:
        return part_of(document, current.text_start)
    if here and (now := document.repaired_text.to_repaired(here)):
        return part_of(document, now.start)
    return 0
