"""Which places a text is mainly about, by what it names and how often, and which of them give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shanhai.text.claims.scope import tiers
from shanhai.text.gazetteer import gazetteer, within
from shanhai.text.grammar.place import Place

_SHARE = 0.3  # of the mentions of the best place: so many make another one its equal


def depth(code: str) -> int:
    """1 for a province, 2 for a prefecture, 3 for a county."""
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def widened(best: str, weights: Counter[str], leading: set[str], held: frozenset[str]) -> str:
    """The division above ``best`` that the text names too, when it names several places inside it alike.

    ``held`` are divisions named only with a place in them: 崇左市 in 崇左市扶绥县.
    """
    for above in gazetteer().path(best):
        others = [c for c in weights if c not in (best, above) and within(c, above)]
        if others and above in leading and best not in leading:
            return above
        if (
            (weights[above] or above in held)
            and above[2:] != "0000"
            and sum(weights[c] for c in others) >= _SHARE * weights[best]
        ):
            return above
    return best


def narrowed(best: str, weights: Counter[str], titled: frozenset[str]) -> str:
    """``best``, or the one place inside it named about as often, unless the title names ``best`` itself."""
    while best not in titled:
        inner = [(w, c) for c, w in weights.items() if c != best and within(c, best)]
        if not inner:
            return best
        weight, code = max(inner)
        others = sum(w for w, c in inner if c != code and not within(code, c) and not within(c, code))
        if weight <= 0.5 * weights[best] or others > 0.5 * weight:
            return best
        best = code
    return best


def split(places: Sequence[Place]) -> dict[int, str]:
    """Tier → side, for the tiers that stand in this text."""
    present = {tiers()[p.code[:2]] for p in places if p.code and p.code[:2] in tiers()}
    if 1 in present:
        middle = "west" if not present & {3, 4} else ""
        return {1: "east", 2: middle, 3: "west", 4: "west"}
    if present & {3, 4} and 2 in present:
        return {2: "east", 3: "west", 4: "west"}
    if 3 in present and 4 in present:
        return {3: "east", 4: "west"}
    return {2: "west", 3: "west", 4: "west"}
