"""Taking documents in: read at once, or stored first and read in the background."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_submit
from shanhai.documents.files import Contents, recognise
from shanhai.documents.files.limits import MAX_DEPTH
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.reading import read_content
from shanhai.documents.services.index import index_documents
from shanhai.documents.services.read import fill, settle
from shanhai.documents.services.twins import meet
from shanhai.documents.tasks import read_document
from shanhai.ledger.errors import LedgerError, NotAllowed, one
from shanhai.ledger.models import Pairing
from shanhai.ledger.store import clean_name, store_bytes

AT_ONCE = 64 * 1024
"""Plain text up to so many bytes is read within the request: a second or two, and nobody has to wait."""

PLAIN = frozenset({"text", "html"})


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
    batch: str = "",
    parent: Document | None = None,
) -> IngestResult:
    """Take one file or pasted text in and read it. ``actor`` is None for the command line.

    The same bytes from the same office are one document, also when they come twice at once. Without a
    ``pairing`` the one the text names most clearly is taken, or none, for the user to choose. ``published``
    and ``title`` come before what the text tells of itself. Files inside an archive or mail are read too.

    The original is stored first; the document and all its claims are one transaction, so that a stop at any
    moment leaves no half of it and the same call again completes. Raises :class:`LedgerError` for an empty,
    too large, unreadable or binary file; nothing is stored then.
    """
    check_file(actor, data, pairing)
    document = _new(actor, name, data, pairing, published, title, origin, parent)
    document.batch = batch
    if known := _known(document):
        return known
    reading = read_content(data)
    store_bytes(data)
    claims = fill(document, reading, actor)
    try:
        with transaction.atomic():
            document.save()
            _log(actor, document, len(claims))
            settle(document, reading.contents, claims)
            take_members(document, reading.contents, actor, at_once=True)
            meet(document)
            index_documents([document])
    except IntegrityError:
        return _found_again(document)
    return IngestResult(document, True, len(claims))


def receive(
    actor: User | None,
    *,
    name: str,
    data: bytes,
    pairing: Pairing | None = None,
    published: date | None = None,
    title: str = "",
    origin: str = Document.Origin.UPLOAD,
    batch: str = "",
    parent: Document | None = None,
) -> IngestResult:
    """Store one file and queue it for reading; like :func:`ingest`, but what it holds is learnt later.

    The document and its place in the queue are one transaction: once this returns, no stop loses it. Raises
    :class:`LedgerError` for files that are empty, too large, or plainly of no readable format.
    """
    check_file(actor, data, pairing)
    recognise(data)
    document = _new(actor, name, data, pairing, published, title, origin, parent)
    document.batch = batch
    if known := _known(document):
        return known
    store_bytes(data)
    try:
        with transaction.atomic():
            document.save()
            _log(actor, document, None)
            read_document.enqueue(document.pk)
    except IntegrityError:
        return _found_again(document)
    return IngestResult(document, True, 0)


def submit(actor: User | None, *, name: str, data: bytes, **told: Any) -> IngestResult:
    """Take a file in as people hand it in: short plain texts are read at once, all else is queued.

    Takes what :func:`receive` takes, and raises what it raises.
    """
    check_file(actor, data, told.get("pairing"))
    at_once = len(data) <= AT_ONCE and recognise(data) in PLAIN
    return (ingest if at_once else receive)(actor, name=name, data=data, **told)


def take_members(
    document: Document, contents: Contents, actor: User | None, *, at_once: bool = False
) -> None:
    """Take the files inside an archive or mail in; what cannot be taken is told in the document's remarks.

    Files that the office has handed in before stay where they are and are told too.
    """
    mail = document.format == "eml"
    told: dict[str, Any] = {
        "pairing": document.pairing if mail else None,
        "published": document.published if mail else None,
        "origin": Document.Origin.INSIDE,
        "parent": document,
    }
    remarks = list(document.remarks)
    deep = _depth(document) >= MAX_DEPTH
    for member in contents.members:
        try:
            if deep:
                raise one("too_deep", "套得太深，没有读取")
            result = (
                ingest(actor, name=member.name, data=member.data, **told)
                if at_once
                else receive(actor, name=member.name, data=member.data, batch=document.batch, **told)
            )
        except LedgerError as error:
            remarks.append(f"“{member.name}”：{error}")
            continue
        if not result.created:
            remarks.append(f"“{member.name}”此前已收录：{result.document}")
    if remarks != document.remarks:
        document.remarks = remarks
        document.save(update_fields=["remarks"])


def _depth(document: Document) -> int:
    """How many files this one is inside of, plus one."""
    depth, above = 1, document.parent
    while above is not None:
        depth, above = depth + 1, above.parent
    return depth


def check_file(actor: User | None, data: bytes, pairing: Pairing | None) -> None:
    """Refuse what the actor may not hand in, and files above the limit."""
    if actor is not None:
        if not may_submit(actor):
            raise NotAllowed("您没有提交资料的权限")
        if pairing and not Pairing.objects.for_user(actor).filter(pk=pairing.pk).exists():
            raise NotAllowed("您看不到这个结对，不能把资料归入其中")
    if len(data) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise one("too_large", f"文件有{len(data) / 1024 / 1024:.1f} MB，超过{most} MB 的上限，请拆分后上传")


def _new(
    actor: User | None,
    name: str,
    data: bytes,
    pairing: Pairing | None,
    published: date | None,
    title: str,
    origin: str,
    parent: Document | None,
) -> Document:
    return Document(
        title=title[:200],
        file_name=clean_name(name) if name else "",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        origin=origin,
        published=published,
        pairing=pairing,
        parent=parent,
        owner_region=parent.owner_region if parent else actor.region_code if actor else "",
        added_by=actor,
    )


def _known(document: Document) -> IngestResult | None:
    rows = Document.objects.unscoped("the office's own documents, looked up by their content")
    found = rows.filter(sha256=document.sha256, owner_region=document.owner_region).first()
    return IngestResult(found, False, _shown_claims(found)) if found else None


def _found_again(document: Document) -> IngestResult:
    """Somebody of the same office has just handed in the same bytes."""
    known = _known(document)
    if known is None:
        raise RuntimeError(f"{document.sha256} was refused as known, and is not")
    return known


def _shown_claims(document: Document) -> int:
    rows = DocumentClaim.objects.unscoped("counting the claims of one document of the office")
    return int(rows.filter(document=document).exclude(state__in=DocumentClaim.UNSEEN).count())


def _log(actor: User | None, document: Document, claims: int | None) -> None:
    audit(
        actor,
        AuditEntry.Action.UPLOAD,
        object_type="document",
        object_id=document.pk,
        pairing_id=document.pairing_id,
        summary=f"提交资料：{document}",
        detail={"sha256": document.sha256, **({} if claims is None else {"claims": claims})},
        source=document.origin,
    )
