"""Which format a file has, judged by its bytes and never by its name; and the reader of each."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from importlib import import_module

from shanhai.documents.files import limits, problems
from shanhai.documents.files.model import Contents

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "bitmap"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "riff"),
)
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!", "RAR 压缩包", "请解压，或改存为 zip 再上传"),
    (b"7z\xbc\xaf", "7z 压缩包", "请解压，或改存为 zip 再上传"),
    (b"\x1f\x8b", "gzip 压缩包", "请解压，或改存为 zip 再上传"),
    (b"\x7fELF", "程序", "请上传文字资料"),
    (b"MZ\x90", "程序", "请上传文字资料"),
    (b"SQLite format 3\x00", "数据库", "请上传文字资料"),
    (b"ID3", "录音", "请上传文字稿"),
)
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_SAMPLE = 64 * 1024
_HEADERS = re.compile(
    rb"\A(?:\s*\r?\n)?(?:From |(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]{0,2000}\r?\n"
    rb"(?:[ \t][^\r\n]{0,2000}\r?\n){0,50}){2,200})"
)
_MIME = re.compile(rb"^(?:MIME-Version|Content-Type|Received|Message-ID):", re.IGNORECASE | re.MULTILINE)

_READERS = {
    "text": "text", "html": "text", "docx": "word", "doc": "office", "rtf": "office", "xls": "sheet",
    "xlsx": "sheet", "pdf": "pdf", "image": "image", "eml": "mail", "mhtml": "mail", "zip": "archive",
}  # fmt: skip
FORMATS = frozenset(_READERS)
CHILD = frozenset({"pdf", "image", "xls", "xlsx"})
"""Formats read in a child process: libraries in C and Rust that a hostile file may crash or keep busy.

Two cells in opposite corners of a sheet are enough to ask for all memory there is, which ends the process.
"""


def recognise(data: bytes) -> str:
    """The code of the file's format, one of :data:`FORMATS`.

    Raises :class:`LedgerError` with one clear problem for an empty file and for formats without readable
    text; the message says what to do instead.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise problems.empty()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_format(data)
    for signature, name, advice in _REFUSED:
        if data.startswith(signature):
            raise problems.wrong_type(name, advice)
    found = next((code for signature, code in _SIGNATURES if data.startswith(signature)), "")
    if found == "ole":
        return _ole_format(data)
    if found == "riff":
        if data[8:12] != b"WEBP":
            raise problems.wrong_type("录音或录像", "请上传文字稿")
        return "image"
    if found == "bitmap":
        found = "image" if data[6:10] == b"\x00\x00\x00\x00" else ""
    if found:
        return found
    return _text_format(data)


def _archive_format(data: bytes) -> str:
    """Word, Excel, or an archive of files; presentations are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
        raise problems.broken() from None
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "ppt/presentation.xml" in names:
        raise problems.wrong_type("演示文稿", "请另存为 PDF 或 docx 再上传")
    return "zip"


def _ole_format(data: bytes) -> str:
    """Old Office files by the names of their streams."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise problems.encrypted("这份 Office 文件")
    if holds("WordDocument"):
        return "doc"
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("PowerPoint Document"):
        raise problems.wrong_type("演示文稿", "请另存为 PDF 或 docx 再上传")
    if holds("__properties_version1.0"):
        raise problems.wrong_type("Outlook 邮件", "请在 Outlook 中另存为 eml 或文本再上传")
    return "doc"


def _text_format(data: bytes) -> str:
    head = data[:_SAMPLE]
    if _HEADERS.match(head) and len(_MIME.findall(head)) >= 2:
        related = re.search(rb"^Content-Type:\s*multipart/related", head, re.IGNORECASE | re.MULTILINE)
        saved = re.search(rb"^(?:Snapshot-)?Content-Location:", head, re.IGNORECASE | re.MULTILINE)
        return "mhtml" if related and saved else "eml"
    if _looks_binary(head):
        raise problems.said(
            "binary", "这不是文本文件（含大量不可读的字节），请上传 txt、网页、Word、PDF 或图片"
        )
    return "html" if re.search(rb"<(?:!doctype html|html|head|body)[\s>]", head, re.IGNORECASE) else "text"


def _looks_binary(sample: bytes) -> bool:
    """True when one in twenty bytes of the beginning is a control byte; damaged text may hold a few."""
    if sample.startswith(_UNICODE_MARKS):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * 20 > len(sample)


def read_file(data: bytes) -> Contents:
    """The text of a file and what else it holds. Raises :class:`LedgerError` when it cannot be read."""
    code = recognise(data)
    if code in CHILD:
        from shanhai.documents.files.child import read_in_child

        found = read_in_child(code, data)
    else:
        found = reader_of(code)(data, code)
    if len(found.text) > limits.MAX_TEXT:
        raise problems.too_large(f"文字超过{limits.MAX_TEXT // 10_000}万字")
    return found


def reader_of(code: str) -> Callable[[bytes, str], Contents]:
    """The function that reads files of a format; loaded when first needed, for some libraries are large."""
    module = import_module(f"shanhai.documents.files.{_READERS[code]}")
    found: Callable[[bytes, str], Contents] = module.read
    return found
