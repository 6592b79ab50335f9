"""What is wrong with the values of a row, asked by every way of writing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from shanhai.ledger.errors import Problem
from shanhai.ledger.models import Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.privacy import mask

FIRST_YEAR, LAST_YEAR = 1979, 2099
"""The cooperation of provinces began in 1979; a year outside is a slip of the hand."""


def validate(record: Record, only: Collection[str] | None = None) -> list[Problem]:
    """Everything that is wrong with the values of a row, by field; empty when it may be saved.

    Required columns are asked for as soon as a row is handed in; a draft may be unfinished. ``only`` names
    the fields that were assigned since the row was last known to be valid (bulk writing).
    """
    skipped = {"owner_side"}
    if only is not None:
        skipped |= {field.name for field in record._meta.concrete_fields if field.name not in only}
    problems: list[Problem] = []
    if record.year is None:
        field = record.Kind.date_field
        instead = f"或{field_of(record, field).verbose_name}" if field else ""
        problems.append(Problem("required", f"请填写年度{instead}", "year"))
        skipped |= {"year"}
    try:
        record.full_clean(exclude=skipped, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            name = "" if field == NON_FIELD_ERRORS else field
            problems += [Problem("invalid", message, name, _shown(record, name)) for message in messages]
    wrong = {problem.field for problem in problems}
    if record.state != State.DRAFT:
        for name in required_of(record):
            if name not in wrong and getattr(record, name) in (None, ""):
                title = field_of(record, name).verbose_name
                problems.append(Problem("required", f"{title}不能为空", name))
    if record.year is not None and not FIRST_YEAR <= record.year <= LAST_YEAR and "year" not in wrong:
        problems.append(Problem("check", f"年度应在{FIRST_YEAR}至{LAST_YEAR}之间", "year", str(record.year)))
    if record.since_year is not None and "since_year" not in wrong:
        if not record.is_summary:
            problems.append(
                Problem("check", "只有汇总行可以填汇总起始年度", "since_year", str(record.since_year))
            )
        elif record.year is not None and record.since_year > record.year:
            message = f"汇总起始年度（{record.since_year}）晚于年度（{record.year}）"
            problems.append(Problem("check", message, "since_year", str(record.since_year)))
    for check in record.Kind.checks:
        for name, message in check(record).items():
            if name not in wrong:
                problems.append(Problem("check", message, name, _shown(record, name)))
    return problems


def required_of(record: Record) -> set[str]:
    """The columns that must be filled before this row may be reported.

    A summary row stands for many things, so it need not say what each of them was: of it only what its
    figures are and where they count is asked.
    """
    required = set(record.Kind.required_fields())
    if not record.is_summary:
        return required
    counting = {name for rule in record.Kind.measures for name in (rule.value, *rule.when)}
    return required & counting


def _shown(record: Record, field: str) -> str:
    return shown_text(type(record), field, getattr(record, field, "")) if field else ""


def shown_text(model: type[Record], name: str, value: Any) -> str:
    """A value as messages, logs and histories write it: personal data masked, None empty."""
    text = "" if value is None else str(value)
    return mask(text, model.Kind.sensitive[name]) if name in model.Kind.sensitive else text
