"""What cannot be repaired, said: so that later steps lower their trust instead of reading on.

Nothing is changed here. A synonym-swapped or shuffled text has lost its words for good, a filtered name
is gone, and a digit that a misreading swallowed is anybody's guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial

from shanhai.text.deferred import Deferred
from shanhai.text.repair import shuffled
from shanhai.text.repair.model import Residue
from shanhai.text.repair.reader import MISSING
from shanhai.text.repair.tables import spun_words
from shanhai.text.spans import NO_EDITS, Edit, OffsetMap, Span

DOUBTFUL = 0.75  # confidence below which a guessed character is named
_GARBLED = re.compile(r"[\ue000-\uf8ff\ufffd]{1,200}|(?:锟斤拷){1,60}|[烫屯]{4,200}")
_FILTERED = re.compile(
    r"[*＊×Xx□○\[](?:(?<=[\u4e00-\u9fff][*＊])[*＊]{0,5}|(?<=[\u4e00-\u9fff][×Xx□○])[×Xx□○]{1,5}"
    r"|(?<=[\u4e00-\u9fff]\[)敏感词\])(?=[\u4e00-\u9fff])"
)
_ENDS = "。！？；…”’）》】)!?."
Shown = tuple[str, int, int, str]  # kind, span in the repaired text, reason
SPUN = 3  # swapped words that make a text spun


def find(text: str, edits: Sequence[Edit]) -> Sequence[Residue]:
    """What is left of the damage in the repaired ``text``, in offsets of the original, in order.

    The offsets, and the guesses among the edits, are worked out when somebody looks at them.
    """
    shown = [*_left(text), *_spun(text), *shuffled.find(text), *_cut(text)]
    return Deferred(partial(_in_original, shown, edits)) if shown or edits is not NO_EDITS else ()


def _in_original(shown: Sequence[Shown], edits: Sequence[Edit]) -> list[Residue]:
    found = set(_guessed(edits))
    offsets = OffsetMap(edits)
    for kind, start, end, reason in shown:
        original = offsets.to_original(Span(start, end))
        found.add(Residue(kind, original.start, original.end, reason))
    return sorted(found, key=lambda item: (item.start, item.end, item.kind))


def _left(text: str) -> Iterator[Shown]:
    for kind, pattern, reason in (
        ("garbled", _GARBLED, "乱码，原字无法还原"),
        ("filtered", _FILTERED, "文字被网站过滤，原字无法还原"),
    ):
        for match in pattern.finditer(text):
            yield kind, *match.span(), reason


def _guessed(edits: Sequence[Edit]) -> Iterator[Residue]:
    for start, end, _, new, rule, sure in [
        edit for edit in edits if edit[5] < DOUBTFUL or MISSING in edit[3]
    ]:
        if MISSING in new and "byteshift" in rule:
            yield Residue("lost_digit", start, end, "此处缺一个字或一位数字，所在数值不可采信")
        elif sure < DOUBTFUL and new:
            yield Residue("lost_byte", start, end, f"缺一个字节，按上下文推测为“{new}”")


@cache
def _swapped() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(spun_words(), key=len, reverse=True))))


def _spun(text: str) -> Iterator[Shown]:
    """Words that software puts for others and no writer would: enough of them mark the whole text."""
    matches = [match.span() for match in _swapped().finditer(text)]
    if len(matches) >= SPUN:
        reason = f"疑似经同义词替换的伪原创文字（{len(matches)}处），事实与数字不可采信"
        yield "spun", matches[0][0], matches[-1][1], reason


def _cut(text: str) -> Iterator[Shown]:
    """The end of a text that stops inside a sentence or a figure; headings and lists do not count."""
    body = text.rstrip()
    last = body.rpartition("\n")[2]
    if len(last) >= 30 and last[-1] not in _ENDS and ("，" in last or "。" in last):
        start = max(len(body) - 10, len(body) - len(last))
        yield "cut", start, len(body), "文末似被截断，末尾的数字或语句可能不完整"
