"""Formulas of indicators (指标公式): how figures of the ledger make one line of an assessment.

A formula is data of the catalogue, read here and nowhere else::

    fund.aid                                        a measure, in its own unit
    training.trainees[人次]                          a measure in a named unit
    posting.doctors_sent + posting.teachers_sent    terms added (or taken off with -)
    sum:fund.paid(category in aid)                  a column of ledger rows that meet conditions
    row:issue(closed_on filled)                     how many rows
    distinct:donation.donor(form in money)          how many different values of a column
    fund.aid / target:B02                           a ratio; also over another target

Conditions: ``field in a|b``, ``field not a|b``, ``field filled``, ``field empty``, ``field past`` (not after
the day asked for), ``field open`` (empty or not before that day), ``field by other`` (not later than the
other column), ``field >= $parameter``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import FieldDoesNotExist

from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from shanhai.text.lexicon import measures

LONGEST = 400
_TERM = re.compile(
    r"(?:(?P<how>row|sum|distinct):(?P<kind>[a-z_]{1,24})(?:\.(?P<field>[a-z_]{1,40}))?"
    r"\((?P<conditions>[^()]{0,200})\)"
    r"|target:(?P<target>[A-Z0-9]{1,8})"
    r"|(?P<measure>[a-z_]{1,24}\.[a-z_]{1,24})(?:\[(?P<unit>[^\[\]]{1,8})\])?)"
)
_CONDITION = re.compile(
    r"(?P<field>[a-z_]{1,40}) (?:(?P<word>filled|empty|past|open)"
    r"|(?P<relation>in|not|by|>=) (?P<value>\S{1,80}))"
)


class FormulaError(ValueError):
    """A formula cannot be read; the message (Chinese) says where and why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on ledger rows. ``relation`` is in, not, by, >=, filled, empty, past or open."""

    field: str
    relation: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One figure: of the fact table (``how`` is measure), of ledger rows, or a target; ``sign`` is 1 or -1.

    ``name`` is the measure, the kind or the indicator's code.
    """

    how: str
    name: str
    unit: str = ""
    field: str = ""
    conditions: tuple[Condition, ...] = ()
    sign: int = 1

    @property
    def on_rows(self) -> bool:
        """True when the term is computed from rows of a kind, not from observations."""
        return self.how in ("row", "sum", "distinct")


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum of terms, or the ratio of two sums (``over`` is empty for plain sums)."""

    terms: tuple[Term, ...]
    over: tuple[Term, ...] = ()

    @property
    def all_terms(self) -> tuple[Term, ...]:
        return self.terms + self.over


@lru_cache(maxsize=1024)
def parse(text: str) -> Formula:
    """Read a formula. Raises :class:`FormulaError` for anything it does not understand entirely."""
    if len(text) > LONGEST:
        raise FormulaError(f"公式太长（最多{LONGEST}字）")
    above, slash, below = text.partition(" / ")
    return Formula(_terms(above), _terms(below) if slash else ())


def _terms(text: str) -> tuple[Term, ...]:
    found, place, sign = [], 0, 1
    text = text.strip()
    while True:
        match = _TERM.match(text, place)
        if match is None:
            raise FormulaError(f"公式从“{text[place : place + 20]}”起看不懂")
        found.append(_term(match, sign))
        rest = text[match.end() :]
        if not rest:
            return tuple(found)
        if rest[:3] not in (" + ", " - "):
            raise FormulaError(f"“{match.group()}”之后应为“ + ”“ - ”或“ / ”")
        sign = 1 if rest[1] == "+" else -1
        place = match.end() + 3


def _term(match: re.Match[str], sign: int) -> Term:
    part = match.groupdict()
    if part["target"]:
        return Term("target", part["target"], sign=sign)
    if part["measure"]:
        return _measure(part["measure"], part["unit"] or "", sign)
    try:
        model = kind(part["kind"])
    except KeyError:
        raise FormulaError(f"没有“{part['kind']}”这类台账") from None
    if (part["how"] == "row") == bool(part["field"]):
        raise FormulaError(f"“{match.group()}”：row 不写列名，sum、distinct 要写列名")
    conditions = tuple(_condition(item) for item in part["conditions"].split(", ") if item)
    for name in filter(None, (part["field"], *(condition.field for condition in conditions))):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            raise FormulaError(f"{model.Kind.title}没有“{name}”这一列") from None
        if name in model.Kind.sensitive:
            raise FormulaError(f"“{name}”是个人信息，不能用于公式")
    for condition in conditions:
        _check_choices(model, condition)
    return Term(part["how"], part["kind"], "", part["field"] or "", conditions, sign)


def _check_choices(model: type[Record], condition: Condition) -> None:
    """A value that the column cannot have would never be met: an error, not a rule that counts nothing."""
    choices = dict(field_of(model, condition.field).flatchoices)
    unknown = [value for value in condition.values if choices and value not in choices]
    if unknown and condition.relation in ("in", "not"):
        raise FormulaError(f"{model.Kind.title}的“{condition.field}”没有“{unknown[0]}”这个选项")


def _measure(code: str, unit: str, sign: int) -> Term:
    if code not in measures():
        raise FormulaError(f"没有“{code}”这个计量")
    return Term("measure", code, unit or measures()[code]["unit"], sign=sign)


def _condition(text: str) -> Condition:
    match = _CONDITION.fullmatch(text.strip())
    if match is None:
        raise FormulaError(f"条件“{text}”看不懂")
    part = match.groupdict()
    values = tuple(part["value"].split("|")) if part["value"] else ()
    return Condition(part["field"], part["word"] or part["relation"], values)
