"""Plain text and saved web pages: only the encoding must be found; tags are taken out by the repair."""

from __future__ import annotations

from shanhai.documents.files.model import Contents


def read(data: bytes, code: str) -> Contents:
    """The decoded text, unchanged."""
    from shanhai.text.repair import decode

    decoded = decode(data)
    return Contents(code, decoded.text, decoded.encoding)
