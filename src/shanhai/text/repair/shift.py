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
some two hundred, and the one that makes the likeliest words is taken, if it is far likelier than the
text as it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from shanhai.text.repair import gbk
from shanhai.text.repair.pinyin import Token, fits, is_damaged, tokens
from shanhai.text.repair.plausible import cost
from shanhai.text.repair.reader import AHEAD, BEFORE, FULL_WIDTH_LEAD, MARK_LEAD, MISSING, QUOTED, Reader, Run
from shanhai.text.spans import Edit, edit_of

BRACKET = "pinyin.bracket"
SHIFT = "byteshift.pinyin"
LOST = "byteshift.lost"
GAIN = 8.0  # natural logarithm by which a guessed reading must beat the text as it stands
DOUBTFUL = 0.6  # confidence below which a lost character is shown as missing
GUESSES, TRIALS = 1000, 20_000  # in one text; more question marks than that are not this damage
ROW = 3  # question marks in a row; more of them stand for something else (emoji)
STUCK = 40.0  # cost of a run that cannot be read to its end
FAR = 8 * QUOTED  # characters looked back for those that are left
WINDOW = 24  # characters over which the two are weighed
_LONE = re.compile(r"[?？\ufffd]+")
_FOLDED = b"\xa1\xa8\xa9\xab\xac\xad\xba\xbb\xbf"  # second bytes of ！（）＋，－：；？


def fix(text: str) -> list[Edit]:
    """Edits that take inserted readings out of ``text`` and set the shifted characters right."""
    found = tokens(text)
    if found and not is_damaged(text, found):
        found = []
    rows = (match.span() for match in _LONE.finditer(text))
    lone = [at for start, end in rows if end - start <= ROW for at in range(start, end)]
    if not found and not lone:
        return []
    return _Mender(text, found).mend(lone)


def _plain(text: str, found: Sequence[Token]) -> list[Edit]:
    """Edits that take out readings, one or several, behind the character that has them."""
    edits: list[Edit] = []
    base, done = "", -1
    for start, end, reading, orphan, cut in found:
        if orphan:
            continue
        if start != done:
            base = text[start - 1 : start]
        if fits(base, reading, cut):
            edits.append(edit_of((start, end, text[start:end], "", BRACKET, 1.0)))
            done = end
    return edits


class _Mender:
    """Goes through one text from left to right and collects its edits."""

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self.text = text
        self.tokens = {token[0]: token for token in found}
        self.reader = Reader(text, self.tokens)
        self.edits: list[Edit] = []
        self.at = 0  # everything before is settled
        self.guesses = self.trials = 0
        self.last = ""  # the character that now stands before ``at``, where the text shows another

    def mend(self, lone: list[int]) -> list[Edit]:
        """``lone`` are the places of question marks, among them those that begin tokens."""
        plain = _plain(self.text, list(self.tokens.values()))
        starts = [edit[0] for edit in plain]
        done = 0
        orphans = [start for start, token in self.tokens.items() if token[3]]
        for start in sorted([*orphans, *(start for start in lone if start not in self.tokens)]):
            if start < self.at:
                continue
            first, done = bisect_left(starts, self.at, done), bisect_left(starts, start, done)
            self._take(plain[first:done])
            if start > self.at:
                self.last = ""
            if start in self.tokens:
                self._orphan(self.tokens[start])
            else:
                self._guess(start)
            self._take_readings()
        self._take(plain[bisect_left(starts, self.at, done) :])
        return self.edits

    def _take(self, plain: Sequence[Edit]) -> None:
        if plain:
            self.edits += plain
            self.at = plain[-1].end
            self.last = self.text[plain[-1].start - 1]

    def _take_readings(self) -> None:
        """Take out the readings of the character that was set right last."""
        while (token := self.tokens.get(self.at)) and not token.orphan and token.fits(self.last):
            self._replace(token.start, token.end, "", BRACKET)

    def _replace(self, start: int, end: int, new: str, rule: str, sure: float = 1.0) -> None:
        if self.text[start:end] != new:
            self.edits.append(edit_of((start, end, self.text[start:end], new, rule, sure)))
        self.at = end

    def _commit(self, run: Run, rule: str) -> None:
        for start, end, new, sure in run.units:
            self._replace(start, end, new, rule, sure)
        self.at = max(self.at, run.at)
        self.last = run.last

    def _before(self, start: int) -> str:
        """The last characters of the line before ``start``, as they read now."""
        before, at = "", start
        for first, end, _, new, _, _ in reversed(self.edits):
            before = new + self.text[max(end, at - QUOTED) : at] + before
            at = first
            if len(before) >= QUOTED or "\n" in before or start - at > FAR:
                break
        else:
            before = self.text[max(0, at - QUOTED) : at] + before
        return before[-QUOTED:].rpartition("\n")[2]

    def _orphan(self, token: Token) -> None:
        """A reading that split a character: put the byte it hides in its place and read on."""
        data = gbk.encode_shifted(self.last or self.text[token.start - 1]) if token.start else None
        chars = token.readers(data[-1]) if data else ()
        if not chars:
            self._guess(token.start)
            return
        before = self._before(token.start)

        trails = {pair[1]: char for char in chars if (pair := gbk.encode(char))}
        trail = next(iter(trails))
        if len(trails) > 1:
            trail = min(trails, key=lambda trail: self._unlikely(token, trails[trail], trail, before))
        self._replace(token.start, token.end, "", SHIFT)
        self._commit(self.reader.read(token.end, trail, before), SHIFT)

    def _unlikely(self, token: Token, listed: str, trail: int, before: str) -> float:
        """Cost of taking ``listed``, with the second byte ``trail``, for the character a reading tells."""
        run = self.reader.read(token.end, trail, before, limit=AHEAD)
        stuck = run.carry is not None and len(run.units) < AHEAD and run.at < len(self.text)
        clash = self.reader.clash(run.at, run.last) if run.carry is None and run.last else 0.0
        shown = before[-BEFORE:] + run.text + self.reader.ahead(run.at, token.end + AHEAD)
        return STUCK * stuck + clash + cost(shown) + cost(listed) / 2

    def _guess(self, start: int) -> None:
        """A ``?`` without a reading: read on as if it stood for a lost lead byte, if that is far likelier."""
        text = self.text
        data = gbk.encode_shifted(text[start + 1]) if start + 1 < len(text) else None
        if data is None or self._leads_line(start) or self.guesses >= GUESSES or self.trials >= TRIALS:
            return
        left = self.last if self.at == start and self.last else text[start - 1]
        if text[start + 1] <= " " or (left + text[start + 1]).isascii():  # a question, an address
            return
        self.trials += 1
        carry = data[1] if len(data) == 2 else None
        trial = self.reader.read(start + 2, carry, "", WINDOW)
        before = self._before(start)
        near = before[-BEFORE:]
        end = max(trial.at, min(start + WINDOW, len(text)))
        shown = (trial.text + self.reader.ahead(trial.at, end))[:WINDOW]
        most = cost(near + self.reader.ahead(start, end)[:WINDOW].replace("\ufffd", "?")) - GAIN
        if cost(near + shown) > most:
            return
        self.guesses += 1
        after = shown[:AHEAD]
        char, sure = self.reader.best(gbk.ending_with(data[0]), before, after, start)
        if not char or cost(near + char + shown) > most:
            return
        lead, lost = (gbk.encode(char) or b"\0")[0], ""
        if lead in _FOLDED and data[0] not in (MARK_LEAD, FULL_WIDTH_LEAD):
            # The second byte of a full-width mark: the mark was made half-width across a border, and
            # what swallowed it was the lead byte of one more character, which ended in A3.
            ended = gbk.ending_with(FULL_WIDTH_LEAD)
            lost, sure = self.reader.best(ended, before, char + after, start)
            lost = lost if sure >= DOUBTFUL else MISSING
        self._replace(start, start + 1, lost, LOST, sure)
        self._replace(start + 1, start + 2, char, LOST, sure)
        self._commit(self.reader.read(start + 2, carry, before + lost + char), LOST)

    def _leads_line(self, start: int) -> bool:
        """Whether only blanks and the like stand before ``start`` on its line: an indent, no damage."""
        return not self.text[max(0, start - 4) : start].rpartition("\n")[2].strip("?？\ufffd \u3000")
