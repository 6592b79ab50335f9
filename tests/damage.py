"""Damages clean simplified text as web sites do, byte by byte; for tests and for example bulletins.

The worst of it is software that turns pages into traditional characters and puts readings behind listed
ones. It searches the bytes of GBK for each listed character in turn, without regard to character
borders, and the page is decoded afterwards by a program that replaces a pair it cannot read by ``?``.
Every step can be switched on by itself; the same seed gives the same text.
"""

from __future__ import annotations

import random
import re
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

MARKS = "，。、；：！？"
_HALF = {"，": ",", "；": ";", "：": ":", "！": "!", "？": "?", "（": "(", "）": ")", "％": "%"}


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


def to_traditional(text: str) -> str:
    """Traditional characters; a character whose traditional form GBK lacks keeps the simplified one."""
    turned = _traditional().convert(text)
    if len(turned) != len(text):
        return text
    return "".join(new if _is_gbk(new) else old for old, new in zip(text, turned, strict=True))


def _is_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def reading(char: str) -> str:
    """The first reading of a character, with its tone mark."""
    return pinyin(char, style=Style.TONE)[0][0]


def listed_characters(text: str, rng: random.Random, share: float) -> list[str]:
    """A random ``share`` of the traditional characters of ``text``, and decoys that its bytes may spell."""
    data = text.encode("gb18030")
    spelt = {data[i : i + 2].decode("gb18030", "ignore") for i in range(len(data) - 1)}
    simplifier = OpenCC("t2s")
    chars = sorted(
        c for c in spelt if "\u4e00" <= c <= "\u9fff" and simplifier.convert(c) != c and _is_gbk(c)
    )
    return [char for char in chars if rng.random() < share]


def insert_readings(data: bytes, chars: list[str], *, space: bool = False) -> bytes:
    """Put each character's reading behind every place where its two bytes stand, borders or not."""
    for char in chars:
        note = f"({' ' if space else ''}{reading(char)})"
        if _is_gbk_text(note):
            pair = char.encode("gbk")
            data = data.replace(pair, pair + note.encode("gbk"))
    return data


def _is_gbk_text(text: str) -> bool:
    return all(_is_gbk(char) for char in text)


def double_marks(data: bytes, rng: random.Random, share: float) -> bytes:
    """Put a comma before marks, searching their bytes without regard to borders; not at every mark."""
    marks = b"|".join(mark.encode("gbk") for mark in MARKS)
    return re.sub(marks, lambda match: (b"," if rng.random() < share else b"") + match[0], data)


def decode(data: bytes) -> str:
    """Decode GBK as the sites do: a pair that spells nothing becomes one ``?``."""
    parts: list[str] = []
    at = 0
    while at < len(data):
        lead = data[at]
        if lead < 0x80:
            parts.append(chr(lead))
            at += 1
        elif lead == 0x80:
            parts.append("€")
            at += 1
        elif lead == 0xFF or at + 1 == len(data):
            at += 1
        else:
            trail = data[at + 1]
            spells = 0x40 <= trail <= 0xFE and trail != 0x7F
            parts.append(data[at : at + 2].decode("gb18030") if spells else "?")
            at += 2
    return "".join(parts)


def fold(text: str) -> str:
    """Full-width marks to half-width ones, as scrapers do."""
    return text.translate(str.maketrans(_HALF))


def damage(
    text: str,
    *,
    seed: int,
    readings: float = 0.5,
    doubled: float = 0.0,
    space: bool = False,
    folded: bool = False,
    indent: str = "",
    furniture: bool = False,
    cut: bool = False,
) -> str:
    """Damage clean simplified ``text``, one paragraph a line, as one site would.

    ``readings`` is the share of traditional characters that the site lists, ``doubled`` the share of marks
    that get a comma before them, ``indent`` what stands before each paragraph (``??``). The text's line
    breaks stay where they are, for sites convert line by line.
    """
    rng = random.Random(seed)
    traditional = to_traditional(text)
    chars = listed_characters(traditional, rng, readings)
    rng.shuffle(chars)
    lines = []
    for line in traditional.split("\n"):
        data = insert_readings(line.encode("gb18030"), chars, space=space)
        lines.append(decode(double_marks(data, rng, doubled)))
    if cut and lines[-1]:
        lines[-1] = lines[-1][: max(1, len(lines[-1]) - rng.randint(1, 3))]
    damaged = "\n".join(indent + line for line in lines)
    if furniture:
        damaged = _on_a_page(damaged, rng)
    return fold(damaged) if folded else damaged


def _on_a_page(body: str, rng: random.Random) -> str:
    """The body with what stands around it on a page: other stories' figures among it."""
    head = [
        "大眾資訊網 > 要聞 > 正文",
        f"發布時間：2023-0{rng.randint(1, 9)}-15 09:30:00 來源：協作觀察 編輯：小山",
    ]
    tail = [
        "關鍵詞：",
        "相關閱讀",
        "• 某地投入資金12.5億元修建公路",
        "• 三場招聘會吸引4600人",
        "京ICP備00000000號-1",
    ]
    return "\n".join([*head, body, *tail])
