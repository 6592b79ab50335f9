"""Correcting what is known about a document, and reading its claims again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_correct
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.reading import claims_version, read_claims, repair_text
from shanhai.documents.services.index import index_documents
from shanhai.documents.services.twins import leave, meet
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Pairing
from shanhai.text.spans import Span

if TYPE_CHECKING:
    from shanhai.text.repair import RepairedText

ClaimState = DocumentClaim.State

READ_AGAIN = (
    "kind", "unit", "bound", "status", "east", "west", "since", "until", "start", "end", "quote",
    "text_start", "text_end", "text", "extra", "group", "confidence", "explanation", "state",
)  # fmt: skip
"""What a new reading may change of a claim nobody has decided on."""


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
    current = _locked(actor, document)
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
    _log(actor, current, f"更正资料：{current}", {"changes": changes})
    index_documents([current])
    if "pairing" in changes:
        leave(current)
    if {"pairing", "published"} & set(changes):
        _read_again(current)
    return current


@transaction.atomic
def reread(actor: User, document: Document) -> Document:
    """Repair the text and read the claims again by today's rules. What people have decided stays as it is."""
    current = _locked(actor, document)
    if not current.decoded:
        raise one("unread", "这份资料还没有读出文字，请用“重新识读”")
    repaired = repair_text(current.decoded)
    current.repaired, current.repair = repaired.text, repaired.to_json()
    current.repair_version = repaired.rules_version
    current.save(update_fields=["repaired", "repair", "repair_version"])
    vars(current).pop("repaired_text", None)  # computed from what has just changed
    _read_again(current)
    index_documents([current])
    _log(actor, current, f"重新识别：{current}", {})
    return current


def _locked(actor: User, document: Document) -> Document:
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


def _read_again(document: Document) -> None:
    """Bring the claims up to date: open ones follow the new reading, decided ones stay, new ones come in."""
    repaired = document.repaired_text
    rows = DocumentClaim.objects.unscoped("claims of a document read in scope").filter(document=document)
    known = _Known(rows.select_for_update(of=("self",)).order_by("pk"))
    last = known.last_number
    added, changed = [], []
    for claim in read_claims(document, repaired, document.pairing, document.published):
        old = known.take(claim)
        if old is None:
            last += 1
            claim.number = last
            added.append(claim)
            continue
        if old.state in (ClaimState.OPEN, ClaimState.WITHDRAWN):
            for name in READ_AGAIN:
                setattr(old, name, getattr(claim, name))
        else:
            old.group = claim.group
            _place_again(old, repaired)
        changed.append(old)
    for gone in known.left():
        if gone.state == ClaimState.OPEN and gone.origin == DocumentClaim.Origin.RULES:
            gone.state = ClaimState.WITHDRAWN
        _place_again(gone, repaired)
        changed.append(gone)
    DocumentClaim.objects.bulk_create(added, batch_size=500)
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


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _log(actor: User, document: Document, summary: str, detail: dict[str, Any]) -> None:
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
