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
_BLANKS = " \xa0\u3000"
_CLOSE = "”’》）】〉」』"
_OPEN = "“‘《（【〈「『"
_STOPS = "，。、；：！？"
# Patterns begin with the rare character they are about: sound text has few of them, and is passed quickly.
_ALNUM = re.compile(r"[０-９Ａ-Ｚａ-ｚ％]")
_POINT = re.compile(
    r"[．。](?<=\d.)(?=\d{1,4}(?:[万亿%％‰倍个多余元千百米公吨亩]|\s[万亿]))|．(?<=\d.)(?=\d)"
)
_BLANK = re.compile(f"[{_BLANKS}]+")
_HALF = re.compile("[,;:!?.]")
_BRACKETS = re.compile(r"\(([^()\n]{0,200})\)")
_STRAIGHT = re.compile(r'"([^"\n]{1,200})"')
_WRONG_CLOSE = re.compile(r"“[^“”\n]{1,60}“(?=[，。、；：！？）的等])")
_WRONG_OPEN = re.compile(r"”[^“”\n]{1,60}”")
_SPACED_OUT = re.compile(rf"(?<!\S)\S(?:[{_BLANKS}]\S){{7,}}+(?!\S)")
_HAN_CHAR = re.compile(f"[{_HAN}]")
_FULL = {mark: chr(ord(mark) + 0xFEE0) for mark in ",;!?:()"} | {".": "。"}
_GROUP = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3}){0,4}$")
_GROUP_REST = re.compile(rf"(?: \d{{3}}){{1,4}}\s?[{_HAN}%]")
_SENTENCE = re.compile("[。！？；]")
_PROGRAM = re.compile(
    r"[A-Za-z_]\w{0,40}\([^()。\n]{0,100}\)\s?[:;{]|(?<=[!-~])[{};]$|==|=>|^\s*(?:#|//)|\breturn\b"
)
_NUMBER = re.compile(r"\s?[\d.]+%?")
_COUNTING = frozenset("〇零一二三四五六七八九十日")  # heads of columns
CELL = 15  # characters a cell of a table may have on average
LINE = 2000  # characters looked back for open quotation marks
SPACED = 4  # single characters with blanks between them that make a spaced-out word


def fix(text: str) -> list[Edit]:
    """Edits that set the widths of marks, figures and letters, and take spaces out of Chinese words."""
    edits = [Edit(m.start(), m.end(), m[0], chr(ord(m[0]) - 0xFEE0), DIGIT) for m in _ALNUM.finditer(text)]
    edits += [Edit(m.start(), m.end(), m[0], ".", DIGIT) for m in _POINT.finditer(text)]
    edits += _blanks(text)
    edits += _marks(text)
    edits += _brackets(text)
    edits += _quotes(text)
    edits.sort()
    return edits


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _blanks(text: str) -> Iterator[Edit]:
    lines = _Lines(text)
    done = looked = 0  # where the last spaced-out run, and the last one that was none, ends
    spaced: list[int] = []  # single blanks between single ideographs, two apart
    for match in _BLANK.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        if start > looked and (run := _SPACED_OUT.match(text, start - 1)):
            looked = run.end()
            chars = run[0][::2]
            if 2 * len(_HAN_CHAR.findall(chars)) > len(chars) and not _COUNTING.issuperset(chars):
                done = looked
                yield from (Edit(at, at + 1, text[at], "", SPACE) for at in range(start, done, 2))
                continue
        left, right = text[start - 1 : start], text[end : end + 1]
        if spaced and start != spaced[-1] + 2:
            yield from _spaced_word(text, spaced)
            spaced = []
        if not left or not right:
            continue
        if end - start == 1 and _is_han(left) and _is_han(right):
            spaced.append(start)
        elif _has_no_place(text, start, end, left, right) and not lines.keeps_form(start):
            yield Edit(start, end, match[0], "", SPACE)
        elif match[0] == " " and _groups_digits(text, start):
            yield Edit(start, end, " ", "", DIGIT)
    yield from _spaced_word(text, spaced)


def _spaced_word(text: str, blanks: list[int]) -> Iterator[Edit]:
    head = text[blanks[0] - 1 : blanks[-1] + 2 : 2] if blanks else ""
    if (
        len(head) >= SPACED
        and not _COUNTING.issuperset(head)
        and not (_is_han(text[blanks[0] - 2 : blanks[0] - 1]) or _is_han(text[blanks[-1] + 2 :][:1]))
    ):
        yield from (Edit(at, at + 1, text[at], "", SPACE) for at in blanks)


def _has_no_place(text: str, start: int, end: int, left: str, right: str) -> bool:
    """Whether a blank stands beside a Chinese mark, or before a half-width one that ought to be Chinese."""
    follows = _is_han(right) or right in _OPEN or right.isdigit()
    if left in _STOPS:
        return follows and (left != "：" or end - start == 1)  # a form has room to write behind 甲方：
    if left in ",;:!?" and _is_han(right):
        return _is_han(text[start - 2 : start - 1])
    if not (_is_han(left) or left in _CLOSE):
        return False
    beyond = text[end + 1 : end + 3].lstrip(" ")[:1]
    return right in _STOPS or (
        right in ",;:!?" and beyond != "" and (_is_han(beyond) or beyond in _OPEN or beyond.isdigit())
    )


def _groups_digits(text: str, at: int) -> bool:
    """Whether the blank at ``at`` groups the thousands of a figure (``3 200户``), not a table's columns."""
    head = text[max(0, at - 20) : at]
    return bool(
        _GROUP_REST.match(text, at)
        and (found := _GROUP.search(head))
        and not head[: found.start()].endswith(" ")
    )


def _marks(text: str) -> Iterator[Edit]:
    """Half-width marks beside Chinese characters; a decimal point, a time, a list number stay."""
    lines = _Lines(text)
    for match in _HALF.finditer(text):
        at, mark = match.start(), match[0]
        left, right = text[at - 1 : at], text[at + 1 : at + 2]
        if not _is_chinese(mark, left, right, text[at + 1 : at + 3]) or text.startswith("????", at):
            continue
        if not lines.keeps_form(at):
            yield Edit(at, at + 1, mark, _FULL[mark], MARK)


def _is_chinese(mark: str, left: str, right: str, after: str) -> bool:
    ends = right in ("", "\n")
    after_chinese = left != "" and (_is_han(left) or left in _CLOSE)
    before_chinese = not ends and (_is_han(right) or right in _OPEN)
    if mark == ".":
        return after_chinese and ends
    if after_chinese:
        if mark == ":" and after == "//":
            return False
        return ends or before_chinese or right in "“” \t?!？！" or right.isalnum()
    return mark != ":" and before_chinese and (left in "%)]？！" or left.isalnum()) and left != ""


def _brackets(text: str) -> Iterator[Edit]:
    for match in _BRACKETS.finditer(text):
        start, end = match.span()
        left, right = text[start - 1 : start], text[end : end + 1]
        chinese = _is_han(left) or ((not left.isascii() or left in ("", "\n")) and _HAN_CHAR.search(match[1]))
        if chinese and (not right.isascii() or right in ("", "\n") or right.isdigit() or right in ',;:!? "'):
            yield Edit(start, start + 1, "(", "（", MARK)
            yield Edit(end - 1, end, ")", "）", MARK)


class _Lines:
    """The lines of a text, met in ascending order: whether the one at an offset keeps its form."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = -1  # where the current line ends
        self._keeps = False

    def keeps_form(self, at: int) -> bool:
        if at > self._end:
            start = self._text.rfind("\n", max(self._end, 0), at) + 1
            end = self._text.find("\n", at)
            self._end = end if end >= 0 else len(self._text)
            self._keeps = is_row(self._text, start)
        return self._keeps


def is_row(text: str, start: int) -> bool:
    """Whether the line at ``start`` is program text or a row of a comma-separated table.

    A row holds no sentence, and a neighbouring line has as many commas.
    """
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    if _PROGRAM.search(line):
        return True
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
        start = match.start()
        left = text[start - 1 : start]
        line = text[text.rfind("\n", max(0, start - LINE), start) + 1 : start]
        if (not left or left in "\n，、：；（" or _is_han(left)) and line.count("“") == line.count("”"):
            yield Edit(start, start + 1, "”", "“", QUOTE)
