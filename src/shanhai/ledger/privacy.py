"""Personal data (DOMAIN.md i): encrypted at rest, found again by a keyed hash, masked wherever it is shown.

The key lies outside the database (``SHANHAI_FIELD_KEY``, or ``field.key`` in the data folder): who has a copy
of the database alone reads no ID number, telephone number or bank card.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

MARK = "enc1:"
HIDDEN = "*"


class KeyMismatch(RuntimeError):
    """Stored personal data was encrypted with another key than the one this installation has."""


def _derive(purpose: str) -> bytes:
    """A key for one purpose from the installation's field key, so that no key serves two purposes."""
    return hmac.new(str(settings.FIELD_KEY).encode(), purpose.encode(), hashlib.sha256).digest()


@lru_cache(maxsize=2)
def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive("shanhai field encryption")))


def encrypt(plain: str) -> str:
    """The value as it is stored; empty stays empty."""
    if not plain:
        return ""
    return MARK + _cipher(str(settings.FIELD_KEY)).encrypt(plain.encode()).decode("ascii")


def decrypt(stored: str) -> str:
    """The value that :func:`encrypt` stored. Raises :class:`KeyMismatch` under another key."""
    if not stored.startswith(MARK):
        return stored
    try:
        return _cipher(str(settings.FIELD_KEY)).decrypt(stored.removeprefix(MARK).encode("ascii")).decode()
    except InvalidToken as error:
        raise KeyMismatch(
            "个人信息无法解密：数据目录中的 field.key 与数据库不匹配，请恢复备份时的密钥"
        ) from error


def keyed_hash(value: str) -> str:
    """A hash by which equal values are found without being stored: spaces and case make no difference."""
    folded = "".join(value.split()).upper()
    return (
        hmac.new(_derive("shanhai field search"), folded.encode(), hashlib.sha256).hexdigest()
        if folded
        else ""
    )


def mask(value: str, sort: str) -> str:
    """A value as everybody may see it.

    ``id``: the first 6 and the last 4 characters; ``phone``: the first 3 and the last 4; ``card``: the
    last 4; anything else, and values too short for that, only stars.
    """
    head, tail = {"id": (6, 4), "phone": (3, 4), "card": (0, 4)}.get(sort, (0, 0))
    if not value or is_masked(value):
        return value
    if len(value) < head + tail + 3:
        return HIDDEN * 4
    return value[:head] + HIDDEN * (len(value) - head - tail) + value[len(value) - tail :]


def is_masked(value: str) -> bool:
    """True for a value that somebody has seen masked; it must never be stored as the value itself."""
    return HIDDEN * 3 in value
