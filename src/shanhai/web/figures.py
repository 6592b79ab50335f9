"""Totals as pages show them: a readable figure, what it is made of, and the way to its receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from shanhai.ledger.models import Pairing
from shanhai.ledger.numbers import readable
from shanhai.ledger.selectors import Total


@dataclass(frozen=True, slots=True)
class Figure:
    """One total on a page. ``url`` opens the ledger rows behind it."""

    title: str
    value: str
    unit: str
    confirmed: str
    share: int
    rows: int
    waiting: int
    inexact: bool
    url: str


def figure(total: Total, pairing: Pairing, year: int | None = None) -> Figure:
    """How a total is shown. ``share`` is the confirmed part in per cent, 0 when there is nothing."""
    value, unit = readable(total.value, total.unit)
    confirmed, _ = readable(total.confirmed, total.unit)
    query = {"unit": total.unit, **({"year": year} if year else {})}
    return Figure(
        title=total.title,
        value=value,
        unit=unit,
        confirmed=confirmed,
        share=round(100 * total.confirmed / total.value) if total.value else 0,
        rows=total.rows,
        waiting=total.waiting,
        inexact=bool(total.inexact),
        url=f"{reverse('total', args=[pairing.pk, total.measure])}?{urlencode(query)}",
    )


def figures(found: Iterable[Total], pairing: Pairing, year: int | None = None) -> list[Figure]:
    """All of them."""
    return [figure(total, pairing, year) for total in found]
