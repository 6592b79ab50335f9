"""Readings that a site put behind its characters: finding them and judging whether they are damage.

The damage comes from software that turns simplified pages into traditional ones and marks listed
characters with their reading: ``區(qū)``. Which characters are listed differs from site to site, so a
bracket is judged by its reading alone: it must be one that the character before it really has.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple

from shanhai.text.repair import gbk
from shanhai.text.repair.tables import (
    characters_read,
    has_simplified_form,
    is_big5,
    readings,
    simplified_forms,
    simplified_only,
    traditional_only,
)

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_LETTERS = f"a-zA-Zａ-ｚ{_TONED}{_TONED.upper()}üÜêḿɑɡ\u0300\u0301\u0304\u030c"
_OPEN, _CLOSE = r"(（\[［【〔{<＜", r")）\]］】〕}>＞"
_BLANK = "[ \u3000\xa0]"
_ANY = re.compile(
    rf"[{_TONED}{_TONED.upper()}]|[?？\ufffd{_OPEN}][{_OPEN}]?{_BLANK}?[a-zA-Zａ-ｚɑɡ]{{1,6}}[\u0300-\u030c]?[a-zA-Zａ-ｚɡ]{{0,4}}"
    rf"[1-5]?{_BLANK}?(?:[{_CLOSE}]|$)",
    re.MULTILINE,
)
# «?» stands for a lead byte that swallowed the opening bracket; a line's end for a cut.
_TOKEN = re.compile(
    rf"([?？\ufffd{_OPEN}])(?:(?<=[?？\ufffd])[{_OPEN}])?{_BLANK}?"
    rf"([{_LETTERS}][{_LETTERS} ]{{0,7}})[1-5]?{_BLANK}?(?:[{_CLOSE}]|($))",
    re.MULTILINE,
)
ENOUGH = 3  # brackets on traditional characters that make a whole text damaged
MOST = 50  # characters looked for
ENOUGH_SIMPLIFIED = 5  # brackets on characters with a traditional form, for text simplified afterwards


class Token(NamedTuple):
    """An inserted reading, ``(qū)`` or, where it split a character, ``?qū)``."""

    start: int
    end: int
    reading: str
    orphan: bool
    cut: bool

    def fits(self, char: str) -> bool:
        """Whether ``char`` has this reading (at a cut: one that begins so)."""
        return fits(char, self.reading, self.cut)

    def readers(self, lead: int) -> tuple[str, ...]:
        """Characters with this reading whose first GBK byte is ``lead``, traditional ones first."""
        return _readers(self.reading, self.cut, lead)


_token: Callable[[tuple[int, int, str, bool, bool]], Token] = partial(tuple.__new__, Token)


@lru_cache(maxsize=1 << 15)
def fits(char: str, reading: str, cut: bool = False) -> bool:
    """Whether ``char`` has this reading (at a cut: one that begins so); no character has none."""
    if not char:
        return False
    if cut:
        return any(char in chars for key, chars in readings().items() if key.startswith(reading))
    return char in characters_read(reading)


@lru_cache(maxsize=1 << 14)
def _readers(reading: str, cut: bool, lead: int) -> tuple[str, ...]:
    if cut:
        found = "".join(chars for key, chars in readings().items() if key.startswith(reading))
    else:
        found = characters_read(reading)
    chars = [c for c in dict.fromkeys(found) if (data := gbk.encode(c)) and data[0] == lead]
    return tuple(sorted(chars, key=lambda char: (char not in has_simplified_form(), not is_big5(char))))


def tokens(text: str) -> list[Token]:
    """Everything in ``text`` that looks like an inserted reading, in order; not yet judged."""
    if not _ANY.search(text):
        return []
    return [
        _token((match.start(), match.end(), _plain(reading), mark in "?？\ufffd", cut is not None))
        for match in _TOKEN.finditer(text)
        for mark, reading, cut in (match.groups(),)
    ]


@lru_cache(maxsize=1 << 14)
def _plain(reading: str) -> str:
    """A reading in half-width small letters without blanks."""
    return unicodedata.normalize("NFKC", reading).lower().replace(" ", "")


def is_damaged(text: str, found: list[Token]) -> bool:
    """Whether the readings in ``text`` were put there by software and not by a writer.

    A writer explains rare characters (``歙（shè）县``) or annotates a poem character by character;
    software marks traditional characters, splits characters, or, in text that was simplified
    afterwards, marks only characters that have a traditional form.
    """
    if any(token.orphan and _splits(text, token) for token in found):
        return True
    marked = (t for t in found if not t.orphan and text[t.start - 1 : t.start] in has_simplified_form())
    strong = list(islice((t for t in marked if t.start and t.fits(text[t.start - 1])), ENOUGH))
    if len(strong) >= ENOUGH:
        return True
    if strong:
        return all(_line_is_traditional(text, token.start) for token in strong)
    plain = [text[t.start - 1] for t in found if t.start and t.fits(text[t.start - 1])]
    changed = [char for char in plain if char in simplified_forms()]
    if len(changed) >= ENOUGH_SIMPLIFIED and len(changed) >= 0.9 * len(plain):
        return True
    return _marks_every_one(text, Counter(plain))


def _marks_every_one(text: str, marked: Counter[str]) -> bool:
    """Whether several characters have their reading wherever they stand: a writer tells it once.

    Not so when nearly all characters have theirs, as in a primer.
    """
    often = [char for char, times in marked.most_common(MOST) if times > 1]
    standing = sum(map(text.count, often))
    size = sum("\u4e00" <= char <= "\u9fff" for char in text)
    every = sum(marked[char] for char in often) >= 0.8 * standing
    return len(often) >= ENOUGH and every and 2 * marked.total() < size


def _splits(text: str, token: Token) -> bool:
    """Whether some character has this reading and begins with the byte before it: no accident does that."""
    data = gbk.encode_shifted(text[token.start - 1]) if token.start else None
    return data is not None and len(data) == 2 and bool(token.readers(data[-1]))


def _line_is_traditional(text: str, at: int) -> bool:
    start = max(text.rfind("\n", 0, at) + 1, at - 400)
    end = text.find("\n", at)
    line = text[start : min(end if end >= 0 else len(text), at + 400)]
    traditional = sum(char in traditional_only() for char in line)
    return traditional > sum(char in simplified_only() for char in line)
