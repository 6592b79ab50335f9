"""Claims of a repaired document, with the words of the original they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shanhai.text.claims.model import NO_CONTEXT, Claim, Context
from shanhai.text.claims.reader import read_claims
from shanhai.text.repair import RepairedText
from shanhai.text.spans import Span

RULES_VERSION = "2"
"""Changes when the same text may give other claims; stored beside stored claims."""


@dataclass(frozen=True, slots=True)
class DocumentClaim:
    """A claim and where it stands in the original: ``quote`` is ``original[start:end]``."""

    claim: Claim
    start: int
    end: int
    quote: str

    def to_json(self, *, explain: bool = False) -> dict[str, Any]:
        """The claim as the command prints it: one flat object, offsets in code points of the original.

        ``value`` is a number, exact when it is whole and a numeric string otherwise; ``explain`` adds why the
        claim was read so.
        """
        claim = self.claim
        found: dict[str, Any] = {
            "measure": claim.measure,
            "kind": claim.kind,
            "value": _number(claim.value),
            "unit": claim.unit,
            "bound": claim.bound,
            "status": claim.status,
            "east": ",".join(claim.east),
            "west": ",".join(claim.west),
            "since": claim.since,
            "until": claim.until,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "text": claim.text,
            "extra": ";".join(k if v == "true" else f"{k}={v}" for k, v in claim.extra.items()),
            "group": claim.group,
        }
        if explain:
            why = claim.explanation
            found["confidence"] = claim.confidence
            found["explanation"] = {
                "trigger": why.trigger,
                "head": why.head,
                "rule": why.rule,
                "scope": why.scope,
            }
        return found


def read_document(repaired: RepairedText, context: Context = NO_CONTEXT) -> list[DocumentClaim]:
    """Every claim of a repaired document, each with its words in the original.

    The date that the page prints for itself is used when ``context`` has none.
    """
    if context.published is None and repaired.metadata.published is not None:
        context = Context(repaired.metadata.published, context.east, context.west)
    found = []
    for claim in read_claims(repaired.text, context):
        span = repaired.to_original(Span(claim.start, claim.end))
        found.append(DocumentClaim(claim, span.start, span.end, span.of(repaired.original)))
    return found


def _number(value: Decimal) -> int | str:
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
