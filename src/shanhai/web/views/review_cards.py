"""The claim cards of the review page, grouped by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.documents.access import may_review
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.selectors import Match, matches
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
    equal: int
    similar: int
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
    def open(self) -> int:
        return sum(card.claim.is_open for card in self.cards)


def cards_of(user: User, document: Document, claims: Sequence[DocumentClaim]) -> list[Card]:
    """A card for each claim, in the order given; queries do not grow with their number."""
    names = region_names(claims)
    found = matches(user, [claim for claim in claims if claim.is_open])
    decides = may_review(user, document)
    return [_card(user, document, claim, names, found.get(claim.pk, []), decides) for claim in claims]


def _card(
    user: User,
    document: Document,
    claim: DocumentClaim,
    names: Mapping[str, str],
    found: Sequence[Match],
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
        equal=sum(match.equal for match in found),
        similar=sum(match.differs and match.in_period for match in found),
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
