"""Where documents meet the text library: bytes to repaired text, repaired text to claims."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from shanhai.documents.files import Contents, read_file
from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.models import Pairing
from shanhai.ledger.models.record import field_of

if TYPE_CHECKING:
    from shanhai.text.claims import DocumentClaim as FoundClaim
    from shanhai.text.repair import RepairedText

logger = logging.getLogger(__name__)

LARGEST = Decimal(10) ** 17
"""No figure of a ledger comes near this; a longer row of digits is a number plate or damage."""


_NO_STORE = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL or UTF-8 cannot hold. The sign that takes its place is as long, so offsets hold."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a file's bytes."""

    contents: Contents
    repaired: RepairedText
    failed: bool = False


def read_content(data: bytes) -> Reading:
    """The repaired text of a file. Raises :class:`LedgerError` when it holds no readable text.

    Should the repair fail, the text stays as it is and ``failed`` is True: the original must not be lost.
    """
    from shanhai.text.repair import RepairedText

    contents = read_file(data)
    text = _NO_STORE.sub("\ufffd", contents.text)
    try:
        return Reading(contents, repair_text(text))
    except Exception:
        logger.exception("repairing a text of %d characters failed", len(text))
        return Reading(contents, RepairedText(text, text), failed=True)


def repair_text(text: str) -> RepairedText:
    """The text repaired by today's rules."""
    from shanhai.text.repair import repair

    return repair(text)


def read_claims(
    document: Document, repaired: RepairedText, pairing: Pairing | None, published: date | None
) -> list[DocumentClaim]:
    """The claims the text states, as unsaved rows numbered from 1, in the order of the text.

    The pairing's sides and the date of publication are used where the text itself is silent.
    """
    from shanhai.text.claims import Context, read_document

    if document.format == "zip":
        return []  # its text is a list of file names
    sides = ((pairing.east_id,), (pairing.west_id,)) if pairing else ((), ())
    found = read_document(repaired, Context(published=published, east=sides[0], west=sides[1]))
    sane = (item for item in found if abs(item.claim.value) < LARGEST)
    return [_row(document, number, item) for number, item in enumerate(sane, 1)]


def _row(document: Document, number: int, found: FoundClaim) -> DocumentClaim:
    claim = found.claim
    return DocumentClaim(
        document=document,
        number=number,
        measure=claim.measure,
        kind=claim.kind,
        value=claim.value.quantize(Decimal("0.01")),
        unit=claim.unit[: _size("unit")],
        bound=claim.bound,
        status=claim.status,
        east=_joined(claim.east, _size("east")),
        west=_joined(claim.west, _size("west")),
        since=claim.since,
        until=claim.until,
        start=found.start,
        end=found.end,
        quote=found.quote,
        text_start=claim.start,
        text_end=claim.end,
        text=claim.text,
        extra=dict(claim.extra),
        group=claim.group,
        confidence=claim.confidence,
        explanation=claim.explanation._asdict(),
    )


def _size(name: str) -> int:
    return field_of(DocumentClaim, name).max_length or 0


def _joined(codes: tuple[str, ...], most: int) -> str:
    """Region codes joined with commas; of a list longer than the column holds, the first ones."""
    text = ",".join(codes)
    return text if len(text) <= most else text[: most + 1].rpartition(",")[0]


def claims_version() -> str:
    """The version of the rules that read claims; kept beside the claims."""
    from shanhai.text.claims import RULES_VERSION

    return RULES_VERSION
