"""What is found in a file: text, pages with the box of every character, files inside."""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

WHOLE = 65_535
"""Boxes are fractions of the page: 0 is the left or upper edge, ``WHOLE`` the right or lower one."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that can be shown as a picture. ``start``/``end`` index the text; one box a character.

    ``boxes`` packs four unsigned 16-bit numbers a character; characters without ink (line ends) have zeros.
    ``width`` and ``height`` are in points for PDF, pixels for pictures: only their relation matters.
    """

    start: int
    end: int
    width: float
    height: float
    boxes: bytes

    def to_json(self) -> dict[str, Any]:
        """JSON-able values, for the way out of the child process."""
        packed = b64encode(self.boxes).decode()
        return {
            "start": self.start,
            "end": self.end,
            "width": self.width,
            "height": self.height,
            "boxes": packed,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Page:
        """The page that :meth:`to_json` told."""
        return cls(told["start"], told["end"], told["width"], told["height"], b64decode(told["boxes"]))


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another (archive, mail), to become a document of its own."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """The text of a file and what else it holds.

    ``text`` is what all offsets count in. ``remarks`` are Chinese sentences about parts that were left out.
    ``title``, ``author`` and ``published`` are told by the file itself (a mail's head), else empty.
    """

    format: str
    text: str
    encoding: str = ""
    pages: tuple[Page, ...] = ()
    members: tuple[Member, ...] = ()
    remarks: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    published: date | None = None


def pack(boxes: Iterable[Box | None]) -> bytes:
    """Boxes as :class:`Page` keeps them; None and what lies outside the page are cut to it."""
    packed = array("H")
    for box in boxes:
        packed.extend(round(min(max(edge, 0.0), 1.0) * WHOLE) for edge in box or (0.0, 0.0, 0.0, 0.0))
    return packed.tobytes()


def unpack(packed: bytes) -> list[Box]:
    """The boxes as fractions of the page."""
    numbers = array("H")
    numbers.frombytes(packed)
    edges = [number / WHOLE for number in numbers]
    return [(edges[i], edges[i + 1], edges[i + 2], edges[i + 3]) for i in range(0, len(edges), 4)]
