"""Claims drawn for people: each sentence with the words of its claims marked, and below it why.

On a terminal the marks are colours, one for each event, so that figures of one event stand out together;
elsewhere (a file, a pipe, ``NO_COLOR``) they are brackets. Nothing of the text is left out.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator

from shanhai.text.claims.explain import ExplainedSentence, reason_of, sentences, title_of
from shanhai.text.claims.model import Claim

_COLOURS = (33, 36, 32, 35, 34)  # yellow, cyan, green, magenta, blue: legible on light and on dark
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def wants_colour() -> bool:
    """Whether standard output takes colours; ``NO_COLOR`` and ``FORCE_COLOR`` decide as they do elsewhere."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def explained(text: str, claims: Iterable[Claim], *, colour: bool) -> str:
    """``text`` sentence by sentence; each claim is numbered, marked in its place and explained below."""
    numbers = {id(claim): number for number, claim in enumerate(_ordered(claims), start=1)}
    lines: list[str] = []
    for sentence in sentences(text, claims):
        lines += _sentence(sentence, numbers, colour)
    return "\n".join([*lines, f"共 {len(numbers)} 条数据表述。 {len(numbers)} claims.", ""])


def _ordered(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: (claim.start, claim.end))


def _sentence(sentence: ExplainedSentence, numbers: dict[int, int], colour: bool) -> Iterator[str]:
    pieces = []
    for words, claim in sentence.marked():
        # Control characters of a damaged text must not reach the terminal as orders.
        plain = _CONTROLS.sub("�", words.replace("\n", " "))
        pieces.append(plain if claim is None else _marked(plain, claim, colour))
    if shown := "".join(pieces).strip():
        yield shown
    for claim in sentence.claims:
        yield f"  {numbers[id(claim)]}. {_marked(title_of(claim), claim, colour, brackets=False)}"
        yield f"     {reason_of(claim)}"
    if sentence.claims:
        yield ""


def _marked(words: str, claim: Claim, colour: bool, brackets: bool = True) -> str:
    if colour:
        return f"\x1b[1;{_COLOURS[claim.group % len(_COLOURS)]}m{words}\x1b[0m"
    return f"【{words}】" if brackets else words
