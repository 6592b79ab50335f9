"""One claim for one figure: what is told twice counts once, and the claims of one event are joined."""

from __future__ import annotations

import re
from bisect import bisect_left

from shanhai.text.claims.model import Claim

_APART = re.compile("[。！？!?\n；;]")
_TELLING = 5  # a figure so large is hardly told twice by chance


def merged(text: str, claims: list[Claim]) -> list[Claim]:
    """``claims`` in order without repetitions, each with the number of its event."""
    lines = [match.start() for match in re.finditer("\n", text)]
    kept: dict[int, Claim] = {}
    seen: dict[tuple[object, ...], int] = {}
    for number, claim in enumerate(claims):
        key = (claim.measure, claim.value, claim.unit, claim.status, claim.extra.get("title", ""))
        earlier = seen.get(key)
        if earlier is not None and _same(lines, kept[earlier], claim):
            if claim.since and not kept[earlier].since:
                kept[earlier] = claim
            continue
        seen.setdefault(key, number)
        kept[number] = claim
    return _grouped(text, sorted(kept.values(), key=lambda claim: (claim.start, claim.end)))


def _same(lines: list[int], first: Claim, second: Claim) -> bool:
    """Whether two equal claims are one told twice: same side and head, and in two paragraphs."""
    if first.start == second.start or (first.value > 1 and second.start < first.end):
        return True  # the latter: one noun, told with its figure twice (3.9亿：消费帮扶3.9亿元)
    if first.measure == "agreement.signed" and first.extra.get("title"):
        return True
    apart = bisect_left(lines, first.start) != bisect_left(lines, second.start)
    alike = first.explanation.head == second.explanation.head or (
        first.value >= _TELLING and first.kind != "donation"
    )
    periods = not first.since or not second.since or first.since == second.since
    return apart and alike and periods and first.west == second.west


def _grouped(text: str, claims: list[Claim]) -> list[Claim]:
    """Number the events: claims of one kind in one sentence are one event."""
    numbered: list[Claim] = []
    group = 0
    for claim in claims:
        if not numbered or not _one_event(text, numbered[-1], claim):
            group += 1
        numbered.append(claim._replace(group=group))
    return numbered


def _one_event(text: str, first: Claim, second: Claim) -> bool:
    return first.kind == second.kind and _APART.search(text, first.end, second.start) is None
