"""Where documents meet the text library: bytes to repaired text, repaired text to claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shanhai.documents.formats import text_content
from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.models import Pairing
from shanhai.text.spans import Span

if TYPE_CHECKING:
    from shanhai.text.repair import RepairedText

CLAIMS_VERSION = "1"
"""Changes with the rules that read claims; kept beside the claims."""
LARGEST = Decimal(10) ** 17
"""No figure of a ledger comes near this; a longer row of digits is a number plate or damage."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a file's bytes."""

    repaired: RepairedText
    encoding: str


def read_content(data: bytes) -> Reading:
    """The repaired text of a file. Raises :class:`LedgerError` when it holds no readable text."""
    from shanhai.text.repair import decode, repair

    content = text_content(data)
    if isinstance(content, str):
        text, encoding = content, "docx"
    else:
        decoded = decode(content)
        text, encoding = decoded.text, decoded.encoding
    # PostgreSQL stores no NUL. The sign that takes its place is as long, so offsets hold.
    return Reading(repair(text.replace("\x00", "\ufffd")), encoding)


def read_claims(
    document: Document, repaired: RepairedText, pairing: Pairing | None, published: date | None
) -> list[DocumentClaim]:
    """The claims the text states, as unsaved rows numbered from 1, in the order of the text.

    The pairing's sides and the date of publication are used where the text itself is silent.
    """
    from shanhai.text.claims import Context, read_document

    sides = ((pairing.east_id,), (pairing.west_id,)) if pairing else ((), ())
    found = read_document(repaired, Context(published=published, east=sides[0], west=sides[1]))
    told = (claim.to_json(explain=True) for claim in found)
    return list(_rows(document, repaired, told))


def _rows(
    document: Document, repaired: RepairedText, told: Iterator[dict[str, Any]]
) -> Iterator[DocumentClaim]:
    for number, item in enumerate(told, 1):
        value = Decimal(str(item["value"]))
        if abs(value) >= LARGEST:
            continue
        place = _place_in_text(repaired, Span(item["start"], item["end"]), item["text"])
        yield DocumentClaim(
            document=document,
            number=number,
            measure=item["measure"],
            kind=item["kind"],
            value=value.quantize(Decimal("0.01")),
            unit=item["unit"],
            bound=item["bound"],
            status=item["status"],
            east=_codes(item["east"]),
            west=_codes(item["west"]),
            since=item["since"],
            until=item["until"],
            start=item["start"],
            end=item["end"],
            quote=item["quote"],
            text_start=place.start,
            text_end=place.end,
            text=place.of(repaired.text),
            extra=item.get("extra") or {},
            group=item["group"],
            confidence=item.get("confidence", 1.0),
            explanation=item.get("explanation") or {},
        )


def _place_in_text(repaired: RepairedText, original: Span, text: str) -> Span:
    """Where a claim's words stand in the repaired text.

    A replaced passage maps as a whole; inside it the claim's own words are looked for.
    """
    around = repaired.to_repaired(original)
    if around is None:
        return Span(0, 0)
    at = repaired.text.find(text, around.start, around.end) if text else -1
    return Span(at, at + len(text)) if at >= 0 else around


def _codes(told: Any) -> str:
    """Region codes joined with commas, however they come."""
    return told if isinstance(told, str) else ",".join(told)
