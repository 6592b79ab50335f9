"""Undoing what inserted readings did to the text, to the byte.

The software searched listed characters in GBK *bytes*, without regard to character borders. Where the
last byte of one character and the first of the next spell a listed character, the reading fell between
them: the lead byte that lost its trail swallowed the bracket and became ``?``, and everything after it
is read one byte off, until an ASCII byte, or another reading, puts it right:

    bytes of 家幫助          BC D2 | 8E CD | D6 FA
    規 is listed, D2 8E      BC D2 | 8E ( g u ī ) | CD D6 | FA ..
    what is read             家     ?  g u ī )    椭      ..

So the lost byte is known: it is the second byte of the character that has the reading and begins with
the byte before. It stands in for ``?guī)`` in the stream of bytes, and the stream is read again. The
same rule undoes a reading that ends a run, since there too the byte before it is the character's first.

Other insertions (a mark, a space) did the same without leaving a reading; then the lost byte is one of
some two hundred, and the one that makes the likeliest words is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp

from shanhai.text.repair import gbk
from shanhai.text.repair.pinyin import Token, is_damaged, tokens
from shanhai.text.repair.plausible import cost, mark_cost
from shanhai.text.repair.tables import simplified_only, traditional_only
from shanhai.text.spans import Edit

BRACKET = "pinyin.bracket"
SHIFT = "byteshift.pinyin"
LOST = "byteshift.lost"
BEFORE, AHEAD = 3, 4  # characters of context that judge a guess
GAIN = 8.0  # natural logarithm by which a guessed reading must beat the text as it stands
QUOTED = 12  # characters looked back for an opening quotation mark
NEARBY = 500  # characters around a swallowed mark in which its like is looked for
LONE = re.compile(r"[?？\ufffd]")
_LEADS = range(0x81, 0xFF)
_TRAILS = [*range(0x40, 0x7F), *range(0x80, 0xFF)]


@dataclass(slots=True)
class Run:
    """Shifted characters read anew: (start, end, what they spell, confidence), and where it ended."""

    units: list[tuple[int, int, str, float]]
    at: int
    carry: int | None

    def text(self) -> str:
        return "".join(unit[2] for unit in self.units)


def fix(text: str) -> list[Edit]:
    """Edits that take inserted readings out of ``text`` and set the shifted characters right."""
    found = tokens(text)
    if found and not is_damaged(text, found):
        found = []
    lone = [m.start() for m in LONE.finditer(text)]
    if not found and not lone:
        return []
    return Mender(text, {token.start: token for token in found}).mend(lone)


class Mender:
    """Reads one text from left to right; ``tokens`` are its inserted readings by their start."""

    def __init__(self, text: str, found: dict[int, Token]) -> None:
        self.text = text
        self.tokens = found
        self.edits: list[Edit] = []
        self.at = 0  # everything before is settled
        self.tail = b""  # bytes of the last settled character, where they differ from the text's

    def mend(self, lone: list[int]) -> list[Edit]:
        for start in sorted({*lone, *self.tokens}):
            if start < self.at:
                continue
            if start > self.at:
                self.tail = b""
            token = self.tokens.get(start)
            if token is None:
                self._guess(start)
            elif token.orphan:
                self._orphan(token)
            elif start and token.fits(self.text[start - 1]):
                self._delete(token)
        return self.edits

    def _replace(self, start: int, end: int, new: str, rule: str, sure: float = 1.0) -> None:
        if self.text[start:end] != new:
            self.edits.append(Edit(start, end, self.text[start:end], new, rule, sure))
        self.at = end

    def _delete(self, token: Token) -> None:
        self.tail = self.tail or gbk.encode(self.text[token.start - 1]) or b""
        self._replace(token.start, token.end, "", BRACKET)

    def _last(self, start: int) -> int | None:
        """The byte before ``start`` in the stream."""
        data = self.tail or (gbk.encode(self.text[start - 1]) if start else None)
        return data[-1] if data else None

    def _orphan(self, token: Token) -> None:
        lead = self._last(token.start)
        chars = token.readers(lead) if lead is not None and gbk.is_lead(lead) else []
        if not chars:
            self._guess(token.start)
            return
        before = self._before(token.start)

        def unlikely(trail: int) -> float:
            ahead = self.read(token.end, trail, limit=AHEAD)
            return cost(before + ahead.text() + self.text[ahead.at : token.end + AHEAD])

        trails = [data[-1] for char in chars if (data := gbk.encode(char))]
        trail = trails[0] if len(trails) == 1 else min(trails, key=unlikely)
        self._replace(token.start, token.end, "", SHIFT)
        self._commit(self.read(token.end, trail), SHIFT)

    def _before(self, start: int, length: int = BEFORE) -> str:
        """The last characters of the line before ``start`` as they read now."""
        parts: list[str] = []
        at = start
        for edit in reversed(self.edits[-2 * length - 2 :]):
            if sum(map(len, parts)) >= length:
                break
            parts += (self.text[edit.end : at], edit.replacement)
            at = edit.start
        parts.append(self.text[max(0, at - length) : at])
        return "".join(reversed(parts))[-length:].rpartition("\n")[2]

    def _commit(self, run: Run, rule: str) -> None:
        for start, end, new, sure in run.units:
            self._replace(start, end, new, rule, sure)
        self.at = max(self.at, run.at)
        last = run.units[-1][2] if run.units else ""
        self.tail = (gbk.encode(last[-1]) or b"") if last else b""

    def read(self, at: int, carry: int, limit: int = 1 << 60, depth: int = 0) -> Run:
        """Read the shifted text from ``at`` with ``carry`` as the pending lead byte."""
        run = Run([], at, carry)
        text, units = self.text, run.units
        while run.carry is not None and run.at < len(text) and len(units) < limit:
            char = text[run.at]
            token = self.tokens.get(run.at)
            if char == "\n":
                break
            if token and not token.orphan and units and self._fits_read(token):
                units.append((run.at, token.end, "", 1.0))
                run.at = token.end
            elif token and token.orphan and (ends := self._ends(token, run.carry)):
                units.append((run.at, token.end, ends, 1.0))
                run.at, run.carry = token.end, None
            elif char in "?\ufffd":
                self._question(run, depth)
            elif not self._step(run, char):
                break
        return run

    def _fits_read(self, token: Token) -> bool:
        """Whether a reading belongs to the misread character before it (it was aligned by chance)."""
        return token.fits(self.text[token.start - 1])

    def _ends(self, token: Token, carry: int) -> str:
        chars = token.readers(carry)
        if len(chars) < 2:
            return "".join(chars)
        after = self.text[token.end : token.end + AHEAD]
        return min(chars, key=lambda char: cost(char + after))

    def _step(self, run: Run, char: str) -> bool:
        """Read one more character; False when it cannot follow the pending byte."""
        assert run.carry is not None
        data = gbk.encode_shifted(char)
        new = gbk.decode(run.carry, data[0]) if data else None
        if not data or new is None:
            return False
        run.units.append((run.at, run.at + 1, new, 1.0))
        run.at += 1
        run.carry = data[1] if len(data) == 2 else None
        if run.carry is not None and not gbk.is_lead(run.carry):
            # the misread character ended in a plain ASCII byte: it was the next true character
            at, _, new, sure = run.units.pop()
            run.units.append((at, at + 1, new + chr(run.carry), sure))
            run.carry = None
        return True

    def _question(self, run: Run, depth: int) -> None:
        """A mark inside a run: a folded ``？`` in step, or a lead byte that swallowed something."""
        assert run.carry is not None
        before = (self._before(run.at) + run.text())[-BEFORE:]
        after = self.text[run.at + 1 : run.at + 1 + AHEAD]
        ended, sure = self._best([(run.carry, trail) for trail in _TRAILS], before, after)
        folded = gbk.decode(run.carry, 0xA3)
        if depth < 2 and folded:
            ahead = self.read(run.at + 1, 0xBF, AHEAD, depth + 1)
            plain = self.text[run.at + 1 : ahead.at]
            if cost(before + folded + ahead.text()) < cost(before + ended + plain):
                run.units.append((run.at, run.at + 1, folded, 1.0))
                run.at, run.carry = run.at + 1, 0xBF
                return
        run.units.append((run.at, run.at + 1, ended + self._swallowed(run.at + 1), sure))
        run.at, run.carry = run.at + 1, None

    def _swallowed(self, at: int) -> str:
        """The ASCII mark lost before ``at``: one that stands before the same two characters nearby."""
        word = self.text[at : at + 2]
        if len(word) < 2 or not ("\u4e00" <= word[0] <= "\u9fff"):
            return ""
        near = self.text[max(0, at - NEARBY) : at] + " " + self.text[at : at + NEARBY]
        marks = re.findall(rf"[\u4e00-\u9fff]([+\-/&*=|:;.]){re.escape(word)}", near)
        return max(marks, key=marks.count) if marks else ""

    def _best(self, pairs: list[tuple[int, int]], before: str, after: str) -> tuple[str, float]:
        """The character among the byte pairs that stands best between its neighbours, and how surely."""
        chars = [char for pair in pairs if (char := gbk.decode(*pair))]
        ranked = sorted(
            (cost(before[-BEFORE:] + char + after) + mark_cost(before, char), char) for char in chars
        )
        gap = ranked[1][0] - ranked[0][0] if len(ranked) > 1 else 20.0
        return ranked[0][1], round(1 / (1 + exp(-gap)), 3)

    def _leads_line(self, start: int) -> bool:
        """Whether nothing but blanks and the like stands before ``start`` on its line: an indent, no damage."""
        return not self.text[max(0, start - 4) : start].rpartition("\n")[2].strip("?？\ufffd \u3000")

    def _guess(self, start: int) -> None:
        """A ``?`` without a reading: read on as if it stood for a lost lead byte, if that is far likelier."""
        text = self.text
        data = gbk.encode_shifted(text[start + 1]) if start + 1 < len(text) else None
        if data is None or text[start + 1] <= " " or self._leads_line(start):
            return
        pairs = [(lead, data[0]) for lead in _LEADS if gbk.decode(lead, data[0])]
        if not pairs:
            return
        rest = self.read(start + 2, data[1]) if len(data) == 2 else Run([], start + 2, None)
        read = rest.text()
        before = self._before(start, QUOTED)
        end = max(rest.at, min(start + 24, len(text)))
        char, sure = self._best(pairs, before, read[:AHEAD] + text[rest.at : rest.at + AHEAD - len(read)])
        shown = before[-BEFORE:] + char + (read + text[rest.at : end])[:24]
        hidden = before[-BEFORE:] + text[start:end][:24]
        if cost(shown) + GAIN > cost(hidden):
            return
        self._replace(start, start + 1, "", LOST, sure)
        self._replace(start + 1, start + 2, char, LOST, sure)
        self._commit(rest, LOST)


def is_traditional(text: str) -> bool:
    """Whether traditional characters outnumber simplified ones."""
    traditional = sum(char in traditional_only() for char in text)
    return traditional > sum(char in simplified_only() for char in text)
