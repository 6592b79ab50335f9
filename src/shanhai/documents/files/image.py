"""Pictures of text: photographs and scans, one page each or several (tiff)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from shanhai.documents.files import limits, ocr, problems
from shanhai.documents.files.lines import RawPage, joined
from shanhai.documents.files.model import Contents

READING_SIDE = 3_000
"""Longest side in pixels for recognition; larger photographs gain nothing."""


def read(data: bytes, code: str) -> Contents:
    """The recognised text. Huge pictures are refused by their size before they are unpacked."""
    with opened(data) as picture:
        if not ocr.available():
            raise problems.said("no_ocr", f"这是图片，{ocr.MISSING}")
        frames = min(getattr(picture, "n_frames", 1), limits.MAX_SCANNED_PAGES)
        found = []
        for number in range(frames):
            drawn = _upright(picture, number, READING_SIDE)
            width, height = drawn.size
            found.append(RawPage(ocr.recognised(drawn), width, height))
    text, pages = joined(found)
    if not text.strip():
        raise problems.said("empty_file", "图片里没有认出文字，请换一张更清楚的，或上传文字版")
    return Contents(code, text, pages=pages)


def picture(data: bytes, number: int, width: int) -> bytes:
    """Frame ``number`` (from 0) as PNG, at most ``width`` pixels wide; LookupError for one there is not."""
    with opened(data) as found:
        if not 0 <= number < getattr(found, "n_frames", 1):
            raise LookupError(number)
        drawn = _upright(found, number, READING_SIDE)
        drawn.thumbnail((width, 4 * width))
        buffer = BytesIO()
        drawn.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The picture, not yet unpacked."""
    from PIL import Image, UnidentifiedImageError

    try:
        # Our own limit speaks first; Pillow's warning about large pictures would only go to the log.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found = Image.open(BytesIO(data))
        width, height = found.size
        if width * height > limits.MAX_PIXELS:
            raise problems.too_large(f"图片有{width}×{height}像素，过大")
        with found:
            yield found
    except Image.DecompressionBombError:
        raise problems.too_large("图片过大") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise problems.broken("图片") from None


def _upright(picture: Any, number: int, longest: int) -> Any:
    """One frame, turned as the camera says, no side longer than ``longest``."""
    from PIL import ImageOps

    picture.seek(number)
    picture.draft("RGB", (longest, longest))  # lets JPEG unpack to about this size at once
    frame = ImageOps.exif_transpose(picture).convert("RGB")
    frame.thumbnail((longest, longest))
    return frame
