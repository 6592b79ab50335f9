"""Text whose characters or sentences were put in random order, as copying sites do to hide what they copied.

Characters: in modern prose every third pair of neighbours is a word; in shuffled prose hardly any pair is,
though its characters would make plenty. Names, poems and dialect have few known words too, but their
characters would not make many; classical prose is known by its particles.

Sentences: the points of a list (一是 … 二是 … 三是) that stand out of order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from operator import add

from shanhai.text.repair.tables import common_pairs, word_costs

LEAST = 60  # ideographs on which a paragraph is judged
LOOKS = 64  # paragraphs looked at first
GLANCE, SAMPLE = 80, 120  # characters looked at, at first and closely
SUSPECT = 1 / 18  # share of neighbours that are common words below which a paragraph is looked at closely
POSSIBLE = 0.4  # share of the characters that common words could be made of, in modern prose
KEPT = 0.25  # share of the possible words below which they were torn apart
PARTICLES = 0.05  # share of classical particles that makes a text classical
POINTS = 3  # points of a list, at least, whose order is judged
_PARAGRAPH = re.compile(rf"^.{{{LEAST},}}", re.MULTILINE)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_MARK = re.compile(r"[，。、；！？,;]")
_CLASSICAL = re.compile("[之乎者也矣焉哉兮曰]")
_NUMBERS = "一二三四五六七八九"
_LISTS = {  # what every such list has, and the numbers of its points
    "二是": re.compile(rf"([{_NUMBERS}])是(?<![^\s。；，：:;,]..)(?=[\u4e00-\u9fff])"),
    "二要": re.compile(rf"([{_NUMBERS}])要(?<![^\s。；，：:;,]..)(?=[\u4e00-\u9fff])"),
    "第二": re.compile(rf"第([{_NUMBERS}])(?<![^\s。；：:;]..)[，、,]"),
}
TORN, DISORDERED = "字序混乱，疑被打乱，原文无法还原", "条目次序颠倒，疑句序被打乱，上下文不可采信"
Shown = tuple[str, int, int, str]  # kind, span, reason


def find(text: str) -> Iterator[Shown]:
    """Shuffled paragraphs of ``text``, and lists out of order. Linear time.

    Sites shuffle whole pages: of a long text some paragraphs are looked at, and all if one of them is torn.
    """
    pieces = [match.span() for match in _PARAGRAPH.finditer(text)] or [(0, len(text))]
    some = pieces[:: len(pieces) // LOOKS + 1]
    if any(is_torn(text[start : min(end, start + 2 * SAMPLE)]) for start, end in some):
        for start, end in pieces:
            if is_torn(text[start : min(end, start + 2 * SAMPLE)]):
                yield "shuffled", start, end, TORN
    for second, pattern in _LISTS.items():
        points = list(pattern.finditer(text)) if second in text else []
        order = [_NUMBERS.index(match[1]) for match in points]
        if len(order) >= POINTS and order != sorted(order) == list(range(len(order))):
            yield "shuffled", points[0].start(), points[-1].end(), DISORDERED


def is_torn(text: str) -> bool:
    """Whether the beginning of a paragraph is modern prose whose characters stand in random order."""
    glance = text[:GLANCE]
    if _words_in(glance, common_pairs()) > SUSPECT * len(glance):
        return False
    ideographs = "".join(_HAN.findall(text))[:SAMPLE]
    size = len(ideographs)
    if size < LEAST or len(_MARK.findall(text)) * LEAST < size:
        return False
    if len(_CLASSICAL.findall(ideographs)) >= PARTICLES * size:
        return False
    possible = _possible(ideographs)
    return possible >= POSSIBLE and _words_in(ideographs, word_costs()) <= KEPT * possible * size


def _words_in(text: str, words: frozenset[str] | dict[str, float]) -> int:
    """How many pairs of neighbours are words."""
    return sum(map(words.__contains__, map(add, text, text[1:])))


def _possible(text: str) -> float:
    """The share of the characters that could be put together to common words of two."""
    left = Counter(text)
    costs = word_costs()
    pairs = {char + other for char in left for other in left} & common_pairs()
    used = 0
    for pair in sorted(pairs, key=lambda pair: (costs[pair], pair)):
        times = min(left[pair[0]], left[pair[1]]) if pair[0] != pair[1] else left[pair[0]] // 2
        left.subtract(pair * times)
        used += 2 * times
    return used / len(text)
