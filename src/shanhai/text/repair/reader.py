"""Reading text that stands one byte off.

A :class:`Reader` walks over misread characters with the pending lead byte of the true character, and
tells what they spell. It knows the inserted readings, and it judges a lost byte by its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp

from shanhai.text.repair import gbk
from shanhai.text.repair.pinyin import Token
from shanhai.text.repair.plausible import MARKS, cost, costs_between, mark_cost

BEFORE, AHEAD = 4, 4  # characters of context that judge a guess
QUOTED = 40  # characters looked back for an opening quotation mark
NEARBY = 1000  # characters around a lost one in which its like is looked for
FAMILIAR = 2.0  # natural logarithm by which a neighbourhood seen elsewhere speaks for a character
CANDIDATES = 8  # characters for which the text is searched for the same neighbourhood
MISSING = "□"  # stands for a figure that is lost, as in printed Chinese
CLASH = 40.0  # cost of a character that the next inserted reading contradicts
LIKELY = 0.8  # confidence from which a character with half its bytes cut off is written
DEPTH = 2  # question marks of one run that are tried both ways
MARK_LEAD = 0xA1  # first byte of 。and ”
FULL_WIDTH_LEAD = 0xA3  # first byte of ！，？ and full-width letters
FULL_QUESTION = 0xBF  # second byte of ？
_OPENS = re.compile("[?？\ufffd(（[［【〔{<＜]")  # where inserted readings begin
_CLOSING = "。”》"  # which end lines
_YEAR = re.compile(r"0[0-3]\d年")
_MONTH = re.compile(r"[0-2]月")
_COUNTED = re.compile(r"\d|[个個名人次户戶亩畝万萬亿億元吨噸年月日项項批届屆家台套座所件期场場位余餘多%％.]")


@dataclass(slots=True)
class Run:
    """Misread characters read anew: (start, end, what they spell, confidence), and where reading stands."""

    at: int
    carry: int | None
    before: str  # the last characters before the run's place, as they read now
    units: list[tuple[int, int, str, float]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the whole run spells."""
        return "".join([unit[2] for unit in self.units])

    @property
    def last(self) -> str:
        """The last character of the run; empty when it spells nothing."""
        return next((unit[2][-1] for unit in reversed(self.units) if unit[2]), "")

    def add(self, end: int, new: str, sure: float = 1.0) -> None:
        self.units.append((self.at, end, new, sure))
        self.before = (self.before + new)[-QUOTED:]
        self.at = end


class Reader:
    """Reads misread passages of one text; ``tokens`` are its inserted readings by their start."""

    def __init__(self, text: str, tokens: dict[int, Token]) -> None:
        self.text = text
        self.tokens = tokens

    def read(self, at: int, carry: int | None, before: str, limit: int = 1 << 60, depth: int = 0) -> Run:
        """Read from ``at`` with the pending lead byte ``carry`` until bytes and characters are in step again.

        ``before`` is what stands before, as repaired; ``limit`` bounds the units, to look ahead only.
        """
        run = Run(at, carry, before)
        text = self.text
        while run.carry is not None and run.at < len(text) and len(run.units) < limit:
            char, token = text[run.at], self.tokens.get(run.at)
            if char == "\n":
                break
            if token and not token.orphan and token.fits(text[run.at - 1]):
                run.add(token.end, "")  # it stands behind the misread character, which is listed too
            elif token and token.orphan and (last := self._last_of(token, run)):
                run.carry = None
                run.add(token.end, last)
            elif char == "," and self._is_inserted(run, depth):
                run.add(run.at + 1, "")
            elif not (self._question(run, depth) if char in "?\ufffd" else self._step(run, char)):
                break
        if run.carry is not None and (run.at == len(text) or text[run.at] == "\n"):
            self._close(run)
        return run

    def ahead(self, at: int, end: int) -> str:
        """The text from ``at`` to ``end`` on its line, without inserted readings, as it stands."""
        parts: list[str] = []
        for match in _OPENS.finditer(self.text, at, end):
            token = self.tokens.get(match.start())
            if token and token.start >= at:
                parts += (self.text[at : token.start], "?" if token.orphan else "")
                at = token.end
        parts.append(self.text[at:end])
        return "".join(parts).partition("\n")[0]

    def best(self, chars: Sequence[str], before: str, after: str, at: int) -> tuple[str, float]:
        """The character among ``chars`` that stands best between its neighbours, and how surely.

        The text around ``at`` is searched for the same neighbourhood.
        """
        near, far, after = before[-BEFORE:], after, after[:AHEAD]
        costs = costs_between(near, chars, after)
        for mark in MARKS.intersection(chars):
            costs[chars.index(mark)] += mark_cost(before, mark, far)
        worst = sorted(costs)[:CANDIDATES][-1:]
        likely = sorted(
            (weight, char) for weight, char in zip(costs, chars, strict=True) if [weight] <= worst
        )
        text = self.text[max(0, at - NEARBY) : at + NEARBY]
        ranked = sorted(
            (weight - _familiar(text, near, char, after), char) for weight, char in likely[:CANDIDATES]
        )
        if not ranked:
            return "", 0.0
        gap = ranked[1][0] - ranked[0][0] if len(ranked) > 1 else 20.0
        return ranked[0][1], round(1 / (1 + exp(-gap)), 3)

    def _last_of(self, token: Token, run: Run) -> str:
        """The character that a reading tells at the end of a run; empty when none begins with the carry."""
        chars = token.readers(run.carry or 0)
        if len(chars) < 2:
            return "".join(chars)
        before, after = run.before[-BEFORE:], self.ahead(token.end, token.end + AHEAD)
        return min(chars, key=lambda char: cost(before + char + after) + self.clash(token.end, char))

    def clash(self, at: int, char: str) -> float:
        """Cost of a reading at ``at`` that does not go with ``char``, the true character before it."""
        token, data = self.tokens.get(at), gbk.encode(char)
        if token is None or not data:
            return 0.0
        fits = bool(token.readers(data[-1])) if token.orphan else token.fits(char)
        return 0.0 if fits else CLASH

    def _step(self, run: Run, char: str) -> bool:
        """Read one more character; False when it cannot follow the pending byte."""
        data = gbk.encode_shifted(char)
        new = gbk.decode(run.carry or 0, data[0]) if data else None
        if not data or new is None:
            return False
        run.carry = data[1] if len(data) == 2 else None
        if run.carry is not None and not gbk.is_lead(run.carry):
            # the misread character ended in a plain ASCII byte: that was a true character of its own
            new += chr(run.carry)
            run.carry = None
        run.add(run.at + 1, new)
        return True

    def _question(self, run: Run, depth: int) -> bool:
        """A mark inside a run: a folded ``？`` in step, or a lead byte that swallowed something.

        False when the pending byte begins no character.
        """
        carry, at = run.carry or 0, run.at
        before = run.before
        swallowed = self.swallowed(at + 1)
        after = swallowed.replace(MISSING, "5") + self.ahead(at + 1, at + 1 + QUOTED)
        ended, sure = self.best(gbk.beginning_with(carry), before, after, at)
        folded = gbk.decode(carry, FULL_WIDTH_LEAD)
        if depth < DEPTH and folded:
            further = self.read(at + 1, FULL_QUESTION, before + folded, AHEAD, depth + 1)
            near = before[-BEFORE:]
            plain = self.ahead(at + 1, further.at)
            if cost(near + folded + further.text) < cost(near + ended + plain):
                run.carry = FULL_QUESTION
                run.add(at + 1, folded)
                return True
        if not ended:
            return False
        run.carry = None
        run.add(at + 1, ended + swallowed, sure)
        return True

    def _is_inserted(self, run: Run, depth: int) -> bool:
        """Whether a comma behind a reading was inserted there, and is no folded ``，`` of the run."""
        if depth >= DEPTH or self.text[run.at - 1] not in ")）":
            return False
        ways = []
        near = run.before[-BEFORE:]
        for at in (run.at + 1, run.at):
            trial = self.read(at, run.carry, near, AHEAD, DEPTH)
            ways.append(cost(near + trial.text) / max(len(near + trial.text), 1))
        return ways[0] < ways[1]

    def swallowed(self, at: int) -> str:
        """What the lead byte swallowed before ``at``, if that can be told.

        A mark that stands before the same two characters nearby; the 2 of a year, the 1 of a month; ``□``
        where a digit is missing, which nobody can tell, and which must not go unseen.
        """
        if _YEAR.match(self.text, at):
            return "2"
        if _MONTH.match(self.text, at):
            return "1"
        if _COUNTED.match(self.text, at):
            return MISSING
        word = self.text[at : at + 2]
        if len(word) < 2 or not "\u4e00" <= word[0] <= "\u9fff":
            return ""
        near = self.text[max(0, at - NEARBY) : at] + " " + self.text[at : at + NEARBY]
        marks = re.findall(rf"[\u4e00-\u9fff]([+\-/&*=|:;.]){re.escape(word)}", near)
        return max(marks, key=marks.count) if marks else ""

    def _close(self, run: Run) -> None:
        """A pending lead byte at a line's end: its trail was cut off; take what is likely, if anything."""
        carry = run.carry or 0
        chars = _CLOSING if carry == MARK_LEAD else gbk.beginning_with(carry)
        new, sure = self.best(chars, run.before, "", run.at)
        run.carry = None
        if sure >= LIKELY:
            run.add(run.at, new, sure)


def _familiar(text: str, before: str, char: str, after: str) -> float:
    """A bonus for a character that ``text`` has elsewhere between the same neighbours."""
    if len(before) < 2 or not after:
        return 0.0
    return FAMILIAR * ((before[-1] + char + after[0] in text) + (before[-2:] + char in text))
