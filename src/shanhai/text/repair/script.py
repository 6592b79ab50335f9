"""Traditional characters to simplified ones, in paragraphs that are written in traditional characters.

Simplified text is never converted: that would spoil names (``乾安镇``, ``藉口镇``, ``於潜镇``). Pages mix
both, so each paragraph is judged by its characters; one too short to judge follows its page.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from shanhai.text.repair.tables import simplified_only, traditional_only
from shanhai.text.spans import Edit

RULE = "script.t2s"


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def fix(text: str) -> list[Edit]:
    """Edits that simplify the traditional paragraphs of ``text``."""
    present = set(text)
    traditional = present & traditional_only()
    if not traditional:
        return []
    simplified = present & simplified_only()
    page = _share(text, traditional, simplified)
    edits: list[Edit] = []
    start = 0
    for line in text.splitlines(keepends=True):
        if _share(line, traditional, simplified, page) > 0:
            edits += _convert(line, start)
        start += len(line)
    return edits


def _share(text: str, traditional: set[str], simplified: set[str], doubt: int = 0) -> int:
    """Above zero for traditional text, below for simplified; ``doubt`` decides where little speaks."""
    old = new = 0
    for char in text:
        if char in traditional:
            old += 1
        elif char in simplified:
            new += 1
    if old + new == 0:
        return doubt
    return old - new


def _convert(line: str, base: int) -> list[Edit]:
    new = _converter().convert(line)
    if len(new) != len(line):
        return [Edit(base, base + len(line), line, new, RULE)]
    return [
        Edit(base + i, base + i + 1, a, b, RULE)
        for i, (a, b) in enumerate(zip(line, new, strict=True))
        if a != b
    ]
