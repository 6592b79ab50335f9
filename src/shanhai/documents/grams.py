"""The search index's letters: folded text cut into characters and pairs; ids packed into two signs each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

BLOCK = 2048
"""Documents of one block; a place in it takes two signs of the alphabet below."""
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_DIGIT = bytes(_SIGNS.index(chr(code)) if chr(code) in _SIGNS else 0 for code in range(256))
_RUN = re.compile(r"[^\W_]+")
LONGEST = 3_000_000
"""Characters of a document that are indexed."""


def fold(text: str) -> str:
    """Half-width, small letters, composed; the same for texts and for what is looked for."""
    return unicodedata.normalize("NFKC", text).lower()


def runs(text: str) -> list[str]:
    """The unbroken runs of letters and figures of a folded text; marks and blanks part them."""
    return _RUN.findall(fold(text))


def grams(text: str) -> set[str]:
    """Every character and every pair of neighbours of a text's runs."""
    found: set[str] = set()
    for run in runs(text[:LONGEST]):
        found.update(run)
        found.update(map("".join, pairwise(run)))
    return {gram for gram in found if len(gram) <= 2}


def wanted(query: str) -> list[str]:
    """The grams that a document must hold to hold the query's words; pairs, or a lone character itself."""
    found: dict[str, None] = {}
    for run in runs(query):
        found.update(dict.fromkeys(map("".join, pairwise(run)) if len(run) > 1 else [run]))
    return list(found)


def pack(places: Iterable[int]) -> str:
    """Places in a block (0 to ``BLOCK`` - 1) as text that can be added to by appending."""
    return "".join(_SIGNS[place >> 6] + _SIGNS[place & 63] for place in places)


def unpack(block: int, packed: str) -> set[int]:
    """The ids that a block's text lists."""
    digits = packed.encode("ascii").translate(_DIGIT)
    base = block * BLOCK
    return {base + (high << 6 | low) for high, low in zip(digits[::2], digits[1::2], strict=True)}
