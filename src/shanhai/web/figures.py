"""Totals as pages show them: a readable figure, what it is made of, and the way to its receipt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.ledger.models import Pairing
from shanhai.ledger.receipts import MOST_SHOWN, Place, Receipt
from shanhai.ledger.selectors import Total
from shanhai.ledger.wording import figure_words
from shanhai.text.lexicon import measures


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
    overlap: int
    spanning: int
    inexact: bool
    url: str


def figure(total: Total, pairing: Pairing, year: int | None = None) -> Figure:
    """How a total is shown. ``share`` is the confirmed part in per cent, 0 when there is nothing."""
    value, unit = figure_words(total.value, total.unit)
    confirmed, _unit = figure_words(total.confirmed, total.unit)
    query = {"unit": total.unit, **({"year": year} if year else {})}
    return Figure(
        title=_titled(total),
        value=value if total.rows else "—",
        unit=unit,
        confirmed=confirmed,
        share=round(100 * total.confirmed / total.value) if total.value else 0,
        rows=total.rows,
        waiting=total.waiting,
        overlap=total.overlap,
        spanning=total.spanning,
        inexact=bool(total.inexact),
        url=f"{reverse('total', args=[pairing.pk, total.measure])}?{urlencode(query)}",
    )


def _titled(total: Total) -> str:
    """The measure's name; where pairs are counted beside units, it says that these are the pairs."""
    if total.unit == "对" and measures()[total.measure]["unit"] != "对":
        return _("%(measure)s·对数") % {"measure": total.title}
    return total.title


def place_of(request: HttpRequest) -> Place | None:
    """Where a receipt goes on; None for its beginning and for what names no place."""
    found = re.fullmatch(r"([01])-(\d{4})-(\d{1,18})", request.GET.get("after", ""), re.ASCII)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def more_receipts(request: HttpRequest, rows: Sequence[Receipt]) -> str:
    """The address on which a receipt goes on after these rows; empty when they were all."""
    if len(rows) < MOST_SHOWN:
        return ""
    query = request.GET.copy()
    query["after"] = "-".join(map(str, rows[-1].place))
    return f"?{query.urlencode()}"


def figures(found: Iterable[Total], pairing: Pairing, year: int | None = None) -> list[Figure]:
    """All of them."""
    return [figure(total, pairing, year) for total in found]
