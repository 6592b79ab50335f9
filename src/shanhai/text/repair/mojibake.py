"""Text that was decoded with a wrong encoding: UTF-8 read as GBK or Latin-1, GBK read as Latin-1.

Each line is judged alone, for pages are put together from several sources. The characters are turned
back into the bytes they were read from and read anew; the result is taken when it is whole (or nearly:
a byte that the wrong reading could not keep became ``?``) and far likelier than what stands there.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator

from shanhai.text.repair.plausible import cost
from shanhai.text.spans import Edit

RULE = "encoding"
# UTF-8 bytes of common Chinese characters and marks, read as GBK pairs, give these over and over.
_GBK = "锛銆鐨鍦鏄鍜涓浜鈥鎴鍒鐩绗闂璐鏉鏈骞鍥鍖"
_LATIN = "\x80-\xffŒœŠšŸŽžƒˆ˜–-…‰‹›€™"
_AS_GBK = re.compile(f"[{_GBK}]")
_AS_LATIN = re.compile(f"[{_LATIN}]{{4}}")
_SUSPECT = re.compile(f"[{_LATIN}{_GBK}](?:(?<=[{_GBK}])|[{_LATIN}]{{3}})")
_CP1252 = {
    bytes((byte,)).decode("cp1252"): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
ENOUGH, DENSE = 2, 1 / 30  # tell-tale characters in a line, and what part of it they make up
SAMPLE = 60  # characters on which a reading is weighed
GAIN = 1.5  # mean cost a character by which a reading must win
BROKEN = 0.1  # share of a line that may stay unreadable

Unit = tuple[int, int, bytes]


def fix(text: str) -> list[Edit]:
    """Edits that read wrongly decoded lines anew."""
    edits: list[Edit] = []
    done = 0  # where the line after the last one judged begins
    for match in _SUSPECT.finditer(text):
        if match.start() < done:
            continue
        start = text.rfind("\n", done, match.start()) + 1 or done
        end = text.find("\n", match.end())
        done = (end if end >= 0 else len(text)) + 1
        line = text[start : done - 1]
        if _AS_LATIN.search(line):
            edits += _first(line, start, ((_latin_units, "utf-8"), (_latin_units, "gb18030")))
        elif len(_AS_GBK.findall(line)) >= max(ENOUGH, DENSE * len(line)):
            edits += _first(line, start, ((_gbk_units, "utf-8"),))
    return edits


def _first(line: str, base: int, ways: tuple[tuple[Callable[[str], list[Unit]], str], ...]) -> list[Edit]:
    """The edits of the first way that reads the line well; none if no way does."""
    for units_of, encoding in ways:
        units = units_of(line)
        read = b"".join(data for _, _, data in units).decode(encoding, "replace")
        if read.count("\ufffd") > BROKEN * len(read):
            continue
        edits = [
            Edit(base + start, base + end, line[start:end], new, f"{RULE}.{encoding}")
            for start, end, new in _reread(units, encoding)
            if line[start:end] != new
        ]
        new = "".join(edit.replacement for edit in edits)
        if edits and new.count("\ufffd") <= BROKEN * len(new) and _is_likelier(line, new):
            return edits
    return []


def _is_likelier(old: str, new: str) -> bool:
    def mean(text: str) -> float:
        sample = text[:SAMPLE]
        return cost(sample) / max(len(sample), 1)

    chinese = sum("\u4e00" <= char <= "\u9fff" for char in new)
    return 2 * chinese >= len(new) - chinese and mean(old) - mean(new) >= GAIN


def _latin_units(line: str) -> list[Unit]:
    units: list[Unit] = []
    for i, char in enumerate(line):
        byte = ord(char) if ord(char) < 0x100 else _CP1252.get(char, -1)
        units.append((i, i + 1, bytes((byte,)) if byte >= 0 else b""))
    return units


def _gbk_units(line: str) -> list[Unit]:
    """Bytes as GB 18030; what it cannot spell, a lone surrogate among it, stands for bytes that are lost."""
    return [(i, i + 1, char.encode("gb18030", "ignore")) for i, char in enumerate(line) if char != "\ufffd"]


def _reread(units: list[Unit], encoding: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, new text): each unit gives the characters whose last byte it holds."""
    decoder = getincrementaldecoder(encoding)(errors="replace")
    for start, end, data in units:
        yield start, end, decoder.decode(data)
    if units and (rest := decoder.decode(b"", final=True)):
        yield units[-1][1], units[-1][1], rest
