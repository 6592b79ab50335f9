"""Bringing a document's claims up to date with its text and today's rules; what people decided stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.reading import claims_version, read_claims
from shanhai.documents.services.twins import meet
from shanhai.text.spans import Span

if TYPE_CHECKING:
    from shanhai.text.repair import RepairedText

ClaimState = DocumentClaim.State

READ_AGAIN = (
    "kind", "unit", "bound", "status", "east", "west", "since", "until", "start", "end", "quote",
    "text_start", "text_end", "text", "extra", "group", "confidence", "explanation", "state",
)  # fmt: skip
"""What a new reading may change of a claim nobody has decided on."""


TELLING = ("unit", "bound", "status", "east", "west", "since", "until")
"""Of these, what a reviewer would notice."""


@dataclass(slots=True)
class Plan:
    """What a new reading would do: claims that come in, open ones that change, open ones that go.

    ``same`` are pairs of a claim and its new reading, decided ones included; ``kept`` claims that the new
    reading does not find and that stay all the same, for somebody has decided on them or marked them.
    """

    added: list[DocumentClaim] = field(default_factory=list)
    same: list[tuple[DocumentClaim, DocumentClaim]] = field(default_factory=list)
    gone: list[DocumentClaim] = field(default_factory=list)
    kept: list[DocumentClaim] = field(default_factory=list)
    last_number: int = 0

    @property
    def changed(self) -> list[tuple[DocumentClaim, DocumentClaim]]:
        """The open claims that would read differently, old and new."""
        return [
            (old, new)
            for old, new in self.same
            if old.is_open and any(getattr(old, name) != getattr(new, name) for name in TELLING)
        ]

    @property
    def decided(self) -> int:
        """How many claims somebody has decided on; they stay as they are."""
        stay = [old for old, _ in self.same if not old.is_open] + self.kept
        return sum(claim.decided_at is not None for claim in stay)


def plan(document: Document, repaired: RepairedText, claims: Iterable[DocumentClaim]) -> Plan:
    """Compare a new reading of ``repaired`` with the claims that are there; nothing is written."""
    known = _Known(claims)
    found = Plan(last_number=known.last_number)
    for claim in read_claims(document, repaired, document.pairing, document.published):
        old = known.take(claim)
        if old is None:
            found.added.append(claim)
        else:
            found.same.append((old, claim))
    for left in known.left():
        goes = left.state == ClaimState.OPEN and left.origin == DocumentClaim.Origin.RULES
        (found.gone if goes else found.kept).append(left)
    return found


def read_again(document: Document) -> None:
    """Carry the plan out: open claims follow the new reading, decided ones stay, new ones come in."""
    repaired = document.repaired_text
    rows = DocumentClaim.objects.unscoped("claims of a document read in scope").filter(document=document)
    found = plan(document, repaired, rows.select_for_update(of=("self",)).order_by("pk"))
    for number, claim in enumerate(found.added, found.last_number + 1):
        claim.number = number
    for old, new in found.same:
        if old.state in (ClaimState.OPEN, ClaimState.WITHDRAWN):
            for name in READ_AGAIN:
                setattr(old, name, getattr(new, name))
        else:
            old.group = new.group
            _place_again(old, repaired)
    for gone in found.gone:
        gone.state = ClaimState.WITHDRAWN
    for left in (*found.gone, *found.kept):
        _place_again(left, repaired)
    DocumentClaim.objects.bulk_create(found.added, batch_size=500)
    changed = [*(old for old, _ in found.same), *found.gone, *found.kept]
    rows.bulk_update(changed, READ_AGAIN, batch_size=200)
    document.state, document.problem = Document.State.READY, ""
    document.claims_version = claims_version()
    document.save(update_fields=["state", "problem", "claims_version"])
    meet(document)


def _place_again(claim: DocumentClaim, repaired: RepairedText) -> None:
    """Find the words of a decided claim in a text that may have been repaired differently since."""
    if place := repaired.to_repaired(Span(claim.start, claim.end)):
        claim.text_start, claim.text_end, claim.text = place.start, place.end, place.of(repaired.text)


class _Known:
    """The claims a document already has, to be found again in a new reading.

    Claims are the same when measure and figure are, and their words in the original overlap.
    """

    def __init__(self, claims: Iterable[DocumentClaim]) -> None:
        self._left: dict[tuple[str, Decimal], list[DocumentClaim]] = {}
        self.last_number = 0
        for claim in claims:
            self._left.setdefault((claim.measure, claim.value), []).append(claim)
            self.last_number = max(self.last_number, claim.number)

    def take(self, claim: DocumentClaim) -> DocumentClaim | None:
        """The known claim that is the same as a new one, each at most once."""
        alike = self._left.get((claim.measure, claim.value), [])
        for at, old in enumerate(alike):
            if old.start < claim.end and claim.start < old.end:
                return alike.pop(at)
        return None

    def left(self) -> list[DocumentClaim]:
        """Those that no new claim was the same as."""
        return [claim for alike in self._left.values() for claim in alike]
