"""Claims in the words of the people who check them: figure, period, sides, why it was read so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shanhai.documents.models import DocumentClaim
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import kind_of_measure
from shanhai.ledger.models import Region
from shanhai.ledger.models.record import field_of
from shanhai.ledger.wording import figure_text

LONGEST_SENTENCE = 45
"""Characters shown of the sentence before and after a claim's words."""
_STOPS = "。！？；!?;\n"


def figure_words(claim: DocumentClaim) -> str:
    """The figure as a Chinese text writes it: ``3600万元``, ``超过 40人``, ``近 3000万元``, ``约 20人``."""
    before = {">": _("超过"), "<": _("近"), "~": _("约")}.get(claim.bound, "")
    return f"{before} {figure_text(claim.value, claim.unit)}".strip()


def period_words(since: str, until: str) -> str:
    """A period of ISO dates of any precision in Chinese; empty when both are."""
    if since == until:
        return day_words(since)
    if not until:
        return _("%(day)s以来") % {"day": day_words(since)}
    if not since:
        return _("截至%(day)s") % {"day": day_words(until)}
    return f"{day_words(since)}—{day_words(until)}"


def day_words(told: str) -> str:
    """``2018-03`` → ``2018年3月``; what is no date stays as it is."""
    parts = told.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return told
    if get_language() == "en":
        return told
    return "".join(f"{int(part)}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def region_names(claims: Iterable[DocumentClaim]) -> dict[str, str]:
    """The names of all regions the claims name, by code; one query."""
    codes = {
        code for claim in claims for side in (claim.east, claim.west) for code in side.split(",") if code
    }
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name"))


def side_words(codes: str, names: Mapping[str, str]) -> str:
    """Region codes joined with commas as names; a code the table lacks stays a code."""
    return "、".join(names.get(code, code) for code in codes.split(",") if code)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The claim's words in the repaired text with what stands around them in their sentence."""

    before: str
    words: str
    after: str


def sentence_of(claim: DocumentClaim, text: str) -> Sentence:
    """The sentence of ``text`` (the repaired text) that holds a claim; long ones are cut at both ends."""
    first = max(claim.text_start - LONGEST_SENTENCE, 0)
    head = text[first : claim.text_start]
    cut = max(head.rfind(stop) for stop in _STOPS) + 1
    before = head[cut:].lstrip() if cut else ("…" if first else "") + head
    tail = text[claim.text_end : claim.text_end + LONGEST_SENTENCE]
    ends = [at for stop in _STOPS if (at := tail.find(stop)) >= 0]
    more = "" if ends or claim.text_end + LONGEST_SENTENCE >= len(text) else "…"
    after = tail[: min(ends) + 1].rstrip("\n") if ends else tail + more
    return Sentence(before, claim.text, after)


def problem_words(error: LedgerError, claim: DocumentClaim) -> list[str]:
    """What stands against entering a claim, each problem with the column it is about."""
    model = kind_of_measure(claim.measure)
    names = {column.field for column in model.Kind.columns} if model else set()
    return [
        f"{field_of(model, problem.field).verbose_name}：{problem.message}"
        if model and problem.field in names
        else problem.message
        for problem in error.problems
    ]


INHERITED = {
    "heading": gettext_lazy("小标题"),
    "document": gettext_lazy("全文"),
    "published": gettext_lazy("发布日期"),
}
"""Where sides and period may come from when the sentence itself is silent."""


def why_words(claim: DocumentClaim) -> list[str]:
    """Why the claim was read as it was: the words that carried it, and what its sentence does not say."""
    told = claim.explanation
    found = []
    cues = (str(told.get(name, "")) for name in ("trigger", "head"))
    words = "…".join(cue for cue in cues if any(char.isalnum() for char in cue))
    if words:
        found.append(f"“{words}”")
    titles = {"east": _("东部"), "west": _("西部"), "period": _("时间")}
    by_place: dict[str, list[str]] = {}
    for part in str(told.get("scope", "")).split(";"):
        name, _colon, source = part.strip().partition(": ")
        if name in titles and source in INHERITED:
            by_place.setdefault(str(INHERITED[source]), []).append(titles[name])
    found += [
        _("%(what)s取自%(where)s") % {"what": "、".join(what), "where": where}
        for where, what in by_place.items()
    ]
    return found


def extra_words(claim: DocumentClaim) -> list[str]:
    """What else the claim tells, ready to read: title, ordinal, rank and the like."""
    titles = {
        "title": _("名称"),
        "ordinal": _("届次"),
        "rank": _("级别"),
        "category": _("类别"),
        "subset": _("其中项"),
        "donor": _("捐赠方"),
        "receiver": _("接收方"),
        "beneficiary": _("受益对象"),
        "goods": _("物资名称"),
    }
    return [f"{titles[key]}：{value}" for key, value in claim.extra.items() if key in titles and value]


RULE_TITLES = {
    "byteshift": gettext_lazy("修复错位的字节"),
    "chars": gettext_lazy("清理不可见或异形字符"),
    "furniture": gettext_lazy("网页附带内容，不属正文"),
    "html": gettext_lazy("去掉网页标记"),
    "layout": gettext_lazy("整理换行与空白"),
    "marks": gettext_lazy("去掉重复的标点"),
    "pinyin": gettext_lazy("去掉夹在字间的拼音"),
    "script": gettext_lazy("繁体转简体"),
    "width": gettext_lazy("统一全角与半角"),
    "encoding": gettext_lazy("改正编码错误"),
}


def rule_words(rule: str) -> str:
    """What a repair rule did, for the tooltip: the family of each rule id, in Chinese."""
    families = dict.fromkeys(part.partition(".")[0] for part in rule.split("+"))
    return "；".join(str(RULE_TITLES.get(family, family)) for family in families)
