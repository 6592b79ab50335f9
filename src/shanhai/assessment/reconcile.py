"""Reconciliation (对账): every claim of a document against the ledger, and documents against each other."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.models import User
from shanhai.accounts.regions import is_within
from shanhai.assessment.spans import Fact, Told, facts, over_span
from shanhai.documents.models import DocumentClaim
from shanhai.ledger.models import Pairing

ONE_ACT = ("donation", "visit", "meeting", "agreement", "activity")
"""Kinds whose claims often tell one act: equal to one row is enough, and two documents may tell two acts."""


class Verdict(TextChoices):
    """How the ledger stands to a claim."""

    EQUAL = "equal", _("一致")
    HIGHER = "higher", _("台账较高")
    LOWER = "lower", _("台账较低")
    NONE = "none", _("台账没有记录")
    INCOMPARABLE = "incomparable", _("不可比")


class Why(TextChoices):
    """Why a claim cannot be compared."""

    PLANNED = "planned", _("计划数，与目标比较")
    UNIT = "unit", _("台账用另一单位")
    OPEN = "open", _("没有说明期间")
    OTHER_PLACE = "other_place", _("说的是另一地区")
    PART = "part", _("只是一部分地区")
    WIDER = "wider", _("范围大于本结对")
    SUBSET = "subset", _("是其中项")
    UNDATED = "undated", _("台账行没有日期，分不出期间")
    SPANNING = "spanning", _("台账汇总行跨越所述期间")


@dataclass(frozen=True, slots=True)
class Compared:
    """One claim beside the ledger. ``ledger`` is None where nothing is compared; ``same_row`` is the row that
    alone says what the claim says; ``approximate`` tells that the claim is a bound (余, 近, 约)."""

    claim: DocumentClaim
    verdict: Verdict
    why: Why | None = None
    ledger: Told | None = None
    same_row: Fact | None = None
    span: tuple[date, date] | None = None

    @property
    def approximate(self) -> bool:
        return self.claim.bound != "="

    @property
    def difference(self) -> Decimal | None:
        return None if self.ledger is None else self.ledger.value - self.claim.value

    @property
    def rows(self) -> list[Fact]:
        """The ledger rows to open: the one that says the same, or those counted."""
        return [self.same_row] if self.same_row else self.ledger.counted if self.ledger else []


def reconcile(
    user: User, pairing: Pairing, claims: Iterable[DocumentClaim], tolerance: Decimal = Decimal(1)
) -> list[Compared]:
    """Each claim against the pairing's ledger, in the claims' order; two queries.

    ``tolerance`` is by how many per cent a figure told as 约 may differ.
    """
    listed = list(claims)
    known = facts(user, pairing, {claim.measure for claim in listed})
    return [_compare(claim, pairing, known.get(claim.measure, []), tolerance) for claim in listed]


def _compare(claim: DocumentClaim, pairing: Pairing, known: list[Fact], tolerance: Decimal) -> Compared:
    why = _incomparable(claim, pairing)
    if why is not None:
        return Compared(claim, Verdict.INCOMPARABLE, why)
    same_unit = [fact for fact in known if fact["unit"] == claim.unit]
    linked = [
        fact
        for fact in same_unit
        if (fact["kind"], fact["record_id"]) == (claim.record_kind, claim.record_id)
    ]
    if linked and _agrees(claim, linked[0]["value"], tolerance):
        return Compared(claim, Verdict.EQUAL, same_row=linked[0])
    if not same_unit:
        return Compared(claim, Verdict.INCOMPARABLE if known else Verdict.NONE, Why.UNIT if known else None)
    span = span_of(claim)
    if span is None:
        return Compared(claim, Verdict.INCOMPARABLE, Why.OPEN)
    told = over_span(same_unit, *span)
    return _judged(claim, told, span, tolerance)


def _judged(claim: DocumentClaim, told: Told, span: tuple[date, date], tolerance: Decimal) -> Compared:
    if _agrees(claim, told.value, tolerance) and not told.unsure:
        return Compared(claim, Verdict.EQUAL, ledger=told, span=span)
    # One act, or one row that says the very figure: the total may well be more.
    telling = claim.value != 1 or claim.kind in ONE_ACT
    same = next((fact for fact in told.counted if telling and fact["value"] == claim.value), None)
    if same is not None:
        return Compared(claim, Verdict.EQUAL, ledger=told, same_row=same, span=span)
    if told.unsure:
        return Compared(claim, Verdict.INCOMPARABLE, Why(told.unsure), told, span=span)
    if not told.counted:
        return Compared(claim, Verdict.NONE, ledger=told, span=span)
    verdict = Verdict.HIGHER if told.value > claim.value else Verdict.LOWER
    return Compared(claim, verdict, ledger=told, span=span)


def _incomparable(claim: DocumentClaim, pairing: Pairing) -> Why | None:
    """What keeps the claim itself from being compared."""
    if claim.status == "planned":
        return Why.PLANNED
    if claim.extra.get("subset"):
        return Why.SUBSET
    for told, own in ((claim.east, pairing.east_id), (claim.west, pairing.west_id)):
        codes = [code for code in told.split(",") if code]
        if codes in ([], [own]):
            continue
        if len(codes) > 1 and any(code == own or is_within(code, own) for code in codes):
            inside = all(is_within(code, own) for code in codes)
            return Why.PART if inside else Why.WIDER
        if all(is_within(code, own) for code in codes):
            return Why.PART
        if all(is_within(own, code) for code in codes):
            return Why.WIDER
        return Why.OTHER_PLACE
    return None


def span_of(claim: DocumentClaim) -> tuple[date, date] | None:
    """The days a claim tells of. «以来» ends with the publication; None when no period is told."""
    if not claim.since:
        return None
    first = _day(claim.since, last=False)
    published = claim.document.published
    if claim.until:
        return first, _day(claim.until, last=True)
    return (first, published) if published and published >= first else None


def _day(told: str, *, last: bool) -> date:
    """``2023``, ``2023-06`` or ``2023-06-28`` as its first or last day."""
    parts = [int(part) for part in told.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    if len(parts) > 2:
        return date(year, month, parts[2])
    return date(year, month, monthrange(year, month)[1] if last else 1)


def _agrees(claim: DocumentClaim, value: Decimal, tolerance: Decimal) -> bool:
    """True when the ledger's figure is what the words say: 60余 is 60 to 69, 近50 is 41 to 50."""
    told, step = claim.value, _step(claim.value)
    if claim.bound == ">":
        return told <= value < told + step
    if claim.bound == "<":
        return told - step < value <= told
    if claim.bound == "~":
        return abs(value - told) <= max(min(step / 2, told / 10), told * tolerance / 100)
    return value == told


def _step(value: Decimal) -> Decimal:
    """The place of the last digit that is not nought: 60 → 10, 1500 → 100, 37 → 1."""
    digits = value.normalize().as_tuple()
    exponent = digits.exponent if isinstance(digits.exponent, int) else 0
    return Decimal(1).scaleb(exponent)


@dataclass(slots=True)
class Contradiction:
    """Documents of a pairing that say different figures for the same measure and period."""

    measure: str
    unit: str
    since: str
    until: str
    claims: list[DocumentClaim] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.claims[0].measure_title


def contradictions(claims: Iterable[DocumentClaim]) -> list[Contradiction]:
    """Exact claims of different documents that cannot both be right.

    A document that tells several figures for one measure and period tells parts or acts: it contradicts
    nobody. Single acts (a gift, a visit) are not compared either.
    """
    groups: dict[tuple[str, ...], Contradiction] = {}
    for claim in claims:
        if claim.bound != "=" or not claim.since or claim.kind in ONE_ACT or claim.extra.get("subset"):
            continue
        key = (claim.measure, claim.unit, claim.since, claim.until, claim.status, claim.east, claim.west)
        groups.setdefault(key, Contradiction(*key[:4])).claims.append(claim)
    found = []
    for group in groups.values():
        told: dict[int, set[Decimal]] = defaultdict(set)
        for claim in group.claims:
            told[claim.document_id].add(claim.value)
        single = {pk: values for pk, values in told.items() if len(values) == 1}
        group.claims = [claim for claim in group.claims if claim.document_id in single]
        if len({value for values in single.values() for value in values}) > 1:
            found.append(group)
    return found
