"""The list of a kind as an address asks for it: filtered, in order, a page of it, counted.

What the screen shows, its totals, its export and acts on many rows all begin with :class:`Listing`, so that
they speak of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, TextField
from django.utils.datastructures import MultiValueDict

from shanhai.accounts.models import User
from shanhai.ledger.derive.list_columns import ListColumn, list_columns, usual_columns
from shanhai.ledger.derive.list_filters import LONGEST_SEARCH, Filter, filters_of, searched
from shanhai.ledger.derive.list_paging import Mark, Order, Page, page_of
from shanhai.ledger.disputes import has_open_dispute
from shanhai.ledger.fields import EncryptedField
from shanhai.ledger.models import Record, State
from shanhai.ledger.models.record import field_of

PAGE_SIZE = 50
COUNTED_UP_TO = 10_000
"""Rows are counted up to here; of a longer list it is said that it is longer."""
USUAL_ORDER = Order("year", descending=True)


@dataclass(frozen=True, slots=True)
class Chip:
    """One value a list is narrowed by, in words, and the address of the list without it."""

    title: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One user's view of one kind's rows. Make it with :meth:`read`.

    ``chosen`` holds the values of each filter in use; ``view`` is the number of the saved view it began with.
    Void rows are left out unless asked for by state.
    """

    user: User
    model: type[Record]
    chosen: dict[str, tuple[str, ...]]
    words: str
    order: Order
    view: str
    columns: tuple[ListColumn, ...]
    filters: dict[str, Filter] = field(repr=False)

    @classmethod
    def read(
        cls, user: User, model: type[Record], query: MultiValueDict[str, str], columns: Iterable[str] = ()
    ) -> Listing:
        """The list an address asks for; whatever means nothing in it is left out.

        ``columns`` are those the user has chosen; without any the kind's usual ones.
        """
        filters, known = filters_of(model), list_columns(model)
        chosen = {name: values for name, one in filters.items() if (values := one.read(query.getlist(name)))}
        shown = [known[name] for name in columns if name in known]
        return cls(
            user,
            model,
            chosen,
            " ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
            _order(model, query.get("order", "")),
            view if (view := query.get("view", "")).isdigit() else "",
            tuple(shown) or tuple(known[name] for name in usual_columns(model)),
            filters,
        )

    def rows(self) -> QuerySet[Record]:
        """All rows of the list, in no order."""
        condition = searched(self.model, self.words) if self.words else Q()
        for name, values in self.chosen.items():
            condition &= self.filters[name].condition(values)
        if "state" not in self.chosen:
            condition &= ~Q(state=State.VOID)
        found: QuerySet[Record] = self.model.objects.for_user(self.user).filter(condition).order_by()
        return found

    def sorted(self) -> QuerySet[Record]:
        """All rows of the list in its order."""
        return self.order.sorted(self.rows())

    def page(self, mark: Mark | None = None, *, backwards: bool = False, size: int = PAGE_SIZE) -> Page:
        """One page of the list, each row with ``disputed``; long texts that it does not show are not read."""
        needed = {*self.model.Kind.label_fields, *(column.name for column in self.columns)}
        unread = [
            name
            for name in self.model.Kind.field_names()
            if name not in needed and isinstance(field_of(self.model, name), TextField | EncryptedField)
        ]
        rows = self.rows().defer(*unread).annotate(disputed=has_open_dispute(self.model))
        return page_of(rows, self.order, size, mark, backwards=backwards)

    def mark(self, text: str) -> Mark | None:
        """The place in the list that an address names."""
        return Mark.read(text, self.model, self.order) if text else None

    def count(self) -> tuple[int, bool]:
        """How many rows there are, and whether there are more than were counted."""
        number = self.rows()[: COUNTED_UP_TO + 1].count()
        return min(number, COUNTED_UP_TO), number > COUNTED_UP_TO

    @property
    def narrowed(self) -> bool:
        """True when the list does not show all rows the user may see."""
        return bool(self.chosen or self.words)

    def pairs(self, without: tuple[str, str] | None = None) -> list[tuple[str, str]]:
        """The list as names and values of an address, on request without one of them."""
        found = [(name, value) for name, values in self.chosen.items() for value in values]
        found += [("q", self.words)] if self.words else []
        found += [("order", str(self.order))] if self.order != USUAL_ORDER else []
        found += [("view", self.view)] if self.view else []
        return [pair for pair in found if pair != without]

    def query(self, without: tuple[str, str] | None = None, **more: str) -> str:
        """The list as the query of an address; ``more`` is put in the place of what has the same name."""
        kept = [pair for pair in self.pairs(without) if pair[0] not in more]
        return urlencode([*kept, *((name, value) for name, value in more.items() if value)])


def _order(model: type[Record], text: str) -> Order:
    fields = {column.order for column in list_columns(model).values()} - {""}
    name = text.removeprefix("-")
    return Order(name, text.startswith("-")) if name in fields else USUAL_ORDER
