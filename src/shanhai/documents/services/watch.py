"""Taking in what is put into a folder: polled, nothing moved or changed there, remembered by content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.documents.models import Document
from shanhai.documents.services.intake import IngestResult, receive
from shanhai.ledger.errors import LedgerError, one
from shanhai.ledger.models import Pairing

Seen = tuple[int, int]
"""Size and time of change of a file: a file with another pair is looked at again."""

UNFINISHED = (".part", ".tmp", ".crdownload", ".download")
"""Endings of files that a program is still writing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one file of the folder."""

    path: Path
    result: IngestResult | None = None
    problem: str = ""


class FolderWatch:
    """A folder and what has been seen in it. Across restarts the documents' hashes remember for it."""

    def __init__(self, folder: Path, actor: User, pairing: Pairing | None = None) -> None:
        self.folder, self.actor, self.pairing = folder, actor, pairing
        self._done: dict[Path, Seen] = {}
        self._growing: dict[Path, Seen] = {}

    def look(self, *, settled: bool = False) -> Iterator[Found]:
        """Take in every file that is new and no longer growing: the same size and time at two looks.

        ``settled`` takes them at the first look.
        """
        for path in sorted(self.folder.rglob("*")):
            seen = self._seen(path)
            if seen is None or self._done.get(path) == seen:
                continue
            if not settled and self._growing.get(path) != seen:
                self._growing[path] = seen
                continue
            self._growing.pop(path, None)
            self._done[path] = seen
            yield self._taken(path, seen)

    def _seen(self, path: Path) -> Seen | None:
        """Size and time of an ordinary, finished, visible file; None for all else. Links are not followed."""
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(self.folder).parts)
        if hidden or path.suffix.lower() in UNFINISHED or path.is_symlink() or not path.is_file():
            return None
        try:
            state = path.stat()
        except OSError:
            return None  # gone since it was listed
        return state.st_size, state.st_mtime_ns

    def _taken(self, path: Path, seen: Seen) -> Found:
        try:
            if seen[0] > settings.UPLOAD_MAX_BYTES:
                most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
                raise one("too_large", f"文件超过{most} MB 的上限，请拆分")
            result = receive(
                self.actor,
                name=path.name,
                data=path.read_bytes(),
                pairing=self.pairing,
                origin=Document.Origin.WATCH,
            )
        except (LedgerError, OSError) as error:
            return Found(path, problem=str(error))
        return Found(path, result)
