"""Reading a document that was taken in: its text, its claims, the files inside; whole or not at all."""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from typing import TYPE_CHECKING

from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.documents.files import Contents
from shanhai.documents.genres import likely_genre
from shanhai.documents.models import Document, DocumentClaim, DocumentPage
from shanhai.documents.pairs import likely_pairing
from shanhai.documents.reading import Reading, claims_version, read_claims
from shanhai.ledger.models import Pairing
from shanhai.ledger.store import clean_name

if TYPE_CHECKING:
    from shanhai.text.repair import RepairedText

logger = logging.getLogger(__name__)

LONGEST_TITLE = 45
_CHINESE = re.compile(r"[一-鿿]")
_TITLE_LIKE = re.compile(
    r"(?![（(]?[一二三四五六七八九十\d]{1,3}[、）).．])(?=.*[一-鿿]{4})[^。；!?！？]{4,}"
)
"""A line that is no sentence and no numbered heading, with some Chinese words in it."""

UNREADABLE = "识别时出错，原件已保存；可稍后重新识别，或把原件发给系统管理员"


def fill(document: Document, reading: Reading, actor: User | None) -> list[DocumentClaim]:
    """Put what was read into the document, unsaved; its claims, unsaved.

    What people told of the document (title, date, pairing) comes before what it tells of itself. An error of
    the rules marks the document as failed instead of raising: one text that the rules cannot cope with must
    not cost the user the other files, nor this one's original.
    """
    contents, repaired = reading.contents, reading.repaired
    told = repaired.metadata
    name = document.file_name
    known = document.title or contents.title or told.title
    if contents.format == "zip":
        known = known or clean_name(name)  # its text is a list of names
    document.title = (known or title_of(name, repaired))[:200]
    document.published = document.published or told.published or contents.published
    document.source = document.source or told.source[:120]
    document.author = document.author or (contents.author or told.author)[:80]
    document.format, document.encoding = contents.format, contents.encoding[:20]
    document.genre = document.genre or likely_genre(document.title, contents.format)
    document.decoded, document.repaired = repaired.original, repaired.text
    document.repair, document.repair_version = repaired.to_json(), repaired.rules_version
    document.claims_version = claims_version()
    document.remarks = list(contents.remarks)
    document.read_at = timezone.now()
    document.pairing = document.pairing or _likely(actor, document)
    return _claims(document, reading)


def settle(document: Document, contents: Contents, claims: list[DocumentClaim]) -> None:
    """Save what hangs on a document that is saved itself: its claims and pages."""
    for claim in claims:
        claim.document = document
    DocumentClaim.objects.bulk_create(claims, batch_size=500)
    pages = [
        DocumentPage(
            document=document,
            number=number,
            start=page.start,
            end=page.end,
            width=page.width,
            height=page.height,
            boxes=b64encode(page.boxes).decode(),
        )
        for number, page in enumerate(contents.pages, 1)
    ]
    DocumentPage.objects.bulk_create(pages, batch_size=50)


def title_of(name: str, repaired: RepairedText) -> str:
    """A title for a text that tells none of itself.

    Its first line if that is like one; else a file name with Chinese words in it; else how it begins.
    """
    first = next((line.strip() for line in repaired.text.splitlines() if line.strip()), "")
    if len(first) <= LONGEST_TITLE and _TITLE_LIKE.fullmatch(first):
        return first
    stem = clean_name(name).rpartition(".")[0] or clean_name(name)
    if name and _CHINESE.search(stem):
        return stem
    return first if len(first) <= LONGEST_TITLE else f"{first[:LONGEST_TITLE]}…"


def _likely(actor: User | None, document: Document) -> Pairing | None:
    rows = (
        Pairing.objects.for_user(actor)
        if actor
        else Pairing.objects.unscoped("documents from the command line may be about any pairing")
    )
    pairings = list(rows.select_related("east", "west"))
    return likely_pairing(document.title, document.repaired, pairings, document.published)


def _claims(document: Document, reading: Reading) -> list[DocumentClaim]:
    """The claims, with the document marked as read; an error of the rules marks it as failed instead."""
    document.state, document.problem = Document.State.FAILED, UNREADABLE
    if reading.failed:
        return []
    try:
        claims = read_claims(document, reading.repaired, document.pairing, document.published)
    except Exception:
        logger.exception("reading the claims of %s failed", document.sha256)
        return []
    document.state, document.problem = Document.State.READY, ""
    return claims
