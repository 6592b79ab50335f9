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

MARK = "enc2:"
UNNAMED = "enc1:"
"""Values written before keys had names; any of the keys may open them."""
HIDDEN = "*"


class KeyMismatch(RuntimeError):
    """Stored personal data was encrypted with another key than the ones this installation has."""


def _keys() -> tuple[str, ...]:
    """The key in use, then the former ones that still open what was not yet encrypted anew."""
    return (str(settings.FIELD_KEY), *map(str, settings.FIELD_KEYS_OLD))


def _derive(purpose: str, key: str) -> bytes:
    """A key for one purpose from an installation's field key, so that no key serves two purposes."""
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).digest()


@lru_cache(maxsize=8)
def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive("shanhai field encryption", key)))


@lru_cache(maxsize=8)
def _name(key: str) -> str:
    return _derive("shanhai field key name", key).hex()[:8]


def key_name() -> str:
    """The name of the key in use: it tells keys apart and betrays nothing of them."""
    return _name(str(settings.FIELD_KEY))


def prefix() -> str:
    """How values begin that are encrypted with the key in use."""
    return f"{MARK}{key_name()}:"


def encrypt(plain: str) -> str:
    """The value as it is stored; empty stays empty."""
    if not plain:
        return ""
    return prefix() + _cipher(str(settings.FIELD_KEY)).encrypt(plain.encode()).decode("ascii")


def decrypt(stored: str) -> str:
    """The value that :func:`encrypt` stored. Raises :class:`KeyMismatch` under other keys."""
    if stored.startswith(MARK):
        name, _, token = stored.removeprefix(MARK).partition(":")
        keys = [key for key in _keys() if _name(key) == name]
    elif stored.startswith(UNNAMED):
        token, keys = stored.removeprefix(UNNAMED), list(_keys())
    else:
        return stored
    for key in keys:
        try:
            return _cipher(key).decrypt(token.encode("ascii")).decode()
        except InvalidToken:
            continue
    raise KeyMismatch("个人信息无法解密：数据目录中的 field.key 与数据库不匹配，请恢复备份时的密钥")


def keyed_hash(value: str) -> str:
    """A hash by which equal values are found without being stored: spaces and case make no difference."""
    return _hash(value, str(settings.FIELD_KEY))


def all_hashes(value: str) -> set[str]:
    """The hashes a value may have while keys are being changed, under every key there is."""
    return {_hash(value, key) for key in _keys()} - {""}


def _hash(value: str, key: str) -> str:
    folded = "".join(value.split()).upper()
    return (
        hmac.new(_derive("shanhai field search", key), folded.encode(), hashlib.sha256).hexdigest()
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
