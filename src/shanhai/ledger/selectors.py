"""Reading the ledger: rows, evidence, pairings, places. Always for a user, never without.

Totals are in :mod:`shanhai.ledger.totals`, the rows behind them in :mod:`shanhai.ledger.receipts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import Http404

from shanhai.accounts.models import User
from shanhai.ledger.covers import COUNTED
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.models import Evidence, Observation, Pairing, Record, Region
from shanhai.ledger.receipts import Receipt, receipts
from shanhai.ledger.scope import Scope
from shanhai.ledger.sections import Section
from shanhai.ledger.totals import Total, totals, totals_of

__all__ = [
    "COUNTED",
    "Receipt",
    "Total",
    "evidence_of",
    "get_record",
    "pairings",
    "places_of",
    "receipts",
    "sections",
    "totals",
    "totals_of",
    "visible_kinds",
    "years",
    "years_of",
]


def sections(found: Iterable[Total]) -> dict[Section, list[Total]]:
    """Totals grouped by the assessment section of the kind that yields them, in the sections' order."""
    where = {model.Kind.code: model.Kind.section for model in all_kinds()}
    grouped: dict[Section, list[Total]] = {section: [] for section in Section}
    for total in found:
        grouped[Section(where[total.kind])].append(total)
    return {section: rows for section, rows in grouped.items() if rows}


def get_record(user: User, code: str, pk: int) -> Record:
    """One row in the user's scope; 404 when the kind is unknown, the row is foreign or does not exist."""
    try:
        model = kind(code)
    except KeyError:
        raise Http404(code) from None
    rows = model.objects.for_user(user).select_related(
        "pairing__east", "pairing__west", "created_by", "confirmed_by"
    )
    found: Record | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(f"{code} {pk}")
    return found


def evidence_of(record: Record) -> list[Evidence]:
    """All evidence of a row that was read in scope, the rejected pieces last."""
    rows = Evidence.objects.unscoped("evidence of a row read in scope")
    found = rows.filter(kind=record.Kind.code, record_id=record.pk).select_related("added_by")
    return sorted(found, key=lambda paper: (paper.state != Evidence.State.VALID, paper.pk))


def pairings(user: User) -> list[Pairing]:
    """The pairings a user sees, those in force first."""
    found = Pairing.objects.for_user(user).select_related("east", "west__parent", "predecessor")
    return sorted(found, key=lambda pairing: (pairing.until is not None, pairing.east_id, pairing.west_id))


def years(user: User, pairing: Pairing) -> list[int]:
    """The years in which a pairing has rows, newest first."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing)
    return sorted(set(rows.order_by().values_list("year", flat=True).distinct()), reverse=True)


def years_of(pairings: Iterable[Pairing], today: date) -> list[int]:
    """The years that rows of some pairings may be of, newest first: from the oldest pairing to next year.

    Asking the rows themselves would read all of them.
    """
    first = min((pairing.since.year for pairing in pairings), default=today.year)
    return list(range(today.year + 1, first - 1, -1))


MOST_TOWNED = 3
"""Of more counties than these the townships are offered only for the one that is chosen."""


def places_of(pairings: Iterable[Pairing], chosen: Iterable[str] = ()) -> list[Region]:
    """The western counties of some pairings, each followed by its townships where these are not too many."""
    west = {pairing.west_id: pairing.west for pairing in pairings}
    counties = {code for code, region in west.items() if region.level == Region.Level.COUNTY}
    near = {code[:6] for code in chosen} & counties
    if len(counties) <= MOST_TOWNED:
        near = counties
    towns = Region.objects.filter(parent_id__in=near, until="") if near else ()
    return sorted([*west.values(), *towns], key=lambda place: place.code)


def visible_kinds(user: User) -> list[type[Record]]:
    """The kinds a user may see, in menu order."""
    scope = Scope.of(user)
    return [model for model in all_kinds() if scope.sees_kind(model.Kind.code)]
