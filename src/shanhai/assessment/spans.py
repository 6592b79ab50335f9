"""The ledger over a span of days, for one pairing: what a document's figure is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shanhai.accounts.models import User
from shanhai.ledger.covers import COUNTED, covers_of, standing
from shanhai.ledger.models import Aggregation, Observation, Pairing
from shanhai.ledger.totals import ALIKE, Total

Fact = dict[str, Any]
"""One counted observation by column."""


def facts(user: User, pairing: Pairing, only: Collection[str]) -> dict[str, list[Fact]]:
    """The counted observations of a pairing by measure, newest first."""
    rows = Observation.objects.for_user(user).filter(pairing=pairing, state__in=COUNTED, measure__in=only)
    columns = ("measure", "unit", "value", "date", "until", "subject", "kind", "record_id", *ALIKE)
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in rows.order_by("-year", "-record_id").values(*columns):
        found[row["measure"]].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger says over a span: the figure, the facts counted, and what keeps it from being sure.

    ``unsure`` is ``undated`` (rows of the span's years tell no day, and the span is no whole year) or
    ``spanning`` (a summary row reaches beyond the span); empty when the figure is sure.
    """

    value: Decimal
    counted: list[Fact]
    unsure: str = ""


def over_span(those: Iterable[Fact], since: date, until: date) -> Told:
    """The figure of one measure and unit from ``since`` to ``until``, both included.

    Flows are summed, subjects counted once; stocks are those valid on the last day. The rules are those of
    :mod:`shanhai.ledger.totals`; of whole years, rows count by the year they were entered for.
    """
    whole = (since.month, since.day) == (1, 1) and (until.month, until.day) == (12, 31)
    years = set(range(since.year, until.year + 1))
    inside, unsure = [], ""
    for fact in those:
        if fact["aggregation"] == Aggregation.STOCK:
            if fact["year"] <= until.year and (fact["date"] is None or fact["date"] <= until):
                inside.append(_group(fact, valid=fact["until"] is None or fact["until"] >= until))
        elif fact["date"] is not None and not fact["is_summary"] and not whole:
            if since <= fact["date"] <= until:
                inside.append(_group(fact))
        elif fact["since_year"] <= until.year and fact["year"] >= since.year:
            inside.append(_group(fact))
            unsure = unsure or ("" if whole else "spanning" if fact["is_summary"] else "undated")
    covers = covers_of(inside, years)
    how = [standing(fact, covers, years) for fact in inside]
    total = Total("", "")
    total.add_all(inside, years)
    kept = [fact for fact, one in zip(inside, how, strict=True) if one == "counted" and fact["valid"]]
    return Told(total.value, kept, "spanning" if "spanning" in how else unsure)


def _group(fact: Fact, *, valid: bool = True) -> Fact:
    """A fact as the group of one that :class:`Total` takes."""
    once = "" if fact["aggregation"] == Aggregation.FLOW else fact["subject"]
    value = fact["value"]
    is_open = fact["aggregation"] == Aggregation.STOCK and not fact["subject"] and fact["until"] is None
    told = {"rows": 1, "total": value, "most": value, "counted_once": once}
    return {**fact, **told, "valid": valid, "is_open": is_open}
