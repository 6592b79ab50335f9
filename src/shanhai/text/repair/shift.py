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
from shanhai.text.spans import Edit

BRACKET = "pinyin.bracket"
SHIFT = "byteshift.pinyin"
LOST = "byteshift.lost"
BEFORE, AHEAD = 4, 4  # characters of context that judge a guess
FAMILIAR = 2.0  # natural logarithm by which a neighbourhood seen elsewhere speaks for a character
GAIN = 8.0  # natural logarithm by which a guessed reading must beat the text as it stands
QUOTED = 12  # characters looked back for an opening quotation mark
NEARBY = 500  # characters around a swallowed mark in which its like is looked for
_YEAR = re.compile(r"0[0-3]\d年")
_COUNTED = re.compile(r"\d|[个名人次户亩万亿元吨年月日项批届家台套座所件期场位多余%％.]")
LONE = re.compile(r"[?？\ufffd]")
WINDOW = 24  # characters over which the text as it stands is weighed against the guess
_FOLDED = b"\xa1\xa8\xa9\xab\xac\xad\xba\xbb\xbf"  # second bytes of ！（）＋，－：；？
_MARKS = 0xA1  # first byte of 。and ”
_CLOSING = b"\xa3\xb1\xb7"  # 。” and 》, which end lines
LIKELY = 0.8  # confidence from which a character with half its bytes lost is written
_LEADS = range(0x81, 0xFF)
_TRAILS = [*range(0x40, 0x7F), *range(0x80, 0xFF)]


@dataclass(slots=True)
class Run:
    """Shifted characters read anew: (start, end, what they spell, confidence), and where it ended."""

    units: list[tuple[int, int, str, float]]
    at: int
    carry: int | None
    start: int

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
        self.last = ""  # the character that now stands before ``at``, where the text shows another

    def mend(self, lone: list[int]) -> list[Edit]:
        for start in sorted({*lone, *self.tokens}):
            if start < self.at:
                continue
            if start > self.at:
                self.last = ""
            token = self.tokens.get(start)
            if token is None:
                self._guess(start)
            elif token.orphan:
                self._orphan(token)
            elif start and (token.fits(self.text[start - 1]) or token.fits(self.last)):
                self._delete(token)
        return self.edits

    def _replace(self, start: int, end: int, new: str, rule: str, sure: float = 1.0) -> None:
        if self.text[start:end] != new:
            self.edits.append(Edit(start, end, self.text[start:end], new, rule, sure))
        self.at = end

    def _delete(self, token: Token) -> None:
        self.last = self.last or self.text[token.start - 1]
        self._replace(token.start, token.end, "", BRACKET)

    def _last(self, start: int) -> int | None:
        """The byte before ``start`` in the stream."""
        data = gbk.encode_shifted(self.last or self.text[start - 1]) if start else None
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
        self.last = run.text()[-1:]

    def read(self, at: int, carry: int, limit: int = 1 << 60, depth: int = 0) -> Run:
        """Read the shifted text from ``at`` with ``carry`` as the pending lead byte."""
        run = Run([], at, carry, at)
        text, units = self.text, run.units
        while run.carry is not None and run.at < len(text) and len(units) < limit:
            char = text[run.at]
            token = self.tokens.get(run.at)
            if char == "\n":
                break
            if token and not token.orphan and token.fits(text[run.at - 1]):
                units.append((run.at, token.end, "", 1.0))
                run.at = token.end
            elif token and token.orphan and (ends := self._ends(token, run)):
                units.append((run.at, token.end, ends, 1.0))
                run.at, run.carry = token.end, None
            elif char in "?\ufffd":
                self._question(run, depth)
            elif not self._step(run, char):
                break
        if run.carry is not None and (run.at == len(text) or text[run.at] == "\n"):
            self._close(run)
        return run

    def _close(self, run: Run) -> None:
        """A pending lead byte at a line's end: its trail was cut off; take what is likely, if anything."""
        assert run.carry is not None
        trails = _CLOSING if run.carry == _MARKS else _TRAILS
        new, sure = self._best([(run.carry, trail) for trail in trails], self._behind(run, QUOTED), "")
        if sure >= LIKELY:
            run.units.append((run.at, run.at, new, sure))
        run.carry = None

    def _ends(self, token: Token, run: Run) -> str:
        """The character that a reading tells at the end of a run; empty when none begins with the carry."""
        chars = token.readers(run.carry or 0)
        if len(chars) < 2:
            return "".join(chars)
        before, after = self._behind(run, BEFORE), self.text[token.end : token.end + AHEAD]
        return min(chars, key=lambda char: cost(before + char + after))

    def _behind(self, run: Run, length: int) -> str:
        """The last characters before the run's place, as they read now."""
        read = run.text()[-length:]
        return (self._before(run.start, length) + read)[-length:]

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
        before = self._behind(run, QUOTED)
        swallowed = self._swallowed(run.at + 1)
        after = swallowed.replace("?", "5") + self.text[run.at + 1 : run.at + 1 + AHEAD]
        ended, sure = self._best([(run.carry, trail) for trail in _TRAILS], before, after)
        folded = gbk.decode(run.carry, 0xA3)
        if depth < 2 and folded:
            ahead = self.read(run.at + 1, 0xBF, AHEAD, depth + 1)
            plain = self.text[run.at + 1 : ahead.at]
            before = before[-BEFORE:]
            if cost(before + folded + ahead.text()) < cost(before + ended + plain):
                run.units.append((run.at, run.at + 1, folded, 1.0))
                run.at, run.carry = run.at + 1, 0xBF
                return
        run.units.append((run.at, run.at + 1, ended + swallowed, sure))
        run.at, run.carry = run.at + 1, None

    def _swallowed(self, at: int) -> str:
        """What the lead byte swallowed before ``at``, if that can be told.

        A mark that stands before the same two characters nearby; the 2 of a year; ``?`` where a digit is
        missing, which nobody can tell, and which must not go unseen.
        """
        word = self.text[at : at + 2]
        if _YEAR.match(self.text, at):
            return "2"
        if _COUNTED.match(self.text, at):
            return "?"
        if len(word) < 2 or not ("\u4e00" <= word[0] <= "\u9fff"):
            return ""
        near = self.text[max(0, at - NEARBY) : at] + " " + self.text[at : at + NEARBY]
        marks = re.findall(rf"[\u4e00-\u9fff]([+\-/&*=|:;.]){re.escape(word)}", near)
        return max(marks, key=marks.count) if marks else ""

    def _best(self, pairs: list[tuple[int, int]], before: str, after: str) -> tuple[str, float]:
        """The character among the byte pairs that stands best between its neighbours, and how surely."""
        chars = [char for pair in pairs if (char := gbk.decode(*pair)) and char != "\u3000"]
        near = before[-BEFORE:]
        ranked = sorted((cost(near + char + after) + mark_cost(before, char), char) for char in chars)[:8]
        ranked = sorted((weight - self._familiar(near, char, after), char) for weight, char in ranked)
        if not ranked:
            return "", 0.0
        gap = ranked[1][0] - ranked[0][0] if len(ranked) > 1 else 20.0
        return ranked[0][1], round(1 / (1 + exp(-gap)), 3)

    def _familiar(self, before: str, char: str, after: str) -> float:
        """A bonus for a character that the text has elsewhere between the same neighbours."""
        seen = (before[-1:] + char + after[:1] in self.text) + (before[-2:] + char in self.text)
        return FAMILIAR * (seen if len(before) > 1 and after else 0)

    def _leads_line(self, start: int) -> bool:
        """Whether nothing but blanks and the like stands before ``start`` on its line: an indent, no damage."""
        return not self.text[max(0, start - 4) : start].rpartition("\n")[2].strip("?？\ufffd \u3000")

    def _guess(self, start: int) -> None:
        """A ``?`` without a reading: read on as if it stood for a lost lead byte, if that is far likelier."""
        text = self.text
        data = gbk.encode_shifted(text[start + 1]) if start + 1 < len(text) else None
        if data is None or text[start + 1] <= " " or self._leads_line(start):
            return
        leads = [lead for lead in _LEADS if gbk.decode(lead, data[0])]
        if not leads:
            return
        rest = self.read(start + 2, data[1]) if len(data) == 2 else Run([], start + 2, None, start + 2)
        read = rest.text()
        before = self._before(start, QUOTED)
        end = max(rest.at, min(start + WINDOW, len(text)))
        after = read[:AHEAD] + text[rest.at : rest.at + AHEAD - len(read)]
        char, sure = self._best([(lead, data[0]) for lead in leads], before, after)
        shown = before[-BEFORE:] + char + (read + text[rest.at : end])[:WINDOW]
        hidden = before[-BEFORE:] + text[start:end][:WINDOW]
        if cost(shown) + GAIN > cost(hidden):
            return
        lead = (gbk.encode(char) or b"\0")[0]
        lost = ""
        if lead in _FOLDED and data[0] not in (0xA1, 0xA3):
            # The second byte of a full-width mark: the mark was made half-width across a border, and
            # what swallowed it was the lead byte of one more character, which ended in A3.
            lost, sure = self._best([(lead, 0xA3) for lead in _LEADS], before, char + after)
        self._replace(start, start + 1, lost, LOST, sure)
        self._replace(start + 1, start + 2, char, LOST, sure)
        self._commit(rest, LOST)
