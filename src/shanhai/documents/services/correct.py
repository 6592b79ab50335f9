"""Correcting what is known about a document."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_correct
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.services.index import index_documents
from shanhai.documents.services.read_again import read_again
from shanhai.documents.services.twins import leave
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Pairing


@transaction.atomic
def correct_document(
    actor: User,
    document: Document,
    *,
    title: str,
    published: date | None,
    source: str,
    author: str,
    pairing: Pairing | None,
    genre: str | None = None,
) -> Document:
    """Correct title, date, source, author, genre (None: as it is) and pairing.

    Open claims are read again where that matters.

    The pairing stays while claims of the document back records of it: those decisions must be taken back
    first. A call that changes nothing writes nothing.
    """
    current = locked(actor, document)
    new: dict[str, Any] = {
        "title": title.strip(), "published": published, "source": source.strip(), "author": author.strip(),
        "genre": current.genre if genre is None else genre, "pairing": pairing,
    }  # fmt: skip
    changes = {
        name: [_shown(getattr(current, name)), _shown(value)]
        for name, value in new.items()
        if getattr(current, name) != value
    }
    if not changes:
        return current
    if "pairing" in changes:
        _check_pairing(actor, current, pairing)
    for name, value in new.items():
        setattr(current, name, value)
    current.save(update_fields=list(new))
    log_change(actor, current, f"更正资料：{current}", {"changes": changes})
    index_documents([current])
    if "pairing" in changes:
        leave(current)
    if current.decoded and {"pairing", "published"} & set(changes):
        read_again(current)  # one that waits or failed has no text yet: its reading takes what is told now
    return current


def locked(actor: User, document: Document) -> Document:
    """The document as it stands now, locked, for people who may correct it."""
    rows = Document.objects.for_user(actor).select_for_update(of=("self",))
    rows = rows.select_related("pairing__east", "pairing__west")
    found: Document | None = rows.filter(pk=document.pk).first()
    if found is None:
        raise NotAllowed("您看不到这份资料")
    if not may_correct(actor, found):
        raise NotAllowed("您没有更正这份资料的权限")
    return found


def _check_pairing(actor: User, document: Document, pairing: Pairing | None) -> None:
    if pairing and not Pairing.objects.for_user(actor).filter(pk=pairing.pk).exists():
        raise NotAllowed("您看不到这个结对，不能把资料归入其中")
    rows = DocumentClaim.objects.unscoped("claims of a document read in scope")
    used = rows.filter(document=document, record_id__isnull=False).count()
    if used:
        raise one("in_use", f"已有{used}条表述记入台账，须先撤回才能改换结对", "pairing")


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def log_change(actor: User, document: Document, summary: str, detail: dict[str, Any]) -> None:
    """One line of the log about a document."""
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="document",
        object_id=document.pk,
        pairing_id=document.pairing_id,
        summary=summary,
        detail=detail,
        source=document.origin,
    )
