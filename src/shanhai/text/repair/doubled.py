"""Doubled marks: a comma put before a sentence's own mark (``抓,、`` → ``抓、``).

Some sites insert a comma before every mark. The second mark is the true one. Real sequences stay:
``……``, ``——``, ``！！``, and empty cells of a table (``县,,3``).
"""

from __future__ import annotations

import re

from shanhai.text.spans import Edit

RULE = "marks.doubled"
_PAIR = re.compile(r"[,，](?=\s?(?:[,，、。；：！？]|[;:!?](?!\w)|[;:!?](?=[\u4e00-\u9fff])))(?<=[^\s,，].)")
_MIXED = re.compile(r"[,，](?:[、。；：！？]|(?<=,)，|(?<=，),|(?<=[\u4e00-\u9fff],)[;:!?][\u4e00-\u9fff“])")
_EMPTY_CELLS = re.compile(r",(?:,,|(?<=[A-Za-z\d],),|,[A-Za-z\d]|$)|^,", re.MULTILINE)
_TWICE = re.compile(r"([。、；])(?<!\1\1)(?=\1(?!\1))")  # three and more were meant


def fix(text: str) -> list[Edit]:
    """Edits that take the inserted commas, and marks that stand twice, out."""
    edits = [Edit(m.start(), m.end(), m[0], "", RULE) for m in _TWICE.finditer(text)]
    pairs = list(_PAIR.finditer(text))
    if pairs and (_MIXED.search(text) or not _EMPTY_CELLS.search(text)):
        edits += [Edit(m.start(), m.end(), m[0], "", RULE) for m in pairs]
        edits.sort()
    return edits
