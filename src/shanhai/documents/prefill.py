"""From a claim to a filled-in entry form, derived from the kind's declaration alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models

from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.declaration import Yields
from shanhai.ledger.kinds import kind_of_measure
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.wording import official

OWN_NAME = ("title", "name")
"""Columns that hold a row's own name, in kinds that have one."""
ORDINAL_HEADERS = frozenset({"批次", "期次"})
"""Headers of text columns that say the how-manieth batch or course a row is."""
ONE_EVENT = timedelta(days=31)
"""A period no longer than this is one event, dated by its first day."""


@dataclass(slots=True)
class Prefill:
    """What an entry form is filled with from a claim, and from other claims of the same event.

    ``claims`` are those whose figures stand in the form. ``unplaced`` is True when the kind has no column
    for the figure of the first claim (its rows count one each): the reader must enter rows one by one.
    """

    model: type[Record]
    initial: dict[str, Any] = field(default_factory=dict)
    claims: list[DocumentClaim] = field(default_factory=list)
    unplaced: bool = False


def prefill(
    claim: DocumentClaim,
    pairing: Pairing | None,
    siblings: Iterable[DocumentClaim] = (),
    choices: Iterable[Pairing] = (),
) -> Prefill | None:
    """The kind and the initial values of the record that ``claim`` would make; None while no kind fits.

    ``siblings`` are other open claims of the same event; those that fit into other columns of the same row
    are filled in too. ``choices`` are the pairings the user may fill in: of them the one that the claim's own
    sides name comes before ``pairing``, that of the document.
    """
    model = kind_of_measure(claim.measure)
    if model is None:
        return None
    filled = Prefill(model)
    if pairing is not None:
        filled.initial["pairing"] = (_own_pairing(claim, choices) or pairing).pk
    _place_claim(filled, claim)
    for sibling in siblings:
        if (sibling.bound, sibling.status) == (claim.bound, claim.status):
            _place_sibling(filled, sibling)
    _clear_untold_counts(filled)
    _fill_time(filled, claim)
    _fill_texts(filled, claim)
    filled.initial["precision"] = claim.bound
    return filled


def _own_pairing(claim: DocumentClaim, choices: Iterable[Pairing]) -> Pairing | None:
    """The pairing of exactly the sides that the claim names; None when it names none, or several fit."""
    fitting = [
        pairing
        for pairing in choices
        if claim.west == pairing.west_id and claim.east in ("", pairing.east_id) and pairing.until is None
    ]
    return fitting[0] if len(fitting) == 1 else None


def _place_claim(filled: Prefill, claim: DocumentClaim) -> None:
    """Put the figure of the first claim into its column."""
    rules = filled.model.Kind.yields(claim.measure, claim.unit)
    rule = next((rule for rule in rules if _fits(filled.model, rule, claim)), None)
    filled.claims.append(claim)
    if rule is None:
        filled.unplaced = True
        filled.initial.update(_conditions(filled.model, rules[0], {}) or {})
        return
    _apply(filled, rule, claim, _conditions(filled.model, rule, {}) or {})


def _place_sibling(filled: Prefill, claim: DocumentClaim) -> None:
    """Put a further figure of the same event into the row, where it contradicts nothing there."""
    for rule in filled.model.Kind.yields(claim.measure, claim.unit):
        conditions = _conditions(filled.model, rule, filled.initial)
        free = isinstance(rule.value, str) and rule.value not in filled.initial
        if not free or conditions is None or not _fits(filled.model, rule, claim):
            continue
        before = dict(filled.initial)
        _apply(filled, rule, claim, conditions)
        if _contradicts_itself(filled):
            filled.initial = before
            continue
        filled.claims.append(claim)
        return


def _contradicts_itself(filled: Prefill) -> bool:
    """True when the kind's own checks speak against the values together (a part larger than its whole)."""
    row = filled.model(**{name: value for name, value in filled.initial.items() if name != "pairing"})
    return any(check(row) for check in filled.model.Kind.checks)


def _apply(filled: Prefill, rule: Yields, claim: DocumentClaim, conditions: Mapping[str, Any]) -> None:
    filled.initial.update(conditions)
    if isinstance(rule.value, str):
        column = field_of(filled.model, rule.value)
        whole = isinstance(column, models.IntegerField)
        filled.initial[rule.value] = int(claim.value) if whole else claim.value
        if _counts_one(column) and claim.value > 1:
            filled.initial["is_summary"] = True
    if rule.unit_field:
        filled.initial[rule.unit_field] = claim.unit
    day = _event_day(claim)
    if rule.date and day and rule.date not in filled.initial:
        filled.initial[rule.date] = day


def _fits(model: type[Record], rule: Yields, claim: DocumentClaim) -> bool:
    """True when the rule's column, or its constant, can hold the claim's figure and unit."""
    if not rule.unit_field and rule.printed_unit() != claim.unit and rule.unit:
        return False
    if isinstance(rule.value, int):
        return claim.value == rule.value
    return not isinstance(field_of(model, rule.value), models.IntegerField) or claim.whole


def _conditions(model: type[Record], rule: Yields, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Values that make the rule apply: those given, the column's default, else the first allowed.

    None when a given value speaks against the rule.
    """
    chosen = {}
    for name, allowed in rule.when.items():
        value = given.get(name, field_of(model, name).get_default())
        if name in given and value not in allowed:
            return None
        chosen[name] = value if value in allowed else allowed[0]
    return chosen


def _counts_one(column: models.Field[Any, Any]) -> bool:
    """True for columns where one row stands for one thing unless it says otherwise (人数, 批次, 份数)."""
    return bool(column.default == 1)


def _clear_untold_counts(filled: Prefill) -> None:
    """Leave counts empty that the document does not tell, where the kind allows it."""
    for name in filled.model.Kind.field_names():
        column = field_of(filled.model, name)
        if name not in filled.initial and _counts_one(column) and column.null:
            filled.initial[name] = None


def _fill_time(filled: Prefill, claim: DocumentClaim) -> None:
    """The year a claim belongs to: of its end; of the publication for «since …»; of its beginning.

    It never lies before the claim's own period, whatever year the document seems to speak from. A period
    of more than a year makes a summary row that says from which year on.
    """
    since, until = claim.since[:4], claim.until[:4]
    latest = until or max(_year_of(claim.document), since)
    if latest.isdigit():
        filled.initial["year"] = int(latest)
    if since.isdigit() and latest and since != latest:
        filled.initial["is_summary"] = True
        filled.initial["since_year"] = int(since)


def _year_of(document: Document) -> str:
    """The year a document speaks from: of its date, else the latest in its title or told as done.

    Empty when it tells none.
    """
    if document.published:
        return str(document.published.year)
    titled = re.findall(r"(?<!\d)((?:19|20)\d\d)年", document.title)
    rows = DocumentClaim.objects.unscoped("claims of the document of a claim read in scope")
    told = rows.filter(document=document, status="done").values_list("since", "until")
    return max([*titled, *(day[:4] for period in told for day in period)], default="")


def _event_day(claim: DocumentClaim) -> date | None:
    """The first day of an event told to the day; None for longer and for vaguer periods."""
    first, last = _day(claim.since), _day(claim.until)
    if first is None or (claim.until and last is None):
        return None
    return first if last is not None and last - first <= ONE_EVENT else None


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if len(told) == 10 else None
    except ValueError:
        return None


def _fill_texts(filled: Prefill, claim: DocumentClaim) -> None:
    """Names and attributes the claim tells (title, rank, ordinal …), where the kind has a column for them."""
    columns = {column.field: column for column in filled.model.Kind.columns}
    for key, told in claim.extra.items():
        if key in columns and isinstance(told, str):
            _fill_text(filled, key, told)
    own_name = next((name for name in OWN_NAME if name in columns), None)
    if own_name:
        _fill_text(filled, own_name, str(claim.extra.get("title", "")) or _describing_name(claim))
    ordinal = str(claim.extra.get("ordinal", ""))
    for name, column in columns.items():
        headers = {official(field_of(filled.model, name).verbose_name), *column.aliases}
        if ordinal and headers & ORDINAL_HEADERS:
            _fill_text(filled, name, f"第{ordinal}{claim.unit}" if ordinal.isdigit() else ordinal)


def _fill_text(filled: Prefill, name: str, told: str) -> None:
    """Fill a free text column, or a choice by its code or label; never over what stands there."""
    column = field_of(filled.model, name)
    if not told or name in filled.initial or not isinstance(column, models.CharField):
        return
    if column.choices:
        codes = {official(label): code for code, label in column.flatchoices} | {
            code: code for code, _ in column.flatchoices
        }
        if told in codes:
            filled.initial[name] = codes[told]
    else:
        filled.initial[name] = told[: column.max_length]


def _describing_name(claim: DocumentClaim) -> str:
    """A name for a row whose event has none: the period and the measure (2023年举办培训)."""
    measure = re.sub(r"\([^)]{0,40}\)", "", claim.measure_title)
    first, last = claim.since[:4], claim.until[:4]
    if not first:
        return measure
    if not last:
        return f"{first}年以来{measure}"
    return f"{first}年{measure}" if first == last else f"{first}—{last}年{measure}"
