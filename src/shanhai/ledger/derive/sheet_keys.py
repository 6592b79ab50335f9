"""The key of a row in an exported sheet: which record it is, and which version of it was exported.

A key is signed, so that a sheet from another installation, or a key typed by hand, is not taken for one of
ours: such a row is recognised by its natural key, as one that never had a key.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from shanhai.ledger.models import Record

KEY_HEADER = "记录号（系统用，请勿改动）"
_SALT = "shanhai.sheet.row"


@dataclass(frozen=True, slots=True)
class RowKey:
    """Which record of which kind a row of a sheet is, in the version that was exported."""

    kind: str
    pk: int
    version: int


def key_text(record: Record) -> str:
    """The key of a record as a sheet carries it."""
    return signing.Signer(salt=_SALT).sign(f"{record.Kind.code}-{record.pk}-{record.version}")


def read_key(text: str) -> RowKey | None:
    """The key a cell holds; None when it holds none, or not one of this installation."""
    try:
        kind, pk, version = signing.Signer(salt=_SALT).unsign(text).split("-")
    except (signing.BadSignature, ValueError):
        return None
    return RowKey(kind, int(pk), int(version))
