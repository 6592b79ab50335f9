"""Text that was decoded with a wrong encoding: UTF-8 read as GBK or Latin-1, GBK read as Latin-1.

Pages are put together from several sources, so each stretch is judged alone. Its characters are turned back
into the bytes they were read from and read anew. UTF-8 read as Latin-1 that is whole proves itself (``â€œ``
is no word of any language); otherwise the result must be nearly whole (a byte that the wrong reading could
not keep became ``?``) and far likelier than what stands there.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise

from shanhai.text.repair import gbk
from shanhai.text.repair.plausible import cost
from shanhai.text.repair.reader import AHEAD, QUOTED, Reader
from shanhai.text.spans import Edit

RULE = "encoding"
# The first two UTF-8 bytes of a Chinese character, or of common marks, read as GBK pairs.
_GBK = "锛銆鈥锘" + "".join(
    bytes((lead, trail)).decode("gb18030") for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0)
)
_LATIN = "\x80-\xffŒœŠšŸŽžƒˆ˜–-…‰‹›€™"
_AS_GBK = re.compile(f"[{_GBK}]")
_AS_LATIN = re.compile(f"[{_LATIN}]{{4}}")
_SUSPECT = re.compile(f"[{_LATIN}{_GBK}](?:(?<=[{_GBK}]).{{0,2}}[{_GBK}]|[{_LATIN}]{{2}}|(?<=Â)[\xa0·°×])")
_BOM = re.compile("锘[\ufffd?？]")  # a byte order mark of UTF-8 read as GBK
_LATIN_PIECE = re.compile("[^\n\u2e80-\ufffc]+")  # what stands between Chinese characters
_LATIN_RUN = re.compile(f"[{_LATIN}]{{2,}}")
_CHINESE_PIECE = re.compile("[^\n\x00-\x7f，。、；：！？“”‘’（）《》【】…—]+")
_CP1252 = {
    bytes((byte,)).decode("cp1252"): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_BROKEN = re.compile("\ufffd+")
_LOST = frozenset("\ufffd€")
_PLAIN = "\xa0·°×"  # what stands in Chinese text and has two bytes in UTF-8
ENOUGH, DENSE = 2, 1 / 6  # tell-tale characters in a stretch, and what part of it they make up
SAMPLE = 60  # characters on which a reading is weighed
LOOK = 600  # characters read to see whether a stretch is worth reading
GAIN = 1.5  # mean cost a character by which a reading must win
BROKEN = 0.2  # share of a stretch that may stay unreadable
UNLIKELY = 12.0  # cost of a character that is not written where one of its bytes is assumed
TWICE = 3  # times that text may have been encoded wrongly

Unit = tuple[int, int, bytes]
Spelt = tuple[int, int, str, bytes]  # start, end, what it spells, bytes of an unfinished character before it


def fix(text: str) -> list[Edit]:
    """Edits that read wrongly decoded stretches anew."""
    edits = [Edit(0, mark.end(), mark[0], "", f"{RULE}.utf-8")] if (mark := _BOM.match(text)) else []
    done = len(mark[0]) if mark else 0  # where the line after the last one judged begins
    for match in _SUSPECT.finditer(text):
        if match.start() < done:
            continue
        start = text.rfind("\n", done, match.start()) + 1 or done
        end = text.find("\n", match.end())
        done = (end if end >= 0 else len(text)) + 1
        edits += _in_line(text[start : done - 1], start)
    return edits


def _in_line(line: str, base: int) -> Iterator[Edit]:
    for piece in _LATIN_PIECE.finditer(line) if _LATIN_RUN.search(line) else ():
        if _LATIN_RUN.search(piece[0]):
            yield from _as_latin(piece[0], base + piece.start())
    if _is_dense(line) and (whole := _reread_well(line, base, _gbk_units, "utf-8")):
        yield from whole
        return
    for piece in _CHINESE_PIECE.finditer(line) if len(_AS_GBK.findall(line)) >= ENOUGH else ():
        if _is_dense(piece[0]):
            yield from _reread_well(piece[0], base + piece.start(), _gbk_units, "utf-8")


def _is_dense(text: str) -> bool:
    """Whether enough characters tell of UTF-8 that was read as GBK."""
    return len(_AS_GBK.findall(text)) >= max(ENOUGH, DENSE * len(text))


def _as_latin(piece: str, base: int) -> list[Edit]:
    """The edits of a stretch without Chinese characters: its runs that prove themselves, or all of it."""
    runs = list(_LATIN_RUN.finditer(piece))
    proven = [(run, new) for run in runs if (new := _proven(run[0]))]
    if len(proven) < len(runs) and _AS_LATIN.search(piece):
        for encoding in ("utf-8", "gb18030"):
            if edits := _reread_well(piece, base, _latin_units, encoding):
                return edits
    return [
        Edit(at + end - width, at + end, run[0][end - width : end], char, f"{RULE}.utf-8")
        for run, chars in proven
        for at in (base + run.start(),)
        for end, (width, char) in zip(accumulate((w for w, _ in chars)), chars, strict=True)
    ]


def _proven(run: str) -> list[tuple[int, str]]:
    """What a run of Latin-1 characters says as UTF-8, when it is whole and nothing but Chinese; else nothing.

    Each character with how many of the run spell it: more than three where the text was encoded twice.
    """
    if len(run) > LOOK and not _proven(run[:LOOK].rpartition(run[0])[0]):  # where a character begins
        return []
    widths, read = [1] * len(run), run
    for _ in range(TWICE):
        try:
            read = b"".join(data for _, _, data in _latin_units(read)).decode("utf-8")
        except UnicodeDecodeError:
            break
        ends = list(accumulate(len(char.encode()) for char in read))
        if ends[-1:] != [len(widths)]:
            break
        widths = [sum(widths[start:end]) for start, end in pairwise((0, *ends))]
        if all(char >= "\u2000" or char in _PLAIN for char in read):
            return list(zip(widths, read, strict=True)) if len(read) < len(run) else []
    return []


def _reread_well(line: str, base: int, units_of: Callable[[str], list[Unit]], encoding: str) -> list[Edit]:
    """The edits that read a stretch anew; none if it does not read well then.

    Of a long one the head is read first.
    """
    if len(line) > LOOK and not _reread_well(line[:LOOK], base, units_of, encoding):
        return []
    units = units_of(line)
    read = b"".join(data for _, _, data in units).decode(encoding, "replace").rstrip("\ufffd")
    if len(_BROKEN.findall(read)) > BROKEN * len(read) or not _is_likelier(line, read):
        return []
    spelt = list(_reread(units, encoding))
    return [
        Edit(base + start, base + end, line[start:end], new, f"{RULE}.{encoding}", sure)
        for (start, end, _, _), (new, sure) in zip(spelt, _whole(line, spelt), strict=True)
        if line[start:end] != new
    ]


def _whole(line: str, spelt: Sequence[Spelt]) -> Iterator[tuple[str, float]]:
    """What each part spells, and how surely: a character that lost its last byte is chosen by its neighbours.

    A ``?`` behind it stands for that byte and for the ASCII character that it swallowed.
    """
    reader = Reader(line, {})
    before = ""
    for number, (start, end, new, begun) in enumerate(spelt):
        sure = 1.0
        if chars := _beginning_with(begun):
            rest = new.replace("\ufffd", "")
            if rest.startswith("?") and number + 1 < len(spelt):
                rest = reader.swallowed(end) + rest[1:]
            after = rest + "".join(part[2] for part in spelt[number + 1 : number + 1 + AHEAD])
            char, sure = reader.best(chars, before, after, end)
            new = char + rest
        elif cost(new) > UNLIKELY and not _LOST.isdisjoint(line[start:end]):
            new = "\ufffd"  # more than one byte is lost here
        before = (before + new)[-QUOTED:]
        yield new, sure


@cache
def _beginning_with(begun: bytes) -> tuple[str, ...]:
    """The Chinese characters whose first two bytes in UTF-8 are ``begun``."""
    if len(begun) != 2 or not 0xE2 <= begun[0] <= 0xEF:
        return ()
    found = ((begun + bytes((last,))).decode("utf-8", "ignore") for last in range(0x80, 0xC0))
    return tuple(char for char in found if char and gbk.encode(char))


def _is_likelier(old: str, new: str) -> bool:
    def mean(text: str) -> float:
        sample = text.replace("\ufffd", "")[:SAMPLE]
        return cost(sample) / max(len(sample), 1)

    chinese = sum("\u4e00" <= char <= "\u9fff" for char in new)
    return chinese > 1 and 2 * chinese >= len(new) - chinese and mean(old) - mean(new) >= GAIN


def _latin_units(line: str) -> list[Unit]:
    """Bytes as Windows-1252 has them; FF, which UTF-8 never has, for what it cannot spell."""
    units: list[Unit] = []
    for i, char in enumerate(line):
        byte = ord(char) if ord(char) < 0x100 else _CP1252.get(char, -1)
        units.append((i, i + 1, bytes((byte,)) if byte >= 0 else b"\xff"))
    return units


def _gbk_units(line: str) -> list[Unit]:
    """Bytes as GB 18030 has them; none for what it cannot spell.

    A mark for an unreadable byte stands for 80, with which no pair begins, or, before ASCII, for a byte that
    lacks its pair: which one, :func:`_whole` must choose.
    """
    return [
        (
            i,
            i + 1,
            char.encode("gb18030", "ignore")
            if char not in _LOST
            else b"\x80"
            if after >= "\x80"
            else b"\xff",
        )
        for i, (char, after) in enumerate(zip(line, line[1:] + "\n", strict=True))
    ]


def _reread(units: list[Unit], encoding: str) -> Iterator[Spelt]:
    """The characters that spell a whole one, and what they spell, with the bytes of one left unfinished."""
    decoder = getincrementaldecoder(encoding)(errors="replace")
    first = -1
    for start, end, data in units:
        first = start if first < 0 else first
        begun = decoder.getstate()[0]
        if new := decoder.decode(data):
            yield first, end, new, begun if new[0] == "\ufffd" else b""
            first = -1 if not decoder.getstate()[0] else end
    begun = decoder.getstate()[0]
    if units and (rest := decoder.decode(b"", final=True)):
        yield max(first, 0), units[-1][1], rest, begun
