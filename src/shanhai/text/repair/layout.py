"""Spaces, indents and empty lines: one paragraph a line."""

from __future__ import annotations

import re

from shanhai.text.spans import Edit

INDENT = "layout.indent"
LINE = "layout.line"
_BLANK = " \t\u3000\xa0\u2000-\u200a\u202f\u205f"
# Possessive repeats and the looks behind keep long runs of blanks linear.
_INDENT = re.compile(
    rf"^(?:[{_BLANK}]++(?:[?？]{{2,4}}[{_BLANK}]*+)?|[?？]{{2,4}}[{_BLANK}]*+)(?=[^?？\s])|^[?？]{{1,4}}$",
    re.MULTILINE,
)
_PROGRAM = re.compile(r"[ \t]+[!-/:-~]")  # blanks before ASCII: program text keeps its shape
_LINE = re.compile(rf"(?<![\s{_BLANK}])[{_BLANK}\r]++(?:\n|\Z)|\r\n?|\n[\s{_BLANK}]*\n|\n\Z|\A\n")


def fix(text: str) -> list[Edit]:
    """Edits that take indents, trailing blanks and empty lines out."""
    edits = [
        Edit(m.start(), m.end(), m[0], "", INDENT)
        for m in _INDENT.finditer(text)
        if not _PROGRAM.match(text, m.start())
    ]
    taken = {edit.start: edit for edit in edits}
    for match in _LINE.finditer(text):
        new = "" if match.end() == len(text) or match.start() == 0 else "\n"
        if match[0] != new and match.start() not in taken:
            edits.append(Edit(match.start(), match.end(), match[0], new, LINE))
    edits.sort()
    return _disjoint(edits)


def _disjoint(edits: list[Edit]) -> list[Edit]:
    """``edits`` without those that begin inside the one before; a further round sees to them."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
