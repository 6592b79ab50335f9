"""Spaces, indents and empty lines: one paragraph a line."""

from __future__ import annotations

import re

from shanhai.text.spans import Edit

_HAN = "\u4e00-\u9fff\u3400-\u4dbf"
_BLANK = " \t\u3000\xa0\u2000-\u200a\u202f\u205f"
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "layout.indent",
        re.compile(rf"^[{_BLANK}]*(?:[?？]{{2,4}}|[{_BLANK}])[{_BLANK}]*(?=[^?？\s])", re.M),
        "",
    ),
    ("layout.line", re.compile(rf"[{_BLANK}\r]*\n[\s{_BLANK}]*\n|[{_BLANK}\r]+\n|\r\n?"), "\n"),
)


def fix(text: str) -> list[Edit]:
    """Edits that take indents, trailing blanks and empty lines out."""
    edits: list[Edit] = []
    for rule, pattern, new in _RULES:
        edits += [Edit(m.start(), m.end(), m[0], new, rule) for m in pattern.finditer(text) if m[0] != new]
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return edits
