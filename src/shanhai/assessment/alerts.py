"""Warnings (预警) by rules: what is behind, unproven, silent or unsigned, with who answers and by when.

The rules' numbers are parameters of the catalogue.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.models import AuditEntry, User
from shanhai.assessment.models import Indicator, Target
from shanhai.assessment.periods import Period
from shanhai.assessment.progress import Board, Line, board
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.models.record import State
from shanhai.ledger.selectors import visible_kinds

SPENDING = "B06S"
TIME_TO_ACT = timedelta(days=14)
"""A warning is due after this long, unless a date was set beside the line."""
ENTRIES = (AuditEntry.Action.CREATE, AuditEntry.Action.CHANGE, AuditEntry.Action.IMPORT)


class Rule(TextChoices):
    """What is warned of."""

    BEHIND = "behind", _("落后时序进度")
    SPENDING = "spending", _("支出进度滞后")
    SILENT = "silent", _("长时间没有填报")
    EVIDENCE = "evidence", _("佐证不足")
    CHANGED = "changed", _("确认后又修改，待重新确认")
    UNSIGNED = "unsigned", _("年度协议未签")


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning. ``figure`` and ``limit`` are what was found and what the rule allows, in ``unit``."""

    rule: Rule
    pairing: Pairing
    figure: Decimal
    limit: Decimal
    unit: str
    owner: str
    due: date
    indicator: Indicator | None = None
    kind: type[Record] | None = None


def warned_board(
    user: User, pairings: Sequence[Pairing], period: Period, codes: Iterable[str] = ()
) -> Board | None:
    """The smallest table from which :func:`alerts` finds the same as from all lines; ``codes`` adds lines.

    These are the lines of the agreement, those with a target of their own, and the spending of the funds.
    """
    targets = Target.objects.for_user(user).filter(
        year=period.year, pairing__in=pairings, value__isnull=False
    )
    wanted = {SPENDING, *codes, *targets.order_by().values_list("code", flat=True).distinct()}
    return board(user, pairings, period, codes=wanted, agreed_only=True, compared=False)


def alerts(user: User, table: Board, today: date, *, of_rows: bool = True) -> list[Alert]:
    """All warnings about the pairings of a table, the first of the pairings first.

    ``of_rows`` false leaves out the rows changed since their confirmation, which cost a query a ledger.
    """
    found: list[Alert] = []
    silent = _silent(table, today)
    changed = _changed(user, table) if of_rows else {}
    for pairing in table.pairings:
        if pairing.until is not None and pairing.until < today:
            continue
        lines = table.lines[pairing.pk]
        found += [alert for line in lines for alert in _of_line(pairing, line, table, today)]
        found += _unsigned(pairing, lines, table, today)
        found += silent.get(pairing.pk, []) + changed.get(pairing.pk, [])
    return found


def _of_line(pairing: Pairing, line: Line, table: Board, today: date) -> list[Alert]:
    limits, passed = table.catalogue.parameter, table.period.passed
    due = (line.target and line.target.due_on) or today + TIME_TO_ACT
    found = []

    def warn(rule: Rule, figure: Decimal, least: Decimal) -> None:
        found.append(Alert(rule, pairing, figure, least, "%", line.responsible, due, line.indicator))

    wished = line.indicator.better in (Indicator.Better.UP, Indicator.Better.EQUAL)
    least = passed - limits("behind_points")
    if wished and line.goal and line.over is None and (line.rate or 0) < least:
        warn(Rule.BEHIND, line.rate or Decimal(0), least)
    least = passed - limits("spending_points")
    if line.indicator.code == SPENDING and line.done is not None and line.done < least:
        warn(Rule.SPENDING, line.done, least)
    share, least = line.evidence_share, limits("evidence_share")
    if share is not None and line.indicator.agreement and share < least:
        warn(Rule.EVIDENCE, Decimal(share), least)
    return found


def _unsigned(pairing: Pairing, lines: list[Line], table: Board, today: date) -> list[Alert]:
    """No signed target by the month in which agreements are signed at the latest."""
    month = int(table.catalogue.parameter("agreement_month"))
    if (today.year, today.month) <= (table.period.year, month) or any(line.signed for line in lines):
        return []
    drafts = sum(line.goal is not None for line in lines)
    owner = next((line.responsible for line in lines if line.indicator.section == "organisation"), "")
    due = today + TIME_TO_ACT
    return [Alert(Rule.UNSIGNED, pairing, Decimal(drafts), Decimal(0), "项", owner, due)]


def _silent(table: Board, today: date) -> dict[int, list[Alert]]:
    """Pairings in whose ledgers nobody has entered or changed anything for too long."""
    if table.period.year != today.year:
        return {}
    most = int(table.catalogue.parameter("silent_days"))
    numbers = [pairing.pk for pairing in table.pairings]
    entries = AuditEntry.objects.filter(pairing_id__in=numbers, action__in=ENTRIES)
    last = dict(entries.order_by().values_list("pairing_id").annotate(Max("at")))
    found: dict[int, list[Alert]] = {}
    for pairing in table.pairings:
        newest = last.get(pairing.pk)
        days = (today - timezone.localtime(newest).date()).days if newest else (today - pairing.since).days
        if days > most:
            told = (Decimal(days), Decimal(most), "天", "", today + TIME_TO_ACT)
            found[pairing.pk] = [Alert(Rule.SILENT, pairing, *told)]
    return found


def _changed(user: User, table: Board) -> dict[int, list[Alert]]:
    """Rows of the year that were changed after their confirmation and wait to be confirmed again."""
    known = {pairing.pk: pairing for pairing in table.pairings}
    found: dict[int, list[Alert]] = defaultdict(list)
    for model in visible_kinds(user):
        rows = model.objects.for_user(user).filter(
            pairing__in=known, year=table.period.year, changed_since_confirmed__gt=0, state=State.REPORTED
        )
        for number, count in rows.order_by().values_list("pairing").annotate(Count("pk")):
            told = (Decimal(count), Decimal(0), "行", "", table.period.day + TIME_TO_ACT)
            found[number].append(Alert(Rule.CHANGED, known[number], *told, kind=model))
    return found


def counted(found: list[Alert]) -> list[tuple[Rule, int]]:
    """How many warnings of each sort."""
    numbers = Counter(alert.rule for alert in found)
    return [(rule, numbers[rule]) for rule in Rule if numbers[rule]]
