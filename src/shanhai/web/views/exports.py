"""Rows out of the ledger: as a sheet to work on and in the official print form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.derive.print_form import Head, print_form
from shanhai.ledger.derive.sheet_book import export_book
from shanhai.ledger.derive.sheet_csv import csv_lines
from shanhai.ledger.derive.sheet_values import out_columns
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.rights import side_in
from shanhai.ledger.selectors import visible_kinds
from shanhai.ledger.wording import official
from shanhai.web.access import member_required, user_of
from shanhai.web.views.lists import listing_of, visible_kind
from shanhai.web.views.pairings import get_pairing

PIECE = 2000
"""Rows read at a time."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(data: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """A file to be saved under this name."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@member_required(right="export")
def rows_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The rows of a list as the screen has them in filter and order, as a file; goes into the log.

    ``?columns=shown`` narrows it to the columns on the screen; otherwise it has all.
    """
    listing = listing_of(request, visible_kind(user_of(request), code))
    shown = request.GET.get("columns") == "shown"
    only = [column.name for column in listing.columns] if shown else []
    return _rows_file(user_of(request), listing, form, only)


@member_required(right="export")
def export(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """All rows of a kind in one pairing (``?year=`` for one year), by year."""
    user, model = user_of(request), visible_kind(user_of(request), code)
    query = request.GET.copy()
    query["pairing"], query["order"] = str(get_pairing(user, pk).pk), "year"
    return _rows_file(user, Listing.read(user, model, query), "xlsx", ())


@member_required(right="export")
def export_all(request: HttpRequest, pk: int) -> HttpResponse:
    """All rows of a pairing (``?year=`` for one year) in one workbook, a sheet a kind; goes into the log."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    raw = request.GET.get("year", "")
    year = int(raw) if raw.isdecimal() and len(raw) == 4 else None
    data, count = export_book(user, visible_kinds(user), pairing, year)
    _log(user, "", pairing, f"导出全部台账 {pairing} {year or ''} {count}行", {"year": raw})
    return download(data, f"{pairing}-全部台账{year or ''}.xlsx")


def _log(user: User, kind: str, pairing: Pairing | None, summary: str, detail: dict[str, Any]) -> None:
    audit(
        user,
        AuditEntry.Action.EXPORT,
        object_type=kind,
        pairing_id=pairing.pk if pairing else None,
        summary=summary,
        detail=detail,
    )


def _rows_file(user: User, listing: Listing, form: str, only: Sequence[str]) -> HttpResponse:
    model = listing.model
    title = official(model.Kind.title)
    pairing = _only_pairing(user, listing)
    about = f"{pairing}-{title}" if pairing else title
    rows = listing.sorted()
    several = rows.order_by().values("pairing").distinct()[:2].count() > 1
    if several or form == "print":
        rows = rows.select_related("pairing__east", "pairing__west")
    count = rows.count()
    doing = "打印" if form == "print" else "导出"
    _log(
        user,
        model.Kind.code,
        pairing,
        f"{doing}{title} {pairing or ''} {count}行",
        {"query": listing.query()},
    )
    columns = out_columns(model, only, several_pairings=several)
    if form == "csv":
        lines = csv_lines(rows.iterator(chunk_size=PIECE), columns)
        return download(b"".join(lines), f"{about}.csv", "text/csv; charset=utf-8")
    if form == "print":
        records = list(rows)
        printed = f"{user} {timezone.localtime():%Y-%m-%d %H:%M}"
        head = Head(reporting_unit(user, records, pairing), pairing, printed)
        return download(print_form(model, records, head), f"{about}-打印.xlsx")
    year = listing.chosen.get("year", ())
    data = workbook(
        model,
        rows.iterator(chunk_size=PIECE),
        pairing=pairing,
        year=int(year[0]) if len(year) == 1 else None,
        columns=columns,
    )
    return download(data, f"{about}.xlsx")


def _only_pairing(user: User, listing: Listing) -> Pairing | None:
    """The pairing that the list is narrowed to."""
    chosen = listing.chosen.get("pairing", ())
    return get_pairing(user, int(chosen[0])) if len(chosen) == 1 else None


def reporting_unit(user: User, records: Sequence[Record], pairing: Pairing | None) -> str:
    """Who reports these rows: the user's own unit for rows of its side, else the regions that own them."""
    sides = {(record.pairing, record.owner_side) for record in records}
    if not sides and pairing is not None:
        sides = {(pairing, side_in(user, pairing))}
    if len(sides) == 1:
        where, side = next(iter(sides))
        if user.unit_name and side and side == side_in(user, where):
            return str(user.unit_name)
    return "、".join(dict.fromkeys(where.party(side).name for where, side in sides if side))
