"""What stands for what among the rows of a total: summaries for single rows, newer open stocks for older.

Totals, receipts and the assessment ask the same rule here, so that no row is counted twice in one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from shanhai.ledger.models import Aggregation, State

COUNTED = (State.REPORTED, State.CONFIRMED)
"""States whose rows count. Drafts and returned rows are shown beside the total, not in it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The years and the place (a prefix of codes, empty for all) that a summary row stands for."""

    how: ClassVar[str] = "overlap"
    since: int
    until: int
    place: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        """True for a row that this summary stands for: never for itself or one of the same extent."""
        place = row["place_code"] or ""
        since = row["since_year"] if row["is_summary"] else row["year"]
        inside = self.since <= since and row["year"] <= self.until and place.startswith(self.place)
        itself = row["is_summary"] and (since, row["year"], place) == (self.since, self.until, self.place)
        return bool(inside and not itself)


@dataclass(frozen=True, slots=True)
class Newer:
    """The year and the place of an open stock row, which replaces the open ones before it."""

    how: ClassVar[str] = "repeated"
    year: int
    place: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        """True for an earlier open row of this place, or of one inside it."""
        earlier = row["is_open"] and row["year"] < self.year
        return bool(earlier and (row["place_code"] or "").startswith(self.place))


def covers_of(rows: Iterable[Mapping[str, Any]], years: Collection[int] | None) -> list[Cover | Newer]:
    """What stands for others among these rows, of those that count: summary rows and open stock rows."""
    counting = [row for row in rows if row["state"] in COUNTED and not _spans(row, years)]
    summaries = [
        Cover(row["since_year"], row["year"], row["place_code"] or "")
        for row in counting
        if row["is_summary"]
    ]
    newer = {Newer(row["year"], row["place_code"] or "") for row in counting if row["is_open"]}
    return [*summaries, *newer]


def standing(row: Mapping[str, Any], covers: Iterable[Cover | Newer], years: Collection[int] | None) -> str:
    """How a row stands to a total: counted, waiting, overlap, repeated or spanning (see :class:`Total`).

    ``years`` are those the total is of, None for all.
    """
    if row["state"] not in COUNTED:
        return "waiting"
    if _spans(row, years):
        return "spanning"
    return next((cover.how for cover in covers if cover.holds(row)), "counted")


def _spans(row: Mapping[str, Any], years: Collection[int] | None) -> bool:
    """True for a summary of years that the total is not all of; a stock is of a day, so it spans nothing."""
    if years is None or not row["is_summary"] or row["aggregation"] == Aggregation.STOCK:
        return False
    return any(year not in years for year in range(row["since_year"], row["year"] + 1))
