"""Titles of documents: 《…》 with titles inside them, and agreements named by a quotation (“…”协议)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from shanhai.text.lexicon import LexiconError, load_toml

Kind = Literal["marked", "quoted"]

_MARK = re.compile("[《》〈〉\n]")
_LONGEST = 120
_OPEN, _CLOSE = "《〈", "》〉"


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a document; ``text`` is exactly ``source[start:end]``, marks included.

    ``name`` is the title without its outer marks; ``kind`` tells whether 《》 stand around it or a quotation
    begins it. ``document`` is the sort of document the title calls itself (协议, 方案), empty without one.
    """

    start: int
    end: int
    text: str
    name: str
    kind: Kind
    document: str


def find_titles(text: str) -> list[Title]:
    """All document titles of ``text`` in order, none overlapping; a title never runs over a line."""
    found: list[Title] = []
    for title in sorted([*_marked(text), *_quoted(text)], key=lambda title: title.start):
        if not found or title.start >= found[-1].end:
            found.append(title)
        elif title.kind == "marked":
            found[-1] = title
    return found


def parse_title(text: str) -> Title | None:
    """The title that ``text`` as a whole is, None when it is anything else."""
    found = find_titles(text)
    return found[0] if len(found) == 1 and found[0].text == text else None


def _marked(text: str) -> list[Title]:
    """Titles in 《》; marks inside belong to the title, whichever form they have (《关于〈…〉的通知》)."""
    found: list[Title] = []
    opened: list[int] = []
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            opened.clear()
        elif mark in _OPEN:
            if mark == "《" or opened:
                opened.append(at)
        elif opened:
            start = opened.pop()
            if not opened and text[start] == "《" and 2 < at + 1 - start <= _LONGEST:
                found.append(_title(text, start, at + 1, text[start + 1 : at], "marked"))
    return found


def _quoted(text: str) -> list[Title]:
    """Agreements and plans whose name begins with a quotation or is one: “携手”合作协议, “框架协议”."""
    return [
        _title(text, match.start(), match.end(), re.sub("[“”「」]", "", match[0]), "quoted")
        for match in _documents()[1].finditer(text)
    ]


def _title(text: str, start: int, end: int, name: str, kind: Kind) -> Title:
    document = _documents()[0].search(name)
    return Title(start, end, text[start:end], name, kind, document[1] if document else "")


@cache
def _documents() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Finds the sort of document at the end of a name, and names that a quotation begins."""
    data = load_toml("titles.toml")
    if set(data) != {"documents", "agreements"}:
        raise LexiconError(f"titles.toml: unknown or missing tables {sorted(data)}")
    documents, agreements = (
        "|".join(sorted(data[k], key=len, reverse=True)) for k in ("documents", "agreements")
    )
    inside, between = "[^“”「」\n]", "[^“”「」《》,，。;；:：、\n0-9]"
    return (
        re.compile(rf"({documents})(?:[(（][^()（）]{{1,12}}[)）])?$"),
        re.compile(
            rf"[“「]{inside}{{1,40}}?(?:{agreements})[”」]|[“「]{inside}{{1,30}}[”」]{between}{{0,12}}?(?:{agreements})"
        ),
    )
