"""Changing the key of personal data: everything under a former key is encrypted and hashed anew.

Chunk by chunk, each in a transaction of its own; a value says by which key it is encrypted, so a run that was
broken off is taken up by running again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Record
from shanhai.ledger.privacy import key_name, prefix
from shanhai.ledger.services.observe import refresh
from shanhai.ledger.services.sensitive import index_sensitive

CHUNK = 500


def waiting() -> int:
    """How many rows, and rows of history, still hold a value under a former key."""
    return sum(_stale(model, history=history).count() for model, history in _tables())


def rotate() -> Iterator[int]:
    """Encrypt everything that waits with the key in use; yields how many rows each chunk held."""
    done = 0
    for model, history in _tables():
        while number := _chunk(model, history=history):
            done += number
            yield number
    audit(None, AuditEntry.Action.KEYS, summary=f"更换个人信息密钥：{done}行已用新密钥{key_name()}加密")


def _tables() -> Iterator[tuple[type[Record], bool]]:
    """The tables with personal data: of each such kind the rows, then their history."""
    for model in all_kinds():
        if model.Kind.sensitive:
            yield model, False
            yield model, True


def _stale(model: type[Record], *, history: bool) -> models.QuerySet[Any]:
    """Rows one of whose encrypted values does not begin as those under the key in use do."""
    if history:
        rows = model.history.model.objects.all()
    else:
        rows = model.objects.unscoped("personal data of all rows gets a new key")
    condition = Q()
    for name in model.Kind.sensitive:
        rows = rows.annotate(**{f"raw_{name}": Cast(name, models.TextField())})
        condition |= ~Q(**{f"raw_{name}": ""}) & ~Q(**{f"raw_{name}__startswith": prefix()})
    found: models.QuerySet[Any] = rows.filter(condition)
    return found


@transaction.atomic
def _chunk(model: type[Record], *, history: bool) -> int:
    """Encrypt the next rows of one table anew, by reading and writing them; how many there were."""
    rows = list(_stale(model, history=history).order_by("pk")[:CHUNK])
    names = list(model.Kind.sensitive)
    if history:
        model.history.model.objects.bulk_update(rows, names)
        return len(rows)
    model.objects.unscoped("personal data of all rows gets a new key").bulk_update(rows, names)
    index_sensitive(rows)
    for record in rows:
        refresh(record)
    return len(rows)
