"""Sealing the log: a chain of digests over its lines, and checking that no line was changed since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from shanhai.accounts.models import AuditEntry, AuditSeal


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check: lines that intact seals hold, lines after them, and the first broken seal."""

    sealed: int
    unsealed: int
    broken: AuditSeal | None


@transaction.atomic
def seal() -> AuditSeal | None:
    """Seal all lines written since the last seal; None when there are none."""
    _wait_for_writers()
    last = AuditSeal.objects.last()
    newest = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first()
    begins = last.upto if last else 0
    if newest is None or newest <= begins:
        return None
    count, digest = _digest(last.digest if last else "", begins, newest)
    made: AuditSeal = AuditSeal.objects.create(upto=newest, entries=count, digest=digest)
    return made


def verify() -> Verdict:
    """Read the whole log again and compare it with every seal."""
    before, begins, sealed = "", 0, 0
    for one in AuditSeal.objects.order_by("id"):
        count, digest = _digest(before, begins, one.upto)
        if (count, digest) != (one.entries, one.digest):
            return Verdict(sealed, AuditEntry.objects.filter(id__gt=begins).count(), one)
        before, begins, sealed = digest, one.upto, sealed + count
    return Verdict(sealed, AuditEntry.objects.filter(id__gt=begins).count(), None)


def _digest(before: str, begins: int, upto: int) -> tuple[int, str]:
    """How many lines lie after ``begins`` up to ``upto``, and the digest that chains them to ``before``."""
    found, count = hashlib.sha256(before.encode()), 0
    names = [field.attname for field in AuditEntry._meta.concrete_fields]
    rows = AuditEntry.objects.filter(id__gt=begins, id__lte=upto).order_by("id").values(*names)
    for row in rows.iterator(chunk_size=2000):
        count += 1
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, cls=Exact)
        found.update(b"\n" + line.encode())
    return count, found.hexdigest()


class Exact(DjangoJSONEncoder):
    """Times to the microsecond, which Django's own encoder leaves out."""

    def default(self, o: object) -> object:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _wait_for_writers() -> None:
    """On PostgreSQL a line with a lower number may be written after one with a higher; wait until none is.

    On SQLite a transaction has the only right to write from its beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_auditentry IN SHARE MODE")
