"""What waits for a user: own rows to report or mend, the other side's to confirm, disputes, missing papers.

Every sort of work is a condition that the lists of kinds know as filters too (:meth:`Desk.list_query`), so a
number on the worklist and the list it opens speak of the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.models import User
from shanhai.ledger import rights
from shanhai.ledger.disputes import ShownDispute, shown
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Dispute, Pairing, PeriodLock, Record, Side, State
from shanhai.ledger.papers import has_evidence
from shanhai.ledger.selectors import visible_kinds

NOTHING = Q(pk__in=[])
COUNTED_UP_TO = 1000
"""Rows without evidence are counted up to here: looking for papers row by row is the one slow count."""


class Work(TextChoices):
    """One sort of work, the most urgent first."""

    RETURNED = "returned", _("被退回")
    DISPUTED = "disputed", _("对方有异议")
    CHANGED = "changed", _("确认后改过")
    TO_CONFIRM = "to_confirm", _("等我确认")
    TO_REPORT = "to_report", _("待上报")
    UNPROVEN = "unproven", _("缺佐证")
    AWAITED = "awaited", _("我提的异议")


OWN = (Work.RETURNED, Work.DISPUTED, Work.TO_REPORT, Work.UNPROVEN)
"""Work of those who fill in rows; the other sorts are work of those who confirm."""
FILTERS: dict[str, tuple[tuple[str, str], ...]] = {
    Work.RETURNED: (("state", State.RETURNED),),
    Work.DISPUTED: (("mark", "disputed"),),
    Work.CHANGED: (("state", State.REPORTED), ("mark", "changed")),
    Work.TO_CONFIRM: (("state", State.REPORTED),),
    Work.TO_REPORT: (("state", State.DRAFT),),
    Work.UNPROVEN: (("state", State.REPORTED), ("state", State.CONFIRMED), ("mark", "unproven")),
    Work.AWAITED: (("mark", "disputed"),),
}
"""How the lists of kinds ask for the same rows, but for the side."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose work is looked at: a user, and on which side of each pairing in question the user stands."""

    user: User
    sides: dict[int, str]

    @classmethod
    def of(cls, user: User, pairings: Iterable[Pairing]) -> Desk:
        return cls(user, {pairing.pk: rights.side_in(user, pairing) for pairing in pairings})

    def pairings_on(self, side: str) -> list[int]:
        return [number for number, stands in self.sides.items() if stands == side]

    @property
    def own(self) -> Q:
        """Rows of the user's own side."""
        return self._rows_of({side.value: side.value for side in Side})

    @property
    def others(self) -> Q:
        """Rows that the user confirms or returns: the other side's, for reviewers all."""
        if self.user.rights.own_side:
            return Q(pairing__in=list(self.sides))
        return self._rows_of({Side.EAST: Side.WEST, Side.WEST: Side.EAST})

    def _rows_of(self, owner: dict[str, str]) -> Q:
        """Rows whose owner is ``owner`` of the side on which the user stands."""
        parts = [
            Q(pairing__in=numbers, owner_side=owner[side])
            for side in Side.values
            if (numbers := self.pairings_on(side))
        ]
        return reduce(or_, parts) if parts else NOTHING

    def does(self, work: str) -> bool:
        """True when this sort of work is the user's at all."""
        return self.user.rights.write if work in OWN else self.user.rights.confirm

    def list_query(self, work: str, pairing: int | None, year: int | None) -> list[tuple[str, str]]:
        """The filters by which a kind's list shows the rows of one sort of work."""
        query = [("pairing", str(pairing))] if pairing else []
        query += [("year", str(year))] if year else []
        stands = {self.sides[pairing]} if pairing in self.sides else set(self.sides.values()) - {""}
        side = stands.pop() if len(stands) == 1 else ""
        if side and not (work in (Work.TO_CONFIRM, Work.CHANGED) and self.user.rights.own_side):
            other = Side.WEST if side == Side.EAST else Side.EAST
            query.append(("owner_side", side if work in OWN else other))
        return [*query, *FILTERS[work]]


def open_work(desk: Desk, year: int | None = None) -> dict[type[Record], dict[str, int]]:
    """How many rows of each kind wait in each sort of work; kinds and sorts without any are left out."""
    found: dict[type[Record], dict[str, int]] = {}
    here = Q(pairing__in=list(desk.sides)) if year is None else Q(pairing__in=list(desk.sides), year=year)
    disputed = _disputed_rows(desk)
    for model in visible_kinds(desk.user):
        rows = model.objects.for_user(desk.user).filter(here).order_by()
        numbers = _by_state(desk, rows)
        if desk.does(Work.UNPROVEN):
            bare = rows.filter(desk.own, ~has_evidence(model), state__in=[State.REPORTED, State.CONFIRMED])
            numbers[Work.UNPROVEN] = bare[: COUNTED_UP_TO + 1].count()
        if model.Kind.code in disputed:
            numbers |= _disputed(desk, rows.filter(pk__in=disputed[model.Kind.code]))
        numbers = {work: number for work, number in numbers.items() if number}
        if numbers:
            found[model] = numbers
    return found


def _by_state(desk: Desk, rows: QuerySet[Record]) -> dict[str, int]:
    """Numbers of the sorts of work that a row's state tells, in one query that meets open rows only."""
    own, others = desk.own, desk.others & ~Q(created_by=desk.user)
    conditions = {
        Work.RETURNED: own & Q(state=State.RETURNED),
        Work.TO_REPORT: own & Q(state=State.DRAFT),
        Work.TO_CONFIRM: others & Q(state=State.REPORTED),
        Work.CHANGED: others & Q(state=State.REPORTED, changed_since_confirmed__gt=0),
    }
    counts = {work.value: Count("pk", filter=rule) for work, rule in conditions.items() if desk.does(work)}
    open_rows = rows.filter(state__in=[State.DRAFT, State.RETURNED, State.REPORTED])
    return open_rows.aggregate(**counts) if counts else {}


def _disputed(desk: Desk, rows: QuerySet[Record]) -> dict[str, int]:
    """Disputed rows of the own side to answer, and of the other side to wait for."""
    theirs = rows.exclude(desk.own)
    counted = {Work.DISPUTED: rows.filter(desk.own), Work.AWAITED: theirs}
    return {work.value: those.count() for work, those in counted.items() if desk.does(work)}


def _disputed_rows(desk: Desk) -> dict[str, set[int]]:
    """The numbers of the rows with an open dispute, by kind; there are never many at once."""
    rows = Dispute.objects.for_user(desk.user).filter(state=Dispute.State.OPEN, pairing__in=list(desk.sides))
    found: dict[str, set[int]] = defaultdict(set)
    for code, number in rows.order_by().values_list("kind", "record_id"):
        found[code].add(number)
    return found


def totals(work: dict[type[Record], dict[str, int]]) -> dict[str, int]:
    """The numbers of all kinds together, by sort of work, the most urgent first."""
    return {
        sort.value: number
        for sort in Work
        if (number := sum(numbers.get(sort.value, 0) for numbers in work.values()))
    }


def open_disputes(desk: Desk, most: int = 50) -> list[tuple[Record, ShownDispute]]:
    """The newest open disputes of the desk's pairings, each with its row and both figures."""
    rows = Dispute.objects.for_user(desk.user).filter(state=Dispute.State.OPEN, pairing__in=list(desk.sides))
    disputes = list(rows.select_related("raised_by")[:most])
    by_kind: dict[str, list[int]] = defaultdict(list)
    for dispute in disputes:
        by_kind[dispute.kind].append(dispute.record_id)
    records: dict[tuple[str, int], Record] = {}
    for code, numbers in by_kind.items():
        seen = kind(code).objects.for_user(desk.user).filter(pk__in=numbers)
        records |= {(code, row.pk): row for row in seen.select_related("pairing__east", "pairing__west")}
    return [
        (record, shown(type(record), dispute))
        for dispute in disputes
        if (record := records.get((dispute.kind, dispute.record_id))) is not None
    ]


def announced_locks(desk: Desk) -> list[PeriodLock]:
    """Locks of the desk's pairings that are announced but do not bind yet, the nearest first."""
    rows = PeriodLock.objects.for_user(desk.user).filter(
        pairing__in=list(desk.sides), lifted_at__isnull=True, from_day__gt=timezone.localdate()
    )
    return list(rows.order_by("from_day").select_related("pairing__east", "pairing__west", "locked_by"))
