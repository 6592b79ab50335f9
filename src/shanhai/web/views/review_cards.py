"""The claim cards of the review page, grouped by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.documents.access import may_review
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.selectors import Candidate, Match, matches, with_records
from shanhai.documents.wording import (
    Sentence,
    extra_words,
    figure_words,
    period_words,
    region_names,
    sentence_of,
    side_words,
    why_words,
)
from shanhai.ledger import rights
from shanhai.ledger.kinds import kind_of_measure
from shanhai.ledger.models import Record
from shanhai.ledger.scope import Scope

DOUBTFUL = 0.6
"""Below this share of right readings a card asks to be looked at closely."""


MOST_MATCHES = 3
"""Ledger rows shown on a card; the others are in the drawer for linking."""


@dataclass(frozen=True, slots=True)
class Card:
    """One claim as the reviewer sees it, with what this user may do about it."""

    claim: DocumentClaim
    kind: type[Record] | None
    figure: str
    period: str
    east: str
    west: str
    sentence: Sentence
    why: list[str]
    extra: list[str]
    matches: list[Candidate]
    told_together: int
    may_accept: bool
    may_link: bool
    may_decide: bool
    record_url: str

    @property
    def confidence(self) -> int:
        """In per cent."""
        return round(100 * self.claim.confidence)

    @property
    def doubtful(self) -> bool:
        return self.claim.confidence < DOUBTFUL


@dataclass(slots=True)
class Event:
    """The cards of one event, in the order of the text."""

    number: int
    cards: list[Card] = field(default_factory=list)

    @property
    def group_claim(self) -> int | None:
        """The first claim by which all of the event can be accepted at once; None where nothing can."""
        fit = (card.claim for card in self.cards if card.may_accept and card.claim.is_open)
        return next((claim.pk for claim in fit if claim.status != "planned"), None)


def cards_of(user: User, document: Document, claims: Sequence[DocumentClaim]) -> list[Card]:
    """A card for each claim, in the order given; queries do not grow with their number."""
    names = region_names(claims)
    found = matches(user, [claim for claim in claims if claim.is_open])
    shown = with_records(user, {pk: _worth_showing(some) for pk, some in found.items()})
    decides = may_review(user, document)
    cards = []
    for claim in claims:
        together = _told_together(claim, found.get(claim.pk, []))
        cards.append(_card(user, document, claim, names, shown.get(claim.pk, []), together, decides))
    return cards


def _worth_showing(found: Sequence[Match]) -> list[Match]:
    """Rows of the same figure or the same period; of others a reviewer learns nothing."""
    return [match for match in found if match.equal or match.in_period][:MOST_MATCHES]


def _told_together(claim: DocumentClaim, found: Sequence[Match]) -> int:
    """How many rows of the claim's period make its figure together; 0 when they do not."""
    rows = [match for match in found if match.in_period]
    whole = len(rows) > 1 and sum(match.value for match in rows) == claim.value
    return len(rows) if whole else 0


def _card(
    user: User,
    document: Document,
    claim: DocumentClaim,
    names: Mapping[str, str],
    found: list[Candidate],
    together: int,
    decides: bool,
) -> Card:
    model = kind_of_measure(claim.measure)
    return Card(
        claim=claim,
        kind=model,
        figure=figure_words(claim),
        period=period_words(claim.since, claim.until),
        east=side_words(claim.east, names),
        west=side_words(claim.west, names),
        sentence=sentence_of(claim, document.repaired),
        why=why_words(claim),
        extra=extra_words(claim),
        matches=found,
        told_together=together,
        may_accept=decides and model is not None and _may_enter(user, model, document),
        may_link=decides and model is not None,
        may_decide=decides,
        record_url=_record_url(user, claim),
    )


def _may_enter(user: User, model: type[Record], document: Document) -> bool:
    code = model.Kind.code
    if document.pairing is None:
        return rights.may_write_kind(user, code)
    return rights.may_add(user, code, document.pairing)


def _record_url(user: User, claim: DocumentClaim) -> str:
    if claim.record_id is None or not Scope.of(user).sees_kind(claim.record_kind):
        return ""
    return reverse("record", args=[claim.record_kind, claim.record_id])


def events_of(cards: Sequence[Card]) -> list[Event]:
    """Cards put together by event; events in the order of their first words."""
    found: dict[int, Event] = {}
    for card in cards:
        found.setdefault(card.claim.group, Event(card.claim.group)).cards.append(card)
    return list(found.values())
