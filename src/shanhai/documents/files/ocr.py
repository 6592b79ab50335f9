"""Reading pictures of text with RapidOCR (extra ``ocr``): its models are in the package, it works offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from shanhai.documents.files.lines import Letters
from shanhai.documents.files.model import Box

MISSING = (
    "本机没有安装文字识别组件，不能读取；请上传文字版，"
    "或请系统管理员安装（pip install 'shanhai-ledger[ocr]'）后重试"
)
LEAST_SURE = 0.5
"""Lines recognised with less confidence are ruling lines, stamps and noise."""
SAME_LINE = 0.6
"""Boxes whose middles differ by less than this share of their height stand on one line."""


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    box: Box

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def available() -> bool:
    """True where the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    # Its third model, which looks for lines upside down, turns sound Chinese lines over: left out.
    return RapidOCR(params={"Global.log_level": "error", "Global.use_cls": False})


def recognised(picture: Any) -> Letters:
    """What stands on a PIL picture, in reading order, a box a character; empty when nothing is read."""
    import numpy

    pixels = numpy.asarray(picture.convert("RGB"))[:, :, ::-1]
    found = _engine()(pixels)
    if found.boxes is None or found.txts is None:
        return []
    width, height = picture.size
    lines = [
        _Line(words, _bounds(corners, width, height))
        for corners, words, sure in zip(found.boxes, found.txts, found.scores, strict=True)
        if words.strip() and sure >= LEAST_SURE
    ]
    return _joined(_rows(lines))


def _bounds(corners: Any, width: int, height: int) -> Box:
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height


def _rows(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Pieces that stand on one line together, from left to right; lines from the top down."""
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        last = rows[-1][-1] if rows else None
        if last and abs(line.middle - last.middle) < SAME_LINE * min(line.height, last.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box[0]) for row in rows]


def _joined(rows: Sequence[Sequence[_Line]]) -> Letters:
    letters: Letters = []
    for row in rows:
        for at, line in enumerate(row):
            if at:
                letters.append(("\t", None))
            letters += zip(line.words, _spread(line), strict=True)
        letters.append(("\n", None))
    return letters


def _spread(line: _Line) -> list[Box]:
    """A box for each character of a line, by its width: a Chinese character takes two of a digit's."""
    x0, y0, x1, y1 = line.box
    shares = [1 if char.isascii() else 2 for char in line.words]
    step = (x1 - x0) / sum(shares)
    boxes = []
    for share in shares:
        boxes.append((x0, y0, x0 + share * step, y1))
        x0 += share * step
    return boxes
