"""Build the packed tables beside this file; run by hand when a source changes.

    python -m shanhai.text.repair.data.build path/to/jieba/dict.txt

Sources: pypinyin (readings), OpenCC (character forms), our gazetteer (names), the dictionary of jieba (word
frequencies).
See NOTICE in this folder for their licences. Nothing here is imported at run time.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
KEEP_WORDS = 120_000  # the most frequent words; more adds size, no measured repair


def gbk_han() -> list[str]:
    """Every ideograph that a two-byte GBK pair can spell, in code point order."""
    trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
    chars = {bytes((lead, trail)).decode("gb18030") for lead in range(0x81, 0xFF) for trail in trails}
    return sorted(char for char in chars if "\u4e00" <= char <= "\u9fff")


def readings(chars: list[str]) -> str:
    """One line a reading with its tone mark: the reading, a tab, all characters that have it."""
    from pypinyin import Style, pinyin

    table: dict[str, list[str]] = defaultdict(list)
    for char in chars:
        for reading in pinyin(char, style=Style.TONE, heteronym=True, errors="ignore")[0:1]:
            for one in reading:
                table[one].append(char)
    return "".join(f"{reading}\t{''.join(chars)}\n" for reading, chars in sorted(table.items()))


def encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def forms(chars: list[str]) -> str:
    """Three lines: traditional characters, their simplified forms, and simplified-only characters.

    Traditional characters that GB 2312 has too (後, 於, 乾 …), and may stand in simplified text, come last,
    after a space. A character counts as simplified-only when Big5, which traditional text is written in,
    lacks it.
    """
    from opencc import OpenCC

    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    pairs = [(char, to_simplified.convert(char)) for char in chars]
    pairs = [(old, new) for old, new in pairs if old != new and len(new) == 1]
    only = [pair for pair in pairs if not encodable(pair[0], "gb2312")]
    shared = [pair for pair in pairs if encodable(pair[0], "gb2312")]
    simplified = [
        char
        for char in chars
        if encodable(char, "gb2312") and not encodable(char, "big5") and to_traditional.convert(char) != char
    ]
    ordered = [*only, (" ", " "), *shared]
    lines = ("".join(old for old, _ in ordered), "".join(new for _, new in ordered), "".join(simplified))
    return "\n".join(lines) + "\n"


def words(dictionary: Path) -> bytes:
    """Deflated lines by falling frequency: a level (logarithm of the count, times 8) and its words."""
    counts: list[tuple[int, str]] = []
    for line in dictionary.read_text("utf-8").splitlines():
        word, number, *_ = line.split(" ")
        if 1 <= len(word) <= 4 and all("\u4e00" <= char <= "\u9fff" for char in word):
            counts.append((int(number), word))
    counts.sort(key=lambda pair: (-pair[0], pair[1]))
    levels: dict[int, list[str]] = defaultdict(list)
    for count, word in counts[:KEEP_WORDS]:
        levels[round(math.log(max(count, 1)) * 8)].append(word)
    text = "".join(f"{level}\t{' '.join(sorted(members))}\n" for level, members in levels.items())
    return zlib.compress(text.encode("utf-16-le"), 9)


def names() -> str:
    """Names of divisions that are not what they were when made traditional and simplified again.

    One line a name: as it comes back, its traditional form, the name.
    """
    from opencc import OpenCC

    from shanhai.text.gazetteer import gazetteer

    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    rows: set[tuple[str, str, str]] = set()
    towns = (division.name for division in gazetteer().iter("township"))
    for name in {*gazetteer().names, *towns}:
        for traditional in (name, to_traditional.convert(name)):
            spoilt = to_simplified.convert(traditional)
            if spoilt != name and len(spoilt) == len(name) == len(traditional):
                rows.add((spoilt, to_traditional.convert(name), name))
    return "".join("\t".join(row) + "\n" for row in sorted(rows))


def main() -> None:
    chars = gbk_han()
    (HERE / "readings.tsv").write_text(readings(chars), "utf-8")
    (HERE / "forms.txt").write_text(forms(chars), "utf-8")
    (HERE / "names.tsv").write_text(names(), "utf-8")
    (HERE / "words.z").write_bytes(words(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
