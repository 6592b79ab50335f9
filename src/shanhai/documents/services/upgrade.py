"""Reading documents again by today's rules, one or all; what would change is shown before it does."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.reading import claims_version, repair_text
from shanhai.documents.selectors import Rows
from shanhai.documents.services.correct import locked, log_change
from shanhai.documents.services.index import index_documents
from shanhai.documents.services.read_again import Plan, plan, read_again
from shanhai.documents.tasks import reread_document
from shanhai.ledger.errors import one
from shanhai.ledger.scope import Scope


@transaction.atomic
def reread(actor: User, document: Document) -> Document:
    """Repair the text and read the claims again by today's rules. What people have decided stays as it is."""
    current = locked(actor, document)
    if not current.decoded:
        raise one("unread", "这份资料还没有读出文字，请用“重新识读”")
    repaired = repair_text(current.decoded)
    current.repaired, current.repair = repaired.text, repaired.to_json()
    current.repair_version = repaired.rules_version
    current.save(update_fields=["repaired", "repair", "repair_version"])
    vars(current).pop("repaired_text", None)  # computed from what has just changed
    read_again(current)
    index_documents([current])
    log_change(actor, current, f"重新识别：{current}", {})
    return current


def preview(document: Document) -> Plan:
    """What :func:`reread` would do to the claims of a document read in scope; nothing is written."""
    rows = DocumentClaim.objects.unscoped("claims of a document read in scope").filter(document=document)
    return plan(document, repair_text(document.decoded), rows.order_by("pk"))


def outdated(user: User) -> Rows:
    """The user's own documents that older rules have read, the newest first."""
    from shanhai.text.repair import RULES_VERSION

    rows = Document.objects.for_user(user).filter(Document.home_condition(Scope.of(user)))
    older = ~Q(repair_version=RULES_VERSION) | ~Q(claims_version=claims_version())
    return rows.filter(older, state=Document.State.READY).exclude(decoded="").order_by("-pk")


def reread_all(actor: User) -> int:
    """Queue all outdated documents for reading again; how many."""
    found = list(outdated(actor).values_list("pk", flat=True))
    with transaction.atomic():
        for pk in found:
            reread_document.enqueue(actor.pk, pk)
    return len(found)


def reread_queued(actor_pk: int, pk: int) -> None:
    """The work of one queued document, on behalf of who asked; nothing when out of reach or up to date."""
    actor = User.objects.filter(pk=actor_pk, is_active=True).first()
    document = outdated(actor).filter(pk=pk).first() if actor else None
    if actor and document:
        reread(actor, document)
