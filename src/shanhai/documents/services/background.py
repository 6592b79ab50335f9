"""Reading in the background what was taken in before; may be begun again after any stop."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_correct
from shanhai.documents.models import Document
from shanhai.documents.reading import read_content
from shanhai.documents.services.index import index_documents
from shanhai.documents.services.intake import take_members
from shanhai.documents.services.read import UNREADABLE, fill, settle
from shanhai.documents.services.twins import meet
from shanhai.documents.tasks import read_document
from shanhai.ledger.errors import LedgerError, NotAllowed, one
from shanhai.ledger.store import read_bytes

logger = logging.getLogger(__name__)

LOST = "原件不在文件库中，请系统管理员从备份恢复后重试"
UNREAD = (Document.State.RECEIVED, Document.State.READING)
TOLD = ("title", "published", "source", "author", "genre", "pairing_id")
"""What people may correct while the file is being read; it comes before what the text tells of itself."""


def read_received(pk: int) -> None:
    """Read a document that waits; nothing for one that is read already, or that another worker has read.

    A file that cannot be read leaves the document failed, with the reason; its bytes stay in the store.
    """
    rows = Document.objects.unscoped("background reading")
    begun = rows.filter(pk=pk, state__in=UNREAD).update(state=Document.State.READING, read_at=timezone.now())
    if not begun:
        return
    document: Document = rows.select_related("pairing", "added_by").get(pk=pk)
    try:
        reading = read_content(read_bytes(document.sha256))
    except LedgerError as error:
        _fail(pk, str(error))
        return
    except FileNotFoundError:
        _fail(pk, LOST)
        return
    except Exception:
        # A fault of ours must not leave the document waiting for ever.
        logger.exception("reading %s failed", document.sha256)
        _fail(pk, UNREADABLE)
        return
    told = _told(document)
    claims = fill(document, reading, document.added_by)
    with transaction.atomic():
        # Asked again under the lock: of two workers on one document the second throws its reading away.
        waiting = rows.select_for_update(of=("self",)).select_related("pairing", "added_by")
        found: Document | None = waiting.filter(pk=pk, state__in=UNREAD).first()
        if found is None:
            return
        if _told(found) != told:  # corrected meanwhile
            document, claims = found, fill(found, reading, found.added_by)
        document.save()
        settle(document, reading.contents, claims)
        take_members(document, reading.contents, document.added_by)
        meet(document)
        index_documents([document])


def _told(document: Document) -> list[object]:
    return [getattr(document, name) for name in TOLD]


@transaction.atomic
def retry(actor: User, document: Document) -> Document:
    """Put a document that failed, or that hangs, back in the queue."""
    rows = Document.objects.for_user(actor).select_for_update(of=("self",))
    found: Document | None = rows.filter(pk=document.pk).first()
    if found is None or not may_correct(actor, found):
        raise NotAllowed("您没有重新识读这份资料的权限")
    if found.decoded:
        raise one("state", "这份资料已经读过，请用“重新识别”")
    found.state, found.problem = Document.State.RECEIVED, ""
    found.save(update_fields=["state", "problem"])
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="document",
        object_id=found.pk,
        pairing_id=found.pairing_id,
        summary=f"重新识读：{found}",
        source=found.origin,
    )
    read_document.enqueue(found.pk)
    return found


def _fail(pk: int, problem: str) -> None:
    rows = Document.objects.unscoped("background reading").filter(pk=pk, state__in=UNREAD)
    rows.update(state=Document.State.FAILED, problem=problem[:300], read_at=timezone.now())
