"""Where the text commands write: standard output, or one file an input in a folder (``-o``)."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from shanhai.cli.inputs import STDIN, InputError, Source


class Output:
    """Takes one text an input; a file in the folder appears whole or not at all."""

    def __init__(self, folder: Path | None, suffix: str, inputs: list[str], titled: bool = False) -> None:
        """``titled``: on standard output each of several texts is headed by its file's name."""
        self.folder = folder
        self.suffix = suffix
        self.titled = titled and len(inputs) > 1
        self.taken: set[Path] = set()
        self.inputs = [Path(name) for name in inputs if name != STDIN]

    def write(self, source: Source, text: str) -> None:
        """Write what was computed from ``source``. Raises :class:`InputError` when the folder refuses."""
        if self.folder is None:
            if self.titled:
                print(f"==> {source.name} <==")
            sys.stdout.write(text if not text or text.endswith("\n") else text + "\n")
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_whole(self._target(source.stem), text)
        except OSError as error:
            raise InputError(f"无法写入 {self.folder} ({error.strerror})") from None

    def _target(self, stem: str) -> Path:
        """A file of the folder that neither this run has written nor is one of its inputs."""
        assert self.folder is not None
        target, number = self.folder / f"{stem}{self.suffix}", 1
        while target in self.taken or self._is_input(target):
            number += 1
            target = self.folder / f"{stem}-{number}{self.suffix}"
        self.taken.add(target)
        return target

    def _is_input(self, target: Path) -> bool:
        return target.exists() and any(path.exists() and path.samefile(target) for path in self.inputs)


def _write_whole(target: Path, text: str) -> None:
    descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        umask = os.umask(0)
        os.umask(umask)
        Path(draft).chmod(0o666 & ~umask)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
