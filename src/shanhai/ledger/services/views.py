"""Keeping how people like to see a list: its columns, saved views, the view it opens with."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import User
from shanhai.ledger.derive.list_columns import LABEL, list_columns
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.errors import one
from shanhai.ledger.models import ListSetting, Record, SavedView

MOST_VIEWS = 50
LONGEST_NAME = 40


def set_columns(user: User, model: type[Record], names: Iterable[str]) -> list[str]:
    """Show these columns of a list to the user from now on, in the list's own order; none: the usual."""
    wanted = set(names)
    columns = [name for name in list_columns(model) if name in wanted]
    columns = [LABEL, *(name for name in columns if name != LABEL)] if columns else []
    ListSetting.objects.update_or_create(user=user, kind=model.Kind.code, defaults={"columns": columns})
    return columns


@transaction.atomic
def save_view(user: User, listing: Listing, name: str, *, shared: bool = False) -> SavedView:
    """Keep the filters, order and columns of a list under a name; the same name again replaces the view.

    A shared view is offered to everybody whose region is the user's own.
    """
    name = " ".join(name.split())
    code = listing.model.Kind.code
    if not name or len(name) > LONGEST_NAME:
        raise one("name", f"请给视图起个名字（最多{LONGEST_NAME}字）", "name", name)
    if hide_numbers(listing.words) != listing.words:
        raise one("personal", "查找的是个人号码，不能存入视图，请先去掉", "name")
    own = SavedView.objects.filter(owner=user, kind=code)
    if own.count() >= MOST_VIEWS and not own.filter(name=name).exists():
        raise one("too_many", f"每类台账最多保存{MOST_VIEWS}个视图，请先删除不用的", "name")
    told = {
        "office": user.region_code if shared else "",
        "query": [list(pair) for pair in listing.pairs() if pair[0] != "view"],
        "columns": [column.name for column in listing.columns],
    }
    view, _created = SavedView.objects.update_or_create(owner=user, kind=code, name=name, defaults=told)
    return view


def drop_view(user: User, view: SavedView) -> None:
    """Remove a view of one's own; lists that opened with it open plainly again."""
    if view.owner_id != user.pk:
        raise one("not_own", "只能删除自己建立的视图")
    view.delete()


def open_with(user: User, model: type[Record], view: SavedView | None) -> None:
    """Let the user's list of this kind open with a view the user sees; None for the plain list."""
    code = model.Kind.code
    if view is not None and view not in SavedView.visible_to(user, code):
        raise one("view", "没有这个视图")
    ListSetting.objects.update_or_create(user=user, kind=code, defaults={"opens_with": view})
