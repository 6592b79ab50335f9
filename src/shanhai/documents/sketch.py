"""How alike two texts are: shingles, and sketches of them by which alike texts are found among many.

A sketch is made in one pass (one hash a shingle, the least of each bin kept), so that time grows with the
text alone. Two texts of which four in five shingles agree share a band of it nearly always; of which a half
agree, in two cases of three.
"""

from __future__ import annotations

import re
from zlib import crc32

SHINGLE = 5
"""Letters and figures of a shingle; punctuation and blanks, which copies change, do not count."""
BINS = 64
ROWS = 4
LONGEST = 200_000
"""Letters of a text that are looked at."""
SHORTEST = 60
"""Shorter texts are alike by chance."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SENTENCE = re.compile(r"[^。！？；\n]{1,2000}[。！？；\n]*")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text[: 2 * LONGEST]))[:LONGEST].lower()


def shingles(text: str) -> frozenset[int]:
    """The hashes of all runs of ``SHINGLE`` letters; empty for short texts."""
    letters = _letters(text)
    if len(letters) < SHORTEST:
        return frozenset()
    return frozenset(crc32(letters[at : at + SHINGLE].encode()) for at in range(len(letters) - SHINGLE + 1))


def bands(found: frozenset[int]) -> list[int]:
    """Keys of the sketch's bands, signed 64-bit numbers; texts that share one are worth comparing."""
    if not found:
        return []
    least: list[int | None] = [None] * BINS
    for value in found:
        at = value % BINS
        known = least[at]
        if known is None or value < known:
            least[at] = value
    filled = _filled(least)
    keys = []
    for band in range(0, BINS, ROWS):
        packed = b"".join(value.to_bytes(4, "big") for value in filled[band : band + ROWS])
        keys.append(((band << 32) | crc32(packed)) - (1 << 40))
    return keys


def _filled(least: list[int | None]) -> list[int]:
    """Empty bins take the value of the next full one."""
    filled: list[int] = []
    following = next(value for value in least if value is not None)
    for value in reversed(least):
        following = value if value is not None else following
        filled.append(following)
    return filled[::-1]


def similarity(first: frozenset[int], second: frozenset[int]) -> float:
    """The share of all shingles that both have, from 0 to 1."""
    both = len(first & second)
    return both / (len(first) + len(second) - both) if both else 0.0


def same_figures(first: str, second: str) -> float:
    """The share of the shorter text's different numbers that the other has too; 1 where there are none."""
    numbers = [set(_NUMBER.findall(text[:LONGEST])) for text in (first, second)]
    fewer, more = sorted(numbers, key=len)
    return len(fewer & more) / len(fewer) if fewer else 1.0


def own_sentences(text: str, other: str) -> list[tuple[str, bool]]:
    """The sentences of ``text``, each told whether ``other`` lacks it; together they are the text again."""
    known = {_letters(sentence) for sentence in _SENTENCE.findall(other)} | {""}
    found = _SENTENCE.findall(text)
    return [(sentence, _letters(sentence) not in known) for sentence in found]
