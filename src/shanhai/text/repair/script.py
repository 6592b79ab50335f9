"""Traditional characters to simplified ones, in paragraphs that are written in traditional characters.

Simplified text is never converted: that would spoil names (``乾安镇``, ``藉口镇``, ``於潜镇``). Pages mix
both, so each paragraph is judged by its characters; one too short to judge follows its page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from shanhai.text.repair import names
from shanhai.text.repair.tables import simplified_only, traditional_only
from shanhai.text.spans import Edit, Rewriting

RULE = "script.t2s"
QUOTES = "script.quotes"
_CORNERS = dict(zip("「」『』", "“”‘’", strict=True))
_CORNER = re.compile("[「」『』]")
# 著 is written 着 in simplified text except where it means to write, a writing, or to stand out.
_WRITTEN = re.compile(
    r"(?<=[名显原编专巨论译遗合土卓昭拙])著|(?<=[一所])著(?=[，。、；》）]|$)"
    r"|著(?=名(?![单额])|作(?![风用战业为出])|称|述|录|书(?!记)|者|有[《〈“])"
)
# What OpenCC leaves: software that made text traditional character by character writes 瞭 and 衹 everywhere.
_LEFT = (
    (re.compile(r"甚(?=么)"), "什"),
    (re.compile(r"瞭(?![望哨])"), "了"),
    (re.compile("衹"), "只"),
    (re.compile("衞"), "卫"),
)
_KANA = frozenset(map(chr, range(0x3041, 0x30FB)))
JAPANESE = 0.15  # share of kana that makes a line Japanese
_WHOLE = re.compile("[^\ud800-\udfff]+")  # OpenCC refuses lone surrogates


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def fix(text: str) -> Sequence[Edit]:
    """Edits that simplify the traditional paragraphs of ``text``."""
    present = set(text)
    if present.isdisjoint(traditional_only()):
        return ()
    traditional, simplified = _counter(present & traditional_only()), _counter(present & simplified_only())
    page = traditional(text) - simplified(text)
    lines = text.split("\n")
    kana = _counter(present & _KANA)
    for number, line in enumerate(lines):
        if kana(line) > JAPANESE * len(line):
            continue
        new = simplified(line)
        if (page > 0 and not new) or traditional(line) > new:
            lines[number] = _simplify(line)
    return Rewriting(text, names.restore(text, "\n".join(lines)), _rule)


def _counter(chars: set[str]) -> Callable[[str], int]:
    """A function that tells how many characters of a text are among ``chars``."""
    return (lambda text: sum(map(chars.__contains__, text))) if chars else lambda text: 0


def _rule(old: str) -> str:
    return QUOTES if old in _CORNERS else RULE


def _simplify(line: str) -> str:
    """The line in simplified characters, each at the place of its traditional form."""
    new = _WHOLE.sub(lambda part: _converter().convert(part[0]), line)
    if len(new) != len(line):  # a phrase changed its length: keep the map by characters
        new = _WHOLE.sub(lambda part: "".join(_converter().convert(c)[:1] or c for c in part[0]), line)
    for pattern, char in _LEFT:
        new = pattern.sub(char, new)
    if "著" in new:
        kept = {match.start() for match in _WRITTEN.finditer(new)}
        new = "".join("着" if char == "著" and i not in kept else char for i, char in enumerate(new))
    return _CORNER.sub(lambda mark: _CORNERS[mark[0]], new)
