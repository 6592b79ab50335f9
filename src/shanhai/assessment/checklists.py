"""Checklists (十有, 四个不摘 …) of a pairing and year: each item with what the ledger proves, or a word."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.models import User
from shanhai.assessment.amounts import Amount
from shanhai.assessment.catalogue import catalogue_of, kinds_of
from shanhai.assessment.formula import Formula, parse
from shanhai.assessment.models import ChecklistMark
from shanhai.assessment.periods import Period
from shanhai.assessment.source import Source
from shanhai.ledger.models import Pairing
from shanhai.ledger.scope import Scope


class Standing(TextChoices):
    """How an item stands. Rows without valid evidence do not complete it (DOMAIN.md A09)."""

    MET = "met", _("齐备")
    UNPROVEN = "unproven", _("有台账，缺佐证")
    MISSING = "missing", _("没有")
    OPEN = "open", _("未答")


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the data file; ``proof`` is empty for items that people answer."""

    code: str
    title: str
    english: str
    proof: str = ""

    @property
    def name(self) -> str:
        """The title in the language of the page."""
        return self.english if _in_english() else self.title

    @property
    def rule(self) -> Formula | None:
        return parse(self.proof) if self.proof else None


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list of the data file."""

    code: str
    title: str
    english: str
    note: str
    english_note: str
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """The title in the language of the page."""
        return self.english if _in_english() else self.title

    @property
    def about(self) -> str:
        """What the list asks, in the language of the page."""
        return self.english_note if _in_english() else self.note


@dataclass(frozen=True, slots=True)
class Answer:
    """How an item stands for one pairing and year, and by what: rows of the ledger, or a person's mark."""

    item: Item
    standing: Standing
    amount: Amount
    share: Decimal | None = None
    mark: ChecklistMark | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A checklist with its answers."""

    checklist: Checklist
    answers: list[Answer]

    @property
    def met(self) -> int:
        return sum(answer.standing == Standing.MET for answer in self.answers)


@cache
def checklists() -> tuple[Checklist, ...]:
    """The lists of the data file. Unknown keys and formulas that cannot be read are errors."""
    told = tomllib.loads((files(__package__) / "data" / "checklists.toml").read_text("utf-8"))
    found = []
    for entry in told["checklist"]:
        items = tuple(Item(**item) for item in entry.pop("items"))
        for item in items:
            _ = item.rule
        found.append(Checklist(**entry, items=items))
    return tuple(found)


def filled(user: User, pairings: list[Pairing], period: Period) -> dict[int, list[Filled]]:
    """The checklists of each pairing up to the period's day, without what the user may not see."""
    scope, catalogue = Scope.of(user), catalogue_of(period.year)
    if catalogue is None:
        return {pairing.pk: [] for pairing in pairings}
    shown = [(checklist, _visible(scope, checklist)) for checklist in checklists()]
    rules = [(item.rule, False) for _list, items in shown for item in items if item.rule]
    source = Source(user, pairings, rules, [period.day], catalogue)
    marks = {
        (mark.pairing_id, mark.checklist, mark.item): mark
        for mark in ChecklistMark.objects.for_user(user)
        .filter(pairing__in=[pairing.pk for pairing in pairings], year=period.year)
        .select_related("by")
    }
    return {
        pairing.pk: [
            Filled(checklist, [_answer(pairing.pk, checklist, item, source, period, marks) for item in items])
            for checklist, items in shown
        ]
        for pairing in pairings
    }


def _visible(scope: Scope, checklist: Checklist) -> list[Item]:
    return [
        item
        for item in checklist.items
        if item.rule is None or all(scope.sees_kind(code) for code in kinds_of(item.rule))
    ]


def _answer(
    pairing: int, checklist: Checklist, item: Item, source: Source, period: Period, marks: dict[Any, Any]
) -> Answer:
    if item.rule is None:
        mark = marks.get((pairing, checklist.code, item.code))
        standing = Standing.OPEN if mark is None else Standing.MET if mark.satisfied else Standing.MISSING
        return Answer(item, standing, Amount(), mark=mark)
    amount = source.told(item.rule.terms, False, period.day, pairing)
    if item.rule.over:
        whole = source.told(item.rule.over, False, period.day, pairing).value
        share = (100 * amount.value / whole).quantize(Decimal("0.1")) if whole else None
        standing = Standing.MISSING if share is None or share < 100 else Standing.MET
        return Answer(item, standing, amount, share)
    if not amount.rows:
        return Answer(item, Standing.MISSING, amount)
    return Answer(item, Standing.MET if amount.proven else Standing.UNPROVEN, amount)
