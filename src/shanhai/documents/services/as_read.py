"""Accepting claims as they were read, without a form: one, or a whole event. What needs a look is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shanhai.accounts.models import User
from shanhai.documents.models import DocumentClaim
from shanhai.documents.prefill import prefill
from shanhai.documents.selectors import matches, siblings
from shanhai.documents.services.review import accept
from shanhai.documents.wording import problem_words
from shanhai.ledger.errors import LedgerError, one
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.selectors import pairings


@dataclass(frozen=True, slots=True)
class Entered:
    """A record made from claims as they were read."""

    record: Record
    claims: list[DocumentClaim]


@dataclass(slots=True)
class GroupOutcome:
    """What became of the claims of one event: records made, and claims left with the reason."""

    entered: list[Entered] = field(default_factory=list)
    left: list[tuple[DocumentClaim, str]] = field(default_factory=list)

    @property
    def decided(self) -> list[DocumentClaim]:
        return [claim for done in self.entered for claim in done.claims]


def accept_as_read(
    actor: User, claim: DocumentClaim, others: Sequence[DocumentClaim] | None = None
) -> Entered:
    """Enter a claim, and those ``others`` of its event that fit in the same row, and report the row.

    Raises :class:`LedgerError` when a person must look first: the ledger has the same figure in the same
    period, the text tells a plan, the kind has no column for the figure, a required column stays empty.
    """
    others = siblings(claim) if others is None else others
    fresh = _not_in_ledger(actor, [claim, *others])
    if claim not in fresh:
        raise one("equal", "台账中已有相同数值，请看是否同一件事，是则关联")
    choices: list[Pairing] = pairings(actor)
    filled = prefill(claim, claim.document.pairing, [other for other in others if other in fresh], choices)
    if filled is None:
        raise one("no_kind", f"暂没有登记“{claim.measure_title}”的台账")
    if filled.unplaced:
        raise one("unplaced", "这类台账一行记一件，请逐件登记后再关联")
    chosen = next((pairing for pairing in choices if pairing.pk == filled.initial.get("pairing")), None)
    values = {**filled.initial, "pairing": chosen}
    record = accept(actor, claim, values, also=filled.claims[1:], report=True)
    return Entered(record, filled.claims)


def accept_group(actor: User, claim: DocumentClaim) -> GroupOutcome:
    """Accept every open claim of the event as it was read, each row for itself: one that needs a look is
    left open with the reason and costs no other."""
    outcome = GroupOutcome()
    together = [item for item in (claim, *siblings(claim)) if item.is_open]
    waiting = sorted(together, key=lambda item: (item.start, item.number))
    while waiting:
        first, *others = waiting
        try:
            done = accept_as_read(actor, first, others)
        except LedgerError as error:
            outcome.left.append((first, "；".join(problem_words(error, first))))
            waiting = others
            continue
        outcome.entered.append(done)
        taken = {item.pk for item in done.claims}
        waiting = [other for other in others if other.pk not in taken]
    return outcome


def _not_in_ledger(actor: User, claims: Sequence[DocumentClaim]) -> list[DocumentClaim]:
    """The claims whose figure no row of the ledger tells for the same period."""
    found = matches(actor, claims)
    return [
        claim for claim in claims if not any(match.equal and match.in_period for match in found[claim.pk])
    ]
