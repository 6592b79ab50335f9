"""The list of a kind: filters, chips, columns, pages by keyset; the place where people work every day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.ledger import rights
from shanhai.ledger.derive.list_columns import ListColumn, list_columns
from shanhai.ledger.derive.list_filters import Filter
from shanhai.ledger.derive.list_paging import Page
from shanhai.ledger.derive.listing import Chip, Listing
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ListSetting, Pairing, Record, Region, SavedView
from shanhai.ledger.scope import Scope
from shanhai.ledger.selectors import pairings, places_of, years_of
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

IN_SIGHT = ("pairing", "year", "state", "place")
"""Filters that are always shown; the others are folded away until one of them is used."""
UNSEEN = ("batch",)
"""Filters that only links set; they are shown as chips."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row on the screen; ``edit`` is where it is corrected, empty when it cannot be."""

    name: str
    title: str
    sort: str
    text: str
    edit: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row on the screen."""

    record: Record
    url: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as a field of the form above the list."""

    filter: Filter
    options: list[tuple[str, StrOrPromise, bool]]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head: where its link puts the list in order, and how it is in order now."""

    column: ListColumn
    url: str
    sorted: str


def visible_kind(user: User, code: str) -> type[Record]:
    """The kind with this code if the user may see it, else 404."""
    try:
        model = kind(code)
    except KeyError:
        raise Http404(code) from None
    if not Scope.of(user).sees_kind(code):
        raise Http404(code)
    return model


def tastes(user: User, code: str) -> tuple[list[SavedView], ListSetting]:
    """How the user likes to see lists of this kind: the views at hand, and the choices made for it."""
    setting = ListSetting.objects.filter(user=user, kind=code).first() or ListSetting(user=user, kind=code)
    return list(SavedView.visible_to(user, code).select_related("owner")), setting


def listing_of(
    request: HttpRequest,
    model: type[Record],
    *,
    posted: bool = False,
    taste: tuple[list[SavedView], ListSetting] | None = None,
) -> Listing:
    """The list an address (or a form sent from it) asks for.

    Its columns are those of the view the address names, else those the user has chosen for this kind.
    """
    user = user_of(request)
    query = QueryDict(request.POST.get("list", "")) if posted else request.GET
    views, setting = taste or tastes(user, model.Kind.code)
    named = next((view for view in views if str(view.pk) == query.get("view") and view.columns), setting)
    return Listing.read(user, model, query, named.columns)


@member_required
def ledger_list(request: HttpRequest, code: str) -> HttpResponse:
    """One page of the list of a kind."""
    user = user_of(request)
    model = visible_kind(user, code)
    views, setting = tastes(user, code)
    opening = next((view for view in views if view.pk == setting.opens_with_id), None)
    if not request.GET and opening is not None:
        return redirect(f"{reverse('ledger_list', args=[code])}?{view_query(opening)}")
    listing = listing_of(request, model, taste=(views, setting))
    known = {pairing.pk: pairing for pairing in pairings(user)}
    backwards = "before" in request.GET or "last" in request.GET
    mark = listing.mark(request.GET.get("before") or request.GET.get("after", ""))
    found = listing.page(mark, backwards=backwards)
    count, beyond = listing.count()
    return page(
        request,
        "ledgers/list.html",
        str(model.Kind.title),
        model=model,
        kind=model.Kind,
        listing=listing,
        heads=[_head(listing, column) for column in listing.columns],
        rows=rows_of(user, listing, found.rows, known),
        count=count,
        beyond=beyond,
        links=_links(listing, found),
        chips=_chips(listing, known),
        **_choices(listing, known),
        columns=_offered_columns(model, listing),
        views=[(view, "?" + view_query(view)) for view in views],
        view=next((view for view in views if str(view.pk) == listing.view), None),
        opening=setting.opens_with_id,
        may_add=rights.may_write_kind(user, code)
        and any(rights.may_add(user, code, p) for p in known.values()),
        chosen_pairing=_only(listing.chosen.get("pairing", ())),
    )


def view_query(view: SavedView) -> str:
    """The query of the address that opens a view."""
    return urlencode([*map(tuple, view.query), ("view", str(view.pk))])


def _only(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else ""


def _head(listing: Listing, column: ListColumn) -> Head:
    """Clicking a head puts the list in its order; figures and dates begin with the greatest."""
    if not column.order:
        return Head(column, "", "")
    order = listing.order
    here = order.field == column.order
    descending = not order.descending if here else column.sort in ("number", "date") or column.name == "year"
    ways = "descending" if order.descending else "ascending"
    return Head(
        column,
        "?" + listing.query(order=f"{'-' if descending else ''}{column.order}"),
        ways if here else "",
    )


def rows_of(user: User, listing: Listing, records: Iterable[Record], known: dict[int, Pairing]) -> list[Row]:
    """What stands in the cells; pairings and places are looked up once for the page, not once a row."""
    records = list(records)
    for record in records:
        record.pairing = known[record.pairing_id]
    places: dict[str, str] = {}
    if any(column.name == "place_code" for column in listing.columns):
        codes = {record.place_code for record in records}
        places = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    titles = {column.name: str(column.title) for column in listing.columns}
    base = reverse("ledger_list", args=[listing.model.Kind.code])
    view = f"?view={listing.view}" if listing.view else ""
    found = []
    for record in records:
        changeable = rights.may_change(user, record)
        cells = []
        for column in listing.columns:
            text = column.text(record)
            text = places.get(text, text) if column.name == "place_code" else text
            edit = f"{base}{record.pk}/{column.name}/{view}" if changeable and column.editable else ""
            cells.append(Cell(column.name, titles[column.name], column.sort, text, edit))
        found.append(Row(record, record.get_absolute_url(), cells))
    return found


def _links(listing: Listing, found: Page) -> dict[str, str]:
    """The addresses of the first page, the one before, the one after, the last; empty where there is none."""
    return {
        "first": "?" + listing.query() if found.before else "",
        "before": "?" + listing.query(before=str(found.before)) if found.before else "",
        "after": "?" + listing.query(after=str(found.after)) if found.after else "",
        "last": "?" + listing.query(last="1") if found.after else "",
    }


def _chips(listing: Listing, known: dict[int, Pairing]) -> list[Chip]:
    """Everything the list is narrowed by, each with the address of the list without it."""
    places = listing.chosen.get("place", ())
    names = dict(Region.objects.filter(code__in=places).values_list("code", "name")) if places else {}
    chips = []
    for name, values in listing.chosen.items():
        one = listing.filters[name]
        told = dict(one.choices)
        for value in values:
            words = told.get(value, names.get(value, value))
            if name == "pairing":
                words = str(known.get(int(value), value))
            chips.append(Chip(str(one.title), str(words), "?" + listing.query((name, value))))
    if listing.words:
        chips.append(Chip(_("查找"), listing.words, "?" + listing.query(("q", listing.words))))
    return chips


def _choices(listing: Listing, known: dict[int, Pairing]) -> dict[str, Any]:
    """The filters as fields: those in sight, and the folded ones."""
    offered: dict[str, list[tuple[str, StrOrPromise]]] = {
        "pairing": [(str(number), str(pairing)) for number, pairing in known.items()],
        "year": [(str(year), str(year)) for year in years_of(known.values(), timezone.localdate())],
        "place": [
            (place.code, f"{'　' if place.level == Region.Level.TOWNSHIP else ''}{place.name}")
            for place in places_of(known.values(), listing.chosen.get("place", ()))
        ],
    }
    fields = {}
    for name, one in listing.filters.items():
        chosen = listing.chosen.get(name, ())
        values = [*offered.get(name, one.choices)]
        values += [(value, value) for value in chosen if value not in dict(values)]
        fields[name] = Choice(one, [(value, text, value in chosen) for value, text in values], chosen)
    folded = [field for name, field in fields.items() if name not in (*IN_SIGHT, *UNSEEN)]
    return {
        "in_sight": [fields[name] for name in IN_SIGHT],
        "folded": folded,
        "unseen": [fields[name] for name in UNSEEN],
        "unfolded": any(field.chosen for field in folded),
    }


def _offered_columns(model: type[Record], listing: Listing) -> list[tuple[ListColumn, bool]]:
    """Every column with whether it is shown; the row's name always is, so it is not offered."""
    shown = {column.name for column in listing.columns}
    return [(column, name in shown) for name, column in list_columns(model).items() if name != "label"]
