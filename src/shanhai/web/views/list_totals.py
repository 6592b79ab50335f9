"""The totals under a list, and the rows behind each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.ledger.covers import COUNTED
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.models import Record
from shanhai.ledger.numbers import plain
from shanhai.ledger.receipts import receipts_over
from shanhai.ledger.services.observe import observations_of
from shanhai.ledger.totals import Total, observations_over, shares, totals_over
from shanhai.ledger.wording import figure_words, measure_title
from shanhai.text.lexicon import measures
from shanhai.web.access import member_required, user_of
from shanhai.web.evidence import with_links
from shanhai.web.figures import more_receipts, place_of
from shanhai.web.frame import page
from shanhai.web.views.lists import listing_of, visible_kind

MOST_UNDER = 2
"""More totals than this do not fit under one column: they stand in the line below."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One total as it stands under a column."""

    total: Total
    value: str
    unit: str
    url: str


def _over(listing: Listing) -> tuple[list[Total], set[int] | None]:
    """The totals over the rows of a list, and the years they are of."""
    years = {int(year) for year in listing.chosen.get("year", ())} or None
    observed = observations_over(listing.user, listing.rows(), everything=not listing.narrowed)
    return totals_over(observed, years), years


def _sum(listing: Listing, total: Total) -> Sum:
    value, unit = figure_words(total.value, total.unit)
    url = reverse("ledger_receipt", args=[listing.model.Kind.code, total.measure])
    query = "&".join(filter(None, [listing.query(), urlencode({"unit": total.unit})]))
    return Sum(total, value if total.rows else "—", unit, f"{url}?{query}")


def column_of(model: type[Record], total: Total) -> str:
    """The column that holds the figures of a total; empty where rows are counted."""
    rules = model.Kind.yields(total.measure, total.unit)
    value = rules[0].value if rules else 1
    return value if isinstance(value, str) else ""


def laid_out(listing: Listing, sums: list[Sum]) -> tuple[dict[str, list[Sum]], list[Sum]]:
    """The sums under each column of the list, and those beside: of columns not shown, and of crowded ones."""
    under: dict[str, list[Sum]] = {column.name: [] for column in listing.columns}
    beside: list[Sum] = []
    for one in sums:
        under.get(column_of(listing.model, one.total), beside).append(one)
    for name, crowd in under.items():
        if len(crowd) > MOST_UNDER:
            beside += crowd
            under[name] = []
    return under, beside


@member_required
def ledger_totals(request: HttpRequest, code: str) -> HttpResponse:
    """The totals of a list by column: drawn into its foot, or as a page of its own without scripts."""
    model = visible_kind(user_of(request), code)
    listing = listing_of(request, model)
    found, _years = _over(listing)
    under, beside = laid_out(listing, [_sum(listing, total) for total in found])
    parts = [
        (share, plain(share.percent), _sum(listing, share.part), _sum(listing, share.whole))
        for share in shares(model, found)
    ]
    waiting = max((total.waiting for total in found), default=0)
    context: dict[str, Any] = {
        "model": model,
        "kind": model.Kind,
        "listing": listing,
        "cells": [(column, under[column.name]) for column in listing.columns],
        "beside": beside,
        "waiting": waiting,
        "shares": parts,
    }
    if getattr(request, "htmx", False):
        return render(request, "ledgers/_totals.html", context)
    return page(
        request, "ledgers/totals.html", _("%(ledger)s：合计") % {"ledger": model.Kind.title}, **context
    )


@member_required
def ledger_receipt(request: HttpRequest, code: str, measure: str) -> HttpResponse:
    """The rows of a list behind one of its totals: what each adds, or why it does not."""
    user = user_of(request)
    model = visible_kind(user, code)
    if not model.Kind.yields(measure):
        raise Http404(measure)
    listing = listing_of(request, model)
    unit = request.GET.get("unit", measures()[measure]["unit"])
    found, years = _over(listing)
    total = next((one for one in found if (one.measure, one.unit) == (measure, unit)), None)
    observed = observations_over(user, listing.rows(), everything=not listing.narrowed)
    rows = receipts_over(user, observed.filter(measure=measure, unit=unit), years, after=place_of(request))
    lines = [
        (row, *figure_words(row.value, unit), with_links(row.evidence, observations_of(row.record)))
        for row in rows
    ]
    return page(
        request,
        "ledgers/receipt.html",
        measure_title(measure),
        model=model,
        kind=model.Kind,
        listing=listing,
        total=_sum(listing, total) if total else None,
        confirmed=figure_words(total.confirmed, unit)[0] if total else "",
        lines=lines,
        more=more_receipts(request, rows),
        counted_states=COUNTED,
    )
