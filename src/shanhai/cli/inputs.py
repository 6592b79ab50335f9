"""Files named on the command line: reading them, and saying in one line what is wrong with one.

A wrong file never stops the others: its line goes to standard error, and the command ends with code 2.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer

STDIN = "-"


class Problem(Exception):
    """Something a user can put right; the message is one line for the user, Chinese first."""


class InputError(Problem):
    """A file that cannot be used."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input: the name as the user gave it (``-`` for standard input) and its bytes."""

    name: str
    data: bytes

    @property
    def stem(self) -> str:
        """The name an output file is called after, without folder and suffix."""
        return "stdin" if self.name == STDIN else Path(self.name).stem


def read_input(name: str) -> bytes:
    """The bytes of the file ``name``, or of standard input for ``-``.

    Raises :class:`InputError` for what is missing, a directory, a device or unreadable.
    """
    if not name:
        raise InputError("文件名是空的 (an empty name)")
    return sys.stdin.buffer.read() if name == STDIN else _read_file(Path(name))


def _read_file(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError("这是文件夹，不是文件 (a directory)")
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise InputError("不是普通文件 (a device or socket)")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("没有这个文件 (no such file)") from None
    except PermissionError:
        raise InputError("没有读取权限 (permission denied)") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"无法读取 ({reason})") from None


class Failures:
    """Remembers whether any input failed, so that the command can end with code 2."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, name: str, problem: object) -> None:
        """Print one line about ``name`` to standard error."""
        self.count += 1
        complain(f"{shown(name) or '“”'}：{problem}")

    def finish(self) -> None:
        """End the command with code 2 when anything failed."""
        if self.count:
            raise typer.Exit(2)


def sources(names: Iterable[str], failures: Failures) -> Iterator[Source]:
    """The readable inputs in the order given; the others are reported to ``failures``."""
    for name in names:
        try:
            yield Source(name, read_input(name))
        except InputError as error:
            failures.add(name, error)


def shown(name: str) -> str:
    """``name`` fit for printing and JSON, whatever bytes the file system gave it."""
    return os.fsencode(name).decode("utf-8", "replace").replace("\n", "\\n")


def complain(message: str) -> None:
    """One line on standard error."""
    typer.echo(f"✗ {message}", err=True)


def refuse(message: str) -> NoReturn:
    """One line on standard error, and the end of the command with code 2."""
    complain(message)
    raise typer.Exit(2)
