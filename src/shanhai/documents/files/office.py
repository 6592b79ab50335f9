"""Old Word files and RTF, turned into docx by LibreOffice where this machine has it; and docx into PDF."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from shanhai.documents.files import limits, problems, word
from shanhai.documents.files.model import Contents

_NAMES = {"doc": "旧版 Word 文件（doc）", "rtf": "RTF 文件"}


def read(data: bytes, code: str) -> Contents:
    """The text, by way of LibreOffice; without it a message that says to save the file as docx."""
    if program() is None:
        raise problems.wrong_type(_NAMES[code], "请用 Word 或 WPS 另存为 docx 再上传")
    made = converted(data, code, "docx")
    if made is None:
        raise problems.said(
            "broken_file", f"这份{_NAMES[code]}打不开（可能设有密码或已损坏），请另存为 docx 再上传"
        )
    return replace(word.read(made, "docx"), format=code)


def program() -> str | None:
    """Where LibreOffice is on this machine; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(data: bytes, source: str, target: str) -> bytes | None:
    """A file of format ``source`` as ``target`` (endings of names); None when LibreOffice cannot open it.

    Raises :class:`LedgerError` when it takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="shanhai-office-") as folder:
        path = Path(folder, f"source.{source}")
        path.write_bytes(data)
        _convert(program() or "soffice", path, target)
        made = path.with_suffix(f".{target}")
        return made.read_bytes() if made.is_file() else None


def _convert(program: str, source: Path, target: str) -> None:
    """Run LibreOffice with a profile of its own, so that several may run; ended when it takes long."""
    command = [
        program, f"-env:UserInstallation={source.parent.as_uri()}/profile", "--headless", "--norestore",
        "--convert-to", target, "--outdir", str(source.parent), str(source),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(limits.OFFICE_SECONDS)
    except subprocess.TimeoutExpired:
        raise problems.too_large(f"打开文件超过{limits.OFFICE_SECONDS}秒") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
