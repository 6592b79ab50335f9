"""The rule table of `claim_rules.toml`: which measure a figure has, by what stands round it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from shanhai.text.claims.figure import HOSTS, LISTED, ROW, UNLISTED, Figure
from shanhai.text.claims.figures import Reading
from shanhai.text.claims.lexicon import heads, triggers
from shanhai.text.lexicon import LexiconError, load_toml, measures

SAME = "="  # the measure of the claim just before
PRINTED = "printed"
_SIDES = frozenset({"east", "west"})
_FILE = "claim_rules.toml"
_LISTS = ("phrase", "verbs", "clause", "before", "ahead", "nearby", "host", "prior", "owner")
_KEYS = {
    "measure",
    "units",
    "flow",
    "unit",
    "planned",
    "optional",
    "nested",
    "bare",
    "partnered",
    "least",
    *_LISTS,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A list of the rule file: one of ``some``, all of ``every`` and none of ``never`` must be present."""

    some: frozenset[str]
    every: frozenset[str]
    never: frozenset[str]

    @classmethod
    def read(cls, entries: list[str]) -> Condition:
        return cls(
            frozenset(e for e in entries if not e.startswith(("+", "!"))),
            frozenset(e[1:] for e in entries if e.startswith("+")),
            frozenset(e[1:] for e in entries if e.startswith("!")),
        )

    @property
    def names(self) -> frozenset[str]:
        return self.some | self.every | self.never

    def holds(self, present: frozenset[str]) -> bool:
        return (
            (not self.some or not self.some.isdisjoint(present))
            and self.every <= present
            and self.never.isdisjoint(present)
        )


_ANY = Condition(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table; ``id`` is its measure and its number among the rules of that measure.

    ``phrase`` and ``verbs`` are the conditions on the figure's own words, which hold or fail most often;
    ``conditions`` are the others.
    """

    id: str
    measure: str
    kinds: frozenset[str]
    phrase: Condition
    verbs: Condition
    conditions: tuple[tuple[str, Condition], ...]
    flow: str
    unit: str
    planned: bool
    optional: bool
    nested: bool
    bare: bool
    partnered: bool
    least: int

    def fits(self, reading: Reading, figure: Figure, prior: str) -> bool:
        """Whether a rule that fits the words of ``figure`` fits it after a claim of the measure ``prior``."""
        if (self.flow and self.flow != figure.flow) or (self.nested and not figure.nested):
            return False
        if (self.bare and figure.phrase) or (self.partnered and not figure.partnered):
            return False
        if figure.quantity.value < self.least:
            return False
        for name, condition in self.conditions:
            if not condition.holds(_present(name, reading, figure, prior)):
                return False
        return True


def _present(name: str, reading: Reading, figure: Figure, prior: str) -> frozenset[str]:
    """What a condition of that name asks about: classes, a measure or a side."""
    match name:
        case "prior":
            return frozenset((prior,))
        case "clause":
            return figure.clause
        case "before":
            return reading.before(figure)
        case "ahead":
            return reading.ahead(figure)
        case "nearby":
            return reading.nearby(figure) | {"send"} if figure.goal else reading.nearby(figure)
        case "host":
            return frozenset((reading.host(figure),)) - {""}
        case "owner":
            return frozenset((figure.owner,)) - {""}
    raise LexiconError(f"{_FILE}: no such condition: {name}")


class RuleTable:
    """All rules by kind of unit, in their order."""

    def __init__(self, data: dict[str, Any]) -> None:
        if unknown := data.keys() - {"units", "rule"}:
            raise LexiconError(f"{_FILE}: unknown tables {sorted(unknown)}")
        self._kinds: dict[str, list[str]] = {}
        for kind, members in data["units"].items():
            for member in members:
                self._kinds.setdefault(member, []).append(kind)
        known = heads().classes | triggers().classes | {LISTED, ROW, UNLISTED}
        counts: dict[str, int] = {}
        self._rules: dict[str, list[tuple[int, Rule]]] = {}
        self._of_unit = cache(self._find_of_unit)
        self._fitting = lru_cache(maxsize=4096)(self._find_fitting)
        for order, entry in enumerate(data["rule"]):
            rule = _rule(entry, counts, known)
            if unknown := rule.kinds - data["units"].keys():
                raise LexiconError(f"{_FILE}: {rule.id}: unknown units {sorted(unknown)}")
            for kind in rule.kinds:
                self._rules.setdefault(kind, []).append((order, rule))

    def pick(self, reading: Reading, figure: Figure, prior: str) -> Rule | None:
        """The first rule that fits ``figure``; None when the figure is no claim."""
        quantity = figure.quantity
        for rule in self._fitting(quantity.unit_class, quantity.unit, figure.phrase, figure.verbs):
            if rule.fits(reading, figure, prior):
                return rule
        return None

    def _find_fitting(
        self, unit_class: str, unit: str, phrase: frozenset[str], verbs: frozenset[str]
    ) -> tuple[Rule, ...]:
        """The rules that fit a unit and the figure's own words; kept, because few combinations are common."""
        return tuple(
            rule
            for rule in self._of_unit(unit_class, unit)
            if rule.phrase.holds(phrase) and rule.verbs.holds(verbs)
        )

    def _find_of_unit(self, unit_class: str, unit: str) -> tuple[Rule, ...]:
        """The rules that a figure of one unit may have, in their order."""
        kinds = {kind for key in (unit_class, f"{unit_class}:{unit}") for kind in self._kinds.get(key, ())}
        ordered = {order: rule for kind in kinds for order, rule in self._rules.get(kind, ())}
        return tuple(rule for _, rule in sorted(ordered.items()))


def _rule(entry: dict[str, Any], counts: dict[str, int], known: Iterable[str]) -> Rule:
    measure = entry.get("measure", "")
    counts[measure] = counts.get(measure, 0) + 1
    name = f"{measure or 'none'}#{counts[measure]}"
    if unknown := entry.keys() - _KEYS:
        raise LexiconError(f"{_FILE}: {name}: unknown keys {sorted(unknown)}")
    if measure not in ("", SAME) and measure not in measures():
        raise LexiconError(f"{_FILE}: {name}: no such measure")
    conditions = tuple((key, Condition.read(entry[key])) for key in _LISTS if key in entry)
    for key, condition in conditions:
        allowed = {"prior": measures().keys() | {""}, "host": HOSTS, "owner": _SIDES}.get(key, known)
        if strange := condition.names - set(allowed):
            raise LexiconError(f"{_FILE}: {name}: {key}: unknown {sorted(strange)}")
    own = dict(conditions)
    return Rule(
        name,
        measure,
        frozenset(entry["units"]),
        own.pop("phrase", _ANY),
        own.pop("verbs", _ANY),
        tuple(own.items()),
        entry.get("flow", ""),
        entry.get("unit", ""),
        entry.get("planned", False),
        entry.get("optional", False),
        entry.get("nested", False),
        entry.get("bare", False),
        entry.get("partnered", False),
        entry.get("least", 0),
    )


@cache
def rules() -> RuleTable:
    """The rule table, read and checked once."""
    return RuleTable(load_toml(_FILE))
