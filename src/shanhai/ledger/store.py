"""The store of original bytes: one file a content, named by its SHA-256, never changed or deleted."""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies, or will lie. ``ValueError`` for anything but a hash."""
    if len(sha256) != 64 or any(char not in "0123456789abcdef" for char in sha256):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return Path(settings.ORIGINALS_DIR) / sha256[:2] / sha256


def store_bytes(data: bytes) -> str:
    """Keep ``data`` and return its SHA-256. Whole or not at all: it appears by a rename."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
        part.write(data)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(target)
    return sha256


def read_bytes(sha256: str) -> bytes:
    """The content with this hash; ``FileNotFoundError`` when the store does not hold it."""
    return path_of(sha256).read_bytes()


def clean_name(name: str) -> str:
    """A file name that is only a name: no folders, control or direction characters; at most 120 characters.

    Never used as a path in the store; only shown and offered for download.
    """
    base = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(
        char for char in unicodedata.normalize("NFC", base) if unicodedata.category(char)[0] != "C"
    )
    kept = kept.strip(" .").replace('"', "＂")
    if len(kept) > 120:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 119 - len(ending)]}{dot}{ending}" if dot and len(ending) <= 10 else kept[:120]
    return kept or "未命名"
