"""The backup file: a tar archive that ends with ``manifest.json``, the SHA-256 of every other member.

Knows files and hashes only; what they mean is :mod:`shanhai.cli.storage`'s business.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from shanhai.cli.inputs import Problem

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


class ArchiveError(Problem):
    """A backup that cannot be made or used."""


class _Hashing(io.RawIOBase):
    """Reads through to a file and hashes what passes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


class Writer:
    """Adds files to an archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members: list[dict[str, Any]] = []

    def add(self, name: str, path: Path) -> None:
        """Add the file ``path`` under ``name``."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            hashing = _Hashing(file)
            self.tar.addfile(_info(name, size), hashing)
        self.members.append({"name": name, "size": size, "sha256": hashing.digest.hexdigest()})


@contextmanager
def writing(target: Path, facts: dict[str, Any]) -> Iterator[Writer]:
    """An archive that appears at ``target`` whole, readable by its owner only, or not at all.

    ``facts`` stand in the manifest beside the list of members. A name ending in ``gz`` is compressed.
    """
    if target.is_dir():
        raise ArchiveError(f"{target} 是文件夹：请写上备份文件的名字 (a directory; name a file)")
    if not target.parent.is_dir():
        raise ArchiveError(f"没有这个文件夹：{target.parent} (no such directory)")
    descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            mode = "w:gz" if target.name.endswith((".gz", ".tgz")) else "w:"
            with tarfile.open(fileobj=file, mode=mode) as tar:  # type: ignore[call-overload]
                writer = Writer(tar)
                yield writer
                manifest = json.dumps(
                    {"format": FORMAT, **facts, "members": writer.members}, indent=1
                ).encode()
                tar.addfile(_info(MANIFEST, len(manifest)), io.BytesIO(manifest))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack ``source`` into the empty ``folder`` and return its manifest, every hash compared.

    Raises :class:`ArchiveError` when the file is no backup of ours, is cut off or was changed, or holds
    anything but plain files under plain relative names.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source, "r:*") as tar:
            for member in tar:
                content = tar.extractfile(member) if _is_plain(member) else None
                if content is None or manifest is not None or member.name in found:
                    raise ArchiveError(f"备份中有不该有的内容：{member.name} (unexpected member)")
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                    continue
                digest = _save(content, folder / member.name)
                found[member.name] = {"name": member.name, "size": member.size, "sha256": digest}
    except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
        reason = (
            str(error).partition("\n")[0].rstrip(":")
        )  # tarfile adds a line for each compression it tried
        raise ArchiveError(f"不是山海的备份文件，或已损坏 ({reason})") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ArchiveError("备份文件不完整，或版本不符 (no manifest of a known format)")
    if {entry["name"]: entry for entry in manifest.get("members", ())} != found:
        raise ArchiveError("备份文件的内容与清单不符，已损坏 (hashes differ)")
    return manifest


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(time.time())
    return info


def _is_plain(member: tarfile.TarInfo) -> bool:
    path = PurePosixPath(member.name)
    return member.isreg() and not path.is_absolute() and ".." not in path.parts and "\\" not in member.name


def _save(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
