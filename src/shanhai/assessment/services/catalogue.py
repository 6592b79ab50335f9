"""Catalogue versions: loaded from the data files, revised in the site as new versions, never in place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.assessment import catalogue_file
from shanhai.assessment.formula import FormulaError, parse
from shanhai.assessment.models import Catalogue, Indicator
from shanhai.ledger.errors import LedgerError, NotAllowed, Problem, one

EDITABLE = (
    "zh", "en", "unit", "direction", "better", "formula", "parent", "agreement", "weight", "source",
    "definition",
)  # fmt: skip
"""What a draft's line may change; its code and section are its identity."""


@transaction.atomic
def load_catalogues() -> int:
    """Add the frames of the data files that are missing, as published versions; how many were added.

    What an office has revised stays: a frame that is there in any version is not touched.
    """
    there = set(Catalogue.objects.values_list("frame", flat=True))
    missing = [frame for frame in catalogue_file.frames() if frame.code not in there]
    for frame in missing:
        catalogue = Catalogue.objects.create(
            frame=frame.code,
            title=frame.title,
            since=frame.since,
            until=frame.until or None,
            state=Catalogue.State.PUBLISHED,
            source=frame.source,
            note=frame.note,
            sections=frame.sections,
            parameters=catalogue_file.parameters(),
            published_at=timezone.now(),
        )
        rows = [row for row in catalogue_file.indicators() if frame.holds(row)]
        Indicator.objects.bulk_create(_line(catalogue, frame, row, n) for n, row in enumerate(rows))
    return len(missing)


def _line(catalogue: Catalogue, frame: catalogue_file.Frame, row: dict[str, str], order: int) -> Indicator:
    same = ("code", "en", "unit", "section", "direction", "better", "aggregation", "formula", "parent")
    return Indicator(
        catalogue=catalogue,
        zh=frame.names.get(row["code"], row["zh"]),
        agreement=bool(row["agreement"]),
        source=row["source"],
        definition=row["definition"],
        order=order,
        **{name: row[name] for name in same},
    )


def _refuse_others(actor: User) -> None:
    if not actor.rights.manage:
        raise NotAllowed("只有系统管理员可以修订指标目录")


@transaction.atomic
def new_version(actor: User, catalogue: Catalogue, *, reason: str) -> Catalogue:
    """A draft with everything of ``catalogue``; there is at most one draft of a frame."""
    _refuse_others(actor)
    if not reason.strip():
        raise one("reason", "请写明修订原因", "reason")
    versions = Catalogue.objects.filter(frame=catalogue.frame)
    if versions.filter(state=Catalogue.State.DRAFT).exists():
        raise one("draft", "已有一份修订草稿，请先发布")
    newest = max(versions.values_list("version", flat=True))
    kept = ("frame", "title", "since", "until", "source", "note", "sections", "parameters")
    draft = Catalogue.objects.create(
        version=newest + 1,
        reason=reason.strip()[:300],
        created_by=actor,
        **{name: getattr(catalogue, name) for name in kept},
    )
    lines = catalogue.indicators.all()
    Indicator.objects.bulk_create(Indicator(catalogue=draft, **line.as_row()) for line in lines)
    _log(actor, draft, f"建立指标目录草稿：{draft}", reason)
    return draft


@transaction.atomic
def change_indicator(actor: User, indicator: Indicator, data: Mapping[str, Any]) -> Indicator:
    """Change a line of a draft. Refused for published versions and formulas that cannot be read."""
    _refuse_others(actor)
    catalogue = Catalogue.objects.select_for_update().get(pk=indicator.catalogue_id)
    _refuse_published(catalogue)
    before = {name: getattr(indicator, name) for name in EDITABLE}
    for name in EDITABLE:
        if name in data:
            setattr(indicator, name, data[name])
    _check(indicator)
    changed = {
        name: [str(value), str(getattr(indicator, name))]
        for name, value in before.items()
        if value != getattr(indicator, name)
    }
    if changed:
        indicator.save()
        _log(actor, catalogue, f"修改指标：{indicator}", "", {"changes": changed})
    return indicator


def _refuse_published(catalogue: Catalogue) -> None:
    if catalogue.state != Catalogue.State.DRAFT:
        raise one("published", "已发布的版本不能修改，请建立新版本")


def _check(indicator: Indicator) -> None:
    problems: list[Problem] = []
    try:
        formula = parse(indicator.formula)
    except FormulaError as error:
        problems.append(Problem("formula", str(error), "formula"))
    else:
        if bool(formula.over) != (indicator.aggregation == Indicator.Rule.RATIO):
            problems.append(Problem("formula", "只有比率有分母（“ / ”之后的部分）", "formula"))
    siblings = set(indicator.catalogue.indicators.values_list("code", flat=True))
    if indicator.parent and indicator.parent not in siblings - {indicator.code}:
        problems.append(Problem("parent", "上级指标不在这一版目录中", "parent"))
    try:
        indicator.full_clean(exclude=["catalogue"])
    except ValidationError as error:
        problems += [
            Problem("field", text, name) for name, those in error.message_dict.items() for text in those
        ]
    if problems:
        raise LedgerError(problems)


@transaction.atomic
def change_parameter(actor: User, catalogue: Catalogue, name: str, value: str) -> Catalogue:
    """Set one number of a draft's rules (a number ≥ 0)."""
    _refuse_others(actor)
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    _refuse_published(catalogue)
    if name not in catalogue.parameters:
        raise one("parameter", f"没有“{name}”这个参数", name)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise one("number", "参数应为数字", name, value) from None
    if not (number.is_finite() and 0 <= number <= 10_000):
        raise one("number", "参数应在0至10000之间", name, value)
    old = str(catalogue.parameters[name]["value"])
    changed = {**catalogue.parameters[name], "value": str(number)}
    catalogue.parameters = {**catalogue.parameters, name: changed}
    catalogue.save(update_fields=["parameters"])
    _log(actor, catalogue, f"修改参数：{name}", "", {"changes": {name: [old, str(number)]}})
    return catalogue


@transaction.atomic
def publish(actor: User, catalogue: Catalogue) -> Catalogue:
    """Make a draft the version in force; the one before it stays readable."""
    _refuse_others(actor)
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    _refuse_published(catalogue)
    Catalogue.objects.filter(frame=catalogue.frame, state=Catalogue.State.PUBLISHED).update(
        state=Catalogue.State.SUPERSEDED
    )
    catalogue.state = Catalogue.State.PUBLISHED
    catalogue.published_at = timezone.now()
    catalogue.save(update_fields=["state", "published_at"])
    _log(actor, catalogue, f"发布指标目录：{catalogue}", catalogue.reason)
    return catalogue


def _log(
    actor: User, catalogue: Catalogue, summary: str, reason: str, detail: dict[str, Any] | None = None
) -> None:
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="catalogue",
        object_id=catalogue.pk,
        summary=summary,
        reason=reason,
        detail=detail,
    )
