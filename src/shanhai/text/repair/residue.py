"""What cannot be repaired, said: so that later steps lower their trust instead of reading on.

Nothing is changed here. A synonym-swapped or shuffled text has lost its words for good, a filtered name
is gone, and a digit that a misreading swallowed is anybody's guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from shanhai.text.repair.model import Residue
from shanhai.text.repair.reader import MISSING
from shanhai.text.repair.tables import spun_words
from shanhai.text.spans import Edit, OffsetMap, Span

DOUBTFUL = 0.75  # confidence below which a guessed character is named
_GARBLED = re.compile(r"[\ue000-\uf8ff\ufffd]{1,200}|(?:[锟斤拷烫屯]){4,200}")
_FILTERED = re.compile(r"(?<=[\u4e00-\u9fff])(?:[*＊]{1,6}|[×Xx□○]{2,6}|\[敏感词\])(?=[\u4e00-\u9fff])")
_ENDS = "。！？；…”’）》】)!?."
SPUN = 3  # swapped words that make a text spun


def find(text: str, edits: Sequence[Edit]) -> tuple[Residue, ...]:
    """What is left of the damage in the repaired ``text``, in offsets of the original, in order."""
    offsets = OffsetMap(edits)
    found = [*_left(text, offsets), *_guessed(edits), *_spun(text, offsets)]
    if (tail := _cut(text)) is not None:
        found.append(_residue("cut", Span(*tail), "文末似被截断，末尾的数字或语句可能不完整", offsets))
    return tuple(sorted(set(found), key=lambda item: (item.start, item.end, item.kind)))


def _residue(kind: str, span: Span, reason: str, offsets: OffsetMap) -> Residue:
    original = offsets.to_original(span)
    return Residue(kind, original.start, original.end, reason)


def _left(text: str, offsets: OffsetMap) -> Iterator[Residue]:
    for kind, pattern, reason in (
        ("garbled", _GARBLED, "乱码，原字无法还原"),
        ("filtered", _FILTERED, "文字被网站过滤，原字无法还原"),
    ):
        for match in pattern.finditer(text):
            yield _residue(kind, Span(*match.span()), reason, offsets)


def _guessed(edits: Sequence[Edit]) -> Iterator[Residue]:
    for start, end, _, new, rule, sure in edits:
        if MISSING in new and "byteshift" in rule:
            yield Residue("lost_digit", start, end, "此处缺一个字或一位数字，所在数值不可采信")
        elif sure < DOUBTFUL and new:
            yield Residue("lost_byte", start, end, f"缺一个字节，按上下文推测为“{new}”")


@cache
def _swapped() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(spun_words(), key=len, reverse=True))))


def _spun(text: str, offsets: OffsetMap) -> list[Residue]:
    """Words that software puts for others and no writer would: enough of them mark the whole text."""
    matches = [Span(*match.span()) for match in _swapped().finditer(text)]
    if len(matches) < SPUN:
        return []
    reason = f"疑似经同义词替换的伪原创文字（{len(matches)}处），事实与数字不可采信"
    return [_residue("spun", Span(matches[0].start, matches[-1].end), reason, offsets)]


def _cut(text: str) -> tuple[int, int] | None:
    """The end of a text that stops inside a sentence or a figure; headings and lists do not count."""
    body = text.rstrip()
    last = body.rpartition("\n")[2]
    if len(last) < 30 or last[-1] in _ENDS or not ("，" in last or "。" in last):
        return None
    start = max(len(body) - 10, len(body) - len(last))
    return start, len(body)
