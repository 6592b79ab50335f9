"""Bytes of unknown encoding to text.

What a page declares is a hint, not the truth: each possible encoding is tried, and the one that
decodes without errors into characters that Chinese prose uses is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shanhai.text.repair.tables import to_simplified_table, word_costs

SAMPLE = 1 << 16  # bytes that are looked at to tell encodings apart
_DECLARED = re.compile(
    rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?\s{0,3}([A-Za-z0-9_-]{3,20})""", re.IGNORECASE
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf8": "utf-8", "cp936": "gb18030"}
_TRIED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_UNKNOWN = 18.0  # cost of an ideograph the frequency list lacks
_ERROR = 40.0
_ODD = 20.0  # a letter or symbol that has no business in Chinese prose
_PLAIN = re.compile(r"[\s!-~，。、；：？！“”‘’（）《》【】…—·％＋０-９　￥]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text decoded from bytes; ``errors`` counts U+FFFD put for bytes that do not fit ``encoding``.

    ``confidence`` is between 0 and 1; ``declared`` is what the bytes say of themselves, or empty.
    """

    text: str
    encoding: str
    confidence: float
    declared: str = ""
    errors: int = 0


def decode(data: bytes) -> Decoded:
    """The text in ``data``; never raises. A byte order mark is dropped."""
    match = _DECLARED.search(data[:4096])
    declared = match[1].decode("ascii").lower() if match else ""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, 1.0, declared)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0, declared)
    except UnicodeDecodeError:
        pass
    broken = data[:SAMPLE].decode("utf-8", "replace")
    bad = broken.count("\ufffd")
    if sum("\u4e00" <= char <= "\u9fff" for char in broken) > 4 * bad:
        return _decoded(data, "utf-8", 0.95, declared)
    return _by_plausibility(data, declared)


def _decoded(data: bytes, encoding: str, confidence: float, declared: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, confidence, declared, text.count("\ufffd"))


def _by_plausibility(data: bytes, declared: str) -> Decoded:
    hinted = _SAME.get(declared, declared)
    ranked = sorted(
        (_implausible(data[:SAMPLE], name) - (0.5 if name == hinted else 0.0), name) for name in _TRIED
    )
    best, second = ranked[0], ranked[1]
    gap = second[0] - best[0]
    return _decoded(data, best[1], round(min(0.99, 0.5 + gap / 10), 2), declared)


def _implausible(data: bytes, encoding: str) -> float:
    """Mean cost of the decoded characters; errors cost most. A sample may end inside a character."""
    text = data.decode(encoding, "replace")
    text = text[:-1] if text.endswith("\ufffd") else text
    costs = word_costs()
    total = count = 0.0
    for char in text.translate(to_simplified_table()):
        if "\u4e00" <= char <= "\u9fff":
            total += costs.get(char, _UNKNOWN)
        elif char == "\ufffd" or "\ue000" <= char <= "\uf8ff":
            total += _ERROR
        elif _PLAIN.match(char):
            continue
        else:
            total += _ODD
        count += 1
    return total / count if count else _ERROR
