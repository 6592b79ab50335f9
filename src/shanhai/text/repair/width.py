"""Full-width and half-width forms, spaces inside Chinese, quotation marks.

Between Chinese characters marks are full-width; figures, dates and Latin words keep half-width ones.
Rows of a table (``县,人数,金额``) and program text are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shanhai.text.spans import Edit

MARK = "width.mark"
DIGIT = "width.digit"
SPACE = "width.space"
QUOTE = "width.quote"
_HAN = "\u3400-\u9fff"
_CLOSE = "”’》）】〉」』"
_OPEN = "“‘《（【〈「『"
_ALNUM = re.compile(r"[０-９Ａ-Ｚａ-ｚ％]")
_POINT = re.compile(r"(?<=\d)[．。](?=\d{1,4}(?:[万亿%％‰倍个多余元千百米公吨亩]|\s?[万亿]))|(?<=\d)．(?=\d)")
_GROUP = re.compile(rf"(?<![\d.,] )(?<![\d.,])(\d{{1,3}}(?: \d{{3}})+)(?=\s?[{_HAN}%])")
_SPACED = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:[ \u3000\xa0][{_HAN}]){{3,}}(?![{_HAN}])")
_AROUND = re.compile(
    rf"(?<=[，。、；：！？])[ \xa0\u3000]+(?=[{_HAN}{_OPEN}\d])|(?<=[{_HAN}][,;:!?])[ \xa0]+(?=[{_HAN}])"
    rf"|(?<=[{_HAN}{_CLOSE}])[ \xa0\u3000]+(?=[，。、；：！？]|[,;:!?] ?[{_HAN}{_OPEN}\d])"
)
_HALF = re.compile(
    rf"(?<=[{_HAN}{_CLOSE}])[,;!?](?=[{_HAN}{_OPEN}“”\d]|[A-Za-z]|\s|$)|(?<=[\dA-Za-z%)\]])[,;!?](?=\s?[{_HAN}{_OPEN}])"
    rf"|(?<=[{_HAN}{_CLOSE}]):(?!//)(?=[{_HAN}{_OPEN}\dA-Za-z]|\s|$)|(?<=[{_HAN}{_CLOSE}])\.(?=$)",
    re.MULTILINE,
)
_BRACKETS = re.compile(r"\(([^()\n]{0,200})\)")
_HAN_CHAR = re.compile(f"[{_HAN}]")
_STRAIGHT = re.compile(r'"([^"\n]{1,200})"')
_WRONG_CLOSE = re.compile(rf"“([^“”\n]{{1,60}})“(?=[，。、；：！？）的等])")
_WRONG_OPEN = re.compile(rf"(?:^|(?<=[，、：；（{_HAN}]))”([^“”\n]{{1,60}})”", re.MULTILINE)
_FULL = {mark: chr(ord(mark) + 0xFEE0) for mark in ",;!?:()"} | {".": "。"}
CELL = 15  # characters a cell of a table may have on average
_NUMBER = re.compile(r"\s?[\d.]+%?")
_SENTENCE = re.compile("[。！？；]")


def fix(text: str) -> list[Edit]:
    """Edits that set the widths of marks, figures and letters, and take spaces out of Chinese words."""
    edits = [Edit(m.start(), m.end(), m[0], _half(m[0]), DIGIT) for m in _ALNUM.finditer(text)]
    edits += [Edit(m.start(), m.end(), m[0], ".", DIGIT) for m in _POINT.finditer(text)]
    edits += _spaces(text)
    edits += _marks(text)
    edits += _quotes(text)
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return edits


def _half(char: str) -> str:
    return chr(ord(char) - 0xFEE0)


def _spaces(text: str) -> Iterator[Edit]:
    for match in _GROUP.finditer(text):
        for at in (match.start() + i for i, char in enumerate(match[1]) if char == " "):
            yield Edit(at, at + 1, " ", "", DIGIT)
    for match in _SPACED.finditer(text):
        for at in range(match.start() + 1, match.end(), 2):
            yield Edit(at, at + 1, text[at], "", SPACE)
    for match in _AROUND.finditer(text):
        yield Edit(match.start(), match.end(), match[0], "", SPACE)


def _marks(text: str) -> Iterator[Edit]:
    tables: dict[int, bool] = {}
    for match in _HALF.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if start not in tables:
            tables[start] = is_row(text, start)
        if not tables[start]:
            yield Edit(match.start(), match.end(), match[0], _FULL[match[0]], MARK)
    for match in _BRACKETS.finditer(text):
        left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if _HAN_CHAR.match(left) or (not left.isascii() or left in ("", "\n")) and _HAN_CHAR.search(match[1]):
            if not right.isascii() or right in ("", "\n") or right.isdigit() or right in ',;:!? "':
                yield Edit(match.start(), match.start() + 1, "(", "（", MARK)
                yield Edit(match.end() - 1, match.end(), ")", "）", MARK)


def is_row(text: str, start: int) -> bool:
    """Whether the line at ``start`` is a row of a comma-separated table: no sentence, and a like neighbour."""
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    commas = line.count(",")
    if not commas or _SENTENCE.search(line) or len(line) > CELL * (commas + 1):
        return False
    if commas == 1:
        return _NUMBER.fullmatch(line.partition(",")[2]) is not None
    before = text[max(0, start - 2000) : max(0, start - 1)]
    after = text[end + 1 : end + 2000].partition("\n")[0] if end >= 0 else ""
    return commas in (before.rpartition("\n")[2].count(","), after.count(","))


def _quotes(text: str) -> Iterator[Edit]:
    for match in _STRAIGHT.finditer(text):
        left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        outside = all(not char.isascii() or char in ("", "\n") for char in (left, right))
        if outside and _HAN_CHAR.search(match[1]):
            yield Edit(match.start(), match.start() + 1, '"', "“", QUOTE)
            yield Edit(match.end() - 1, match.end(), '"', "”", QUOTE)
    for match in _WRONG_CLOSE.finditer(text):
        yield Edit(match.end() - 1, match.end(), "“", "”", QUOTE)
    for match in _WRONG_OPEN.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if line.count("“") == line.count("”"):
            yield Edit(match.start(), match.start() + 1, "”", "“", QUOTE)
