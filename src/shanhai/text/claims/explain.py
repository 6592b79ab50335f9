"""Claims sentence by sentence, with the reasons in Chinese: for `shanhai claims --explain` and the review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shanhai.text.claims.model import Claim
from shanhai.text.claims.segment import clauses
from shanhai.text.lexicon import measures

_BOUNDS = {"=": "", ">": "超过", "<": "不足", "~": "约"}
_SOURCES = {
    "figure": "数字前地名",
    "clause": "本分句",
    "sentence": "本句",
    "sentence before": "上一句",
    "paragraph": "本段",
    "heading": "标题",
    "document": "全文结对双方",
    "none": "无",
}


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """One sentence of a text at ``start..end`` and the claims read from it, in order."""

    start: int
    end: int
    text: str
    claims: tuple[Claim, ...]

    def marked(self) -> Iterator[tuple[str, Claim | None]]:
        """The sentence in pieces, each with the claim whose words it is (the first where two share words)."""
        at = self.start
        for claim in self.claims:
            if claim.start < at:
                continue
            if claim.start > at:
                yield self.text[at - self.start : claim.start - self.start], None
            yield self.text[claim.start - self.start : claim.end - self.start], claim
            at = claim.end
        if at < self.end:
            yield self.text[at - self.start :], None


def sentences(text: str, claims: Iterable[Claim]) -> list[ExplainedSentence]:
    """The sentences of ``text`` in order, each with its claims; those without claims are there as well."""
    spans: dict[int, tuple[int, int]] = {}
    for clause in clauses(text):
        first, _ = spans.get(clause.sentence, (clause.start, 0))
        spans[clause.sentence] = (first, clause.end)
    waiting = sorted(claims, key=lambda claim: (claim.start, claim.end))
    found, at = [], 0
    for start, end in spans.values():
        last = at
        while last < len(waiting) and waiting[last].start < end:
            last += 1
        end = min(end + 1, len(text)) if text[end : end + 1] in "。！？!?" else end
        found.append(ExplainedSentence(start, end, text[start:end], tuple(waiting[at:last])))
        at = last
    return found


def title_of(claim: Claim) -> str:
    """The claim in one line for people: «选派医生（支医） 12人（计划）»."""
    planned = "（计划）" if claim.status == "planned" else ""
    return f"{measures()[claim.measure]['zh']} {_BOUNDS[claim.bound]}{claim.value:f}{claim.unit}{planned}"


def reason_of(claim: Claim) -> str:
    """Why the claim was read so, in Chinese: its words, its rule, and where sides and period came from."""
    why = claim.explanation
    words = [f"动词“{why.trigger}”"] * bool(why.trigger) + [f"名词“{why.head}”"] * bool(why.head)
    places = f"东部 {'、'.join(claim.east) or '未写明'}，西部 {'、'.join(claim.west) or '未写明'}"
    period = f"{claim.since or '…'} 至 {claim.until or '…'}" if claim.since or claim.until else "未写明"
    scope = "；".join(_scope(part) for part in why.scope.split("; "))
    return f"{'，'.join([*words, f'规则 {why.rule}'])}；{places}；时间 {period}（{scope}）"


def _scope(part: str) -> str:
    name, _, source = part.partition(": ")
    label = {"east": "东部取自", "west": "西部取自", "period": "时间取自"}.get(name, name)
    return f"{label}{_SOURCES.get(source, source)}"
