"""Reading a file in a child process with bounded time and memory: a hostile one costs itself and no worker.

The child is this module run as a script: bytes come in on standard input, JSON goes out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from base64 import b64decode, b64encode
from typing import Any

from shanhai.documents.files import limits, problems
from shanhai.documents.files.model import Contents, Page
from shanhai.ledger.errors import LedgerError, Problem


def read_in_child(code: str, data: bytes) -> Contents:
    """Like the reader of the format itself, at arm's length."""
    told = _asked("read", [code], data, limits.READ_SECONDS)
    pages = tuple(map(Page.from_json, told.pop("pages")))
    remarks = tuple(told.pop("remarks"))
    return Contents(**told, pages=pages, remarks=remarks)


def picture_in_child(code: str, data: bytes, number: int, width: int) -> bytes:
    """Page ``number`` (from 0) of a PDF or picture as PNG. LookupError for a page there is not."""
    told = _asked("picture", [code, str(number), str(width)], data, limits.PICTURE_SECONDS)
    if told["png"] is None:
        raise LookupError(number)
    return b64decode(told["png"])


def _asked(act: str, arguments: list[str], data: bytes, seconds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "shanhai.documents.files.child", act, *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise problems.too_large(f"读取超过{seconds // 60}分钟") from None
    if done.returncode:
        raise problems.broken()
    told: dict[str, Any] = json.loads(done.stdout)
    if "problems" in told:
        raise LedgerError([Problem(**problem) for problem in told["problems"]])
    return told


def _read(code: str, data: bytes) -> dict[str, Any]:
    from shanhai.documents.files.read import reader_of

    found = reader_of(code)(data, code)
    return {
        "format": found.format,
        "text": found.text,
        "pages": [page.to_json() for page in found.pages],
        "remarks": list(found.remarks),
    }


def _picture(code: str, data: bytes, number: int, width: int) -> dict[str, Any]:
    from shanhai.documents.files import image, pdf

    drawn = {"pdf": pdf.picture, "image": image.picture}[code]
    try:
        return {"png": b64encode(drawn(data, number, width)).decode()}
    except LookupError:
        return {"png": None}


def main(arguments: list[str]) -> None:
    """What the child does: one file in, one answer out."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.READ_MEMORY, limits.READ_MEMORY))
    data = sys.stdin.buffer.read()
    try:
        if arguments[0] == "read":
            told = _read(arguments[1], data)
        else:
            told = _picture(arguments[1], data, int(arguments[2]), int(arguments[3]))
    except LedgerError as error:
        told = {"problems": [{"code": each.code, "message": each.message} for each in error.problems]}
    except MemoryError:
        told = {"problems": [{"code": "too_large", "message": "读取需要的内存过大，请拆分后上传"}]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
