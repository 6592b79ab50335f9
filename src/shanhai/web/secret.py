"""The key that signs sessions and links: made once for an installation, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_old_keys(path: Path) -> list[str]:
    """The former keys kept in ``path``, one a line; none when there is no such file."""
    try:
        return path.read_text("ascii").split()
    except FileNotFoundError:
        return []


def change_key(path: Path, old: Path) -> None:
    """Put a new key into ``path``. The present one goes to ``old`` first, so no crash loses it."""
    present = read_or_make_key(path)
    kept = [present, *(key for key in read_old_keys(old) if key != present)]
    _replace(old, kept)
    _replace(path, [secrets.token_urlsafe(50)])


def _replace(path: Path, keys: list[str]) -> None:
    """Write the keys, mode 0600, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_or_make_key(path: Path) -> str:
    """The key kept in ``path``, made with mode 0600 when there is none yet.

    Two processes may start at once: each writes a file of its own and links it into place, which only
    one of them can do; both then read the winner's key.
    """
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first
    finally:
        draft.unlink()
    return path.read_text("ascii").strip()
