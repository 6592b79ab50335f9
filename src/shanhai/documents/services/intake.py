"""Taking documents in: original bytes, repaired text and claims, whole or not at all."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_submit
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.pairs import likely_pairing
from shanhai.documents.reading import Reading, claims_version, read_claims, read_content
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Pairing
from shanhai.ledger.store import clean_name, store_bytes

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


@dataclass(frozen=True, slots=True)
class IngestResult:
    """The document, and whether this call made it; False when the office had handed it in before."""

    document: Document
    created: bool
    claims: int


def ingest(
    actor: User | None,
    *,
    name: str,
    data: bytes,
    pairing: Pairing | None = None,
    published: date | None = None,
    title: str = "",
    origin: str = Document.Origin.UPLOAD,
) -> IngestResult:
    """Take one file or pasted text in. ``actor`` is None for the command line, which sees all pairings.

    The same bytes from the same office are one document, also when they come twice at once. Without a
    ``pairing`` the one the text names most clearly is taken, or none, for the user to choose. ``published``
    and ``title`` come before what the text tells of itself.

    The original is stored first; the document and all its claims are one transaction, so that a stop at any
    moment leaves no half of it and the same call again completes. Raises :class:`LedgerError` for an empty,
    too large, unreadable or binary file; nothing is stored then.
    """
    _check(actor, data, pairing)
    owner = actor.region_code if actor else ""
    sha256 = hashlib.sha256(data).hexdigest()
    known = _known(sha256, owner)
    if known:
        return known
    reading = read_content(data)
    store_bytes(data)
    found = reading.repaired.metadata
    document = Document(
        title=(title or found.title or title_of(name, reading.repaired))[:200],
        file_name=clean_name(name) if name else "",
        sha256=sha256,
        size=len(data),
        encoding=reading.encoding,
        origin=origin,
        published=published or found.published,
        source=found.source[:120],
        author=found.author[:80],
        owner_region=owner,
        decoded=reading.repaired.original,
        repaired=reading.repaired.text,
        repair=reading.repaired.to_json(),
        repair_version=reading.repaired.rules_version,
        claims_version=claims_version(),
        added_by=actor,
    )
    document.pairing = pairing or _likely(actor, document)
    claims = _claims(document, reading)
    try:
        return _save(actor, document, claims)
    except IntegrityError:
        # Somebody of the same office has just handed in the same bytes.
        known = _known(sha256, owner)
        if known is None:
            raise
        return known


def _check(actor: User | None, data: bytes, pairing: Pairing | None) -> None:
    if actor is not None:
        if not may_submit(actor):
            raise NotAllowed("您没有提交资料的权限")
        if pairing and not Pairing.objects.for_user(actor).filter(pk=pairing.pk).exists():
            raise NotAllowed("您看不到这个结对，不能把资料归入其中")
    if len(data) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise one("too_large", f"文件有{len(data) / 1024 / 1024:.1f} MB，超过{most} MB 的上限，请拆分后上传")


def _known(sha256: str, owner: str) -> IngestResult | None:
    rows = Document.objects.unscoped("the office's own documents, looked up by their content")
    document = rows.filter(sha256=sha256, owner_region=owner).first()
    return IngestResult(document, False, _shown_claims(document)) if document else None


def _shown_claims(document: Document) -> int:
    rows = DocumentClaim.objects.unscoped("counting the claims of one document of the office")
    return int(rows.filter(document=document).exclude(state=DocumentClaim.State.WITHDRAWN).count())


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
    """The claims, with the document marked as read; an error of the rules marks it as failed instead.

    One text that the rules cannot cope with must not cost the user the other files, nor this one's original.
    """
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


@transaction.atomic
def _save(actor: User | None, document: Document, claims: list[DocumentClaim]) -> IngestResult:
    document.save()
    for claim in claims:
        claim.document = document
    DocumentClaim.objects.bulk_create(claims, batch_size=500)
    audit(
        actor,
        AuditEntry.Action.UPLOAD,
        object_type="document",
        object_id=document.pk,
        pairing_id=document.pairing_id,
        summary=f"提交资料：{document}",
        detail={"sha256": document.sha256, "claims": len(claims)},
        source=document.origin,
    )
    return IngestResult(document, True, len(claims))
