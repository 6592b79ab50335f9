"""Double counting (重复计算): rows that look like one act, month rows beside their year's, lone summaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.models import User
from shanhai.assessment.models import DoubleDecision
from shanhai.ledger.covers import COUNTED
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Aggregation, Observation, Pairing, Record
from shanhai.ledger.selectors import visible_kinds

COLUMNS = ("measure", "unit", "aggregation", "value", "year", "date", "kind", "record_id", "is_summary")
LEAST_PARTS = 2


class Sort(TextChoices):
    """Why rows are thought to count twice."""

    BOTH_SIDES = "both_sides", _("双方各填了一行")
    SAME_ACT = "same_act", _("同一件事填了两行")
    PARTS_AND_WHOLE = "parts", _("分期行与全年行并存")
    SUMMARY = "summary", _("汇总行没有起始年度，与单项相加")


@dataclass(frozen=True, slots=True)
class Double:
    """One finding: rows of one kind, the measure that counts twice and by how much (None when unknown)."""

    sort: Sort
    kind: type[Record]
    rows: list[Record]
    measure: str = ""
    unit: str = ""
    excess: Decimal | None = None
    decision: DoubleDecision | None = None

    @property
    def key(self) -> str:
        return key_of(self.kind.Kind.code, (row.pk for row in self.rows))


def key_of(code: str, numbers: Iterable[int]) -> str:
    """The name of a finding: the same rows are the same finding, however many they are."""
    rows = ",".join(map(str, sorted(numbers)))
    return f"{code}:{sha256(rows.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class _Found:
    sort: Sort
    code: str
    rows: tuple[int, ...]
    measure: str = ""
    unit: str = ""
    excess: Decimal | None = None


def doubles(user: User, pairing: Pairing, year: int, *, decided: bool = False) -> list[Double]:
    """What may count twice in a pairing and year; ``decided`` shows what was decided on before too."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing, year=year, state__in=COUNTED)
    by_measure: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows.filter(aggregation=Aggregation.FLOW).order_by("record_id").values(*COLUMNS):
        by_measure[row["measure"], row["unit"]].append(row)
    found = _natural(user, pairing, year)
    for those in by_measure.values():
        found += _same_day(those) + _whole_and_parts(those)
    found += _lone_summaries(user, pairing, year)
    return _with_rows(user, pairing, found, decided=decided)


def _natural(user: User, pairing: Pairing, year: int) -> list[_Found]:
    """Rows of a kind with the same natural key, where the key says something."""
    found = []
    for model in visible_kinds(user):
        names = [name for name in model.Kind.natural_key if name not in model.Kind.sensitive]
        rows = model.objects.for_user(user).filter(pairing=pairing, year=year, state__in=COUNTED)
        groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for number, *key in rows.order_by("pk").values_list("pk", *names):
            if sum(value not in (None, "") for value in key) >= min(2, len(names)):
                groups[tuple(key)].append(number)
        found += [
            _Found(Sort.SAME_ACT, model.Kind.code, tuple(those))
            for those in groups.values()
            if len(those) > 1
        ]
    return found


def _same_day(those: list[dict[str, Any]]) -> list[_Found]:
    """Rows of one day with one figure. That two acts of a day both count one says nothing."""
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in those:
        if row["date"] is not None and row["value"] > 1:
            groups[row["kind"], row["date"], row["value"]].append(row)
    found = []
    for (code, _day, value), rows in groups.items():
        numbers = tuple(dict.fromkeys(row["record_id"] for row in rows))
        if len(numbers) > 1:
            excess = value * (len(numbers) - 1)
            found.append(_Found(Sort.SAME_ACT, code, numbers, rows[0]["measure"], rows[0]["unit"], excess))
    return found


def _whole_and_parts(those: list[dict[str, Any]]) -> list[_Found]:
    """One row whose figure is exactly the sum of the others: the year beside its months."""
    total = sum((row["value"] for row in those), Decimal(0))
    for row in those:
        parts = [other for other in those if other["record_id"] != row["record_id"]]
        if len(parts) >= LEAST_PARTS and row["value"] > 1 and row["value"] * 2 == total:
            numbers = (row["record_id"], *dict.fromkeys(part["record_id"] for part in parts))
            return [
                _Found(Sort.PARTS_AND_WHOLE, row["kind"], numbers, row["measure"], row["unit"], row["value"])
            ]
    return []


def _lone_summaries(user: User, pairing: Pairing, year: int) -> list[_Found]:
    """Summary rows that do not say what they stand for, beside single rows with which they are added."""
    found = []
    for model in visible_kinds(user):
        rows = model.objects.for_user(user).filter(pairing=pairing, year=year, state__in=COUNTED)
        told = list(rows.order_by("pk").values_list("pk", "is_summary", "since_year"))
        loose = [number for number, summary, since in told if summary and since is None]
        single = [number for number, summary, _since in told if not summary]
        if loose and single:
            found += [_Found(Sort.SUMMARY, model.Kind.code, (number,)) for number in loose]
    return found


def _with_rows(user: User, pairing: Pairing, found: list[_Found], *, decided: bool) -> list[Double]:
    """The findings with their rows, each set of rows once, without those already decided on."""
    decisions = {one.key: one for one in DoubleDecision.objects.for_user(user).filter(pairing=pairing)}
    once: dict[str, _Found] = {}
    for item in found:
        key = key_of(item.code, item.rows)
        if key not in once or once[key].excess is None:
            once[key] = item
    wanted: dict[str, set[int]] = defaultdict(set)
    for item in once.values():
        wanted[item.code] |= set(item.rows)
    records = {
        (code, record.pk): record
        for code, numbers in wanted.items()
        for record in kind(code)
        .objects.for_user(user)
        .filter(pk__in=numbers)
        .select_related("pairing__east", "pairing__west", "created_by")
    }
    made = []
    for key, item in once.items():
        rows = [records[item.code, pk] for pk in item.rows if (item.code, pk) in records]
        if len(rows) != len(item.rows) or (key in decisions and not decided):
            continue
        sort = item.sort
        if sort == Sort.SAME_ACT and len({row.owner_side for row in rows}) > 1:
            sort = Sort.BOTH_SIDES
        made.append(
            Double(sort, kind(item.code), rows, item.measure, item.unit, item.excess, decisions.get(key))
        )
    return sorted(made, key=lambda double: (list(Sort).index(double.sort), double.kind.Kind.order))
