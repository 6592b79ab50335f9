"""The pairings, one pairing's page, and the receipt behind each of its totals."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.documents.access import may_submit
from shanhai.documents.models import Document
from shanhai.ledger import rights
from shanhai.ledger.errors import LedgerError, one
from shanhai.ledger.models import Pairing, PeriodLock
from shanhai.ledger.selectors import COUNTED, receipts, sections, totals, visible_kinds
from shanhai.ledger.selectors import pairings as pairings_of
from shanhai.ledger.selectors import years as years_of
from shanhai.ledger.services import lift_lock, lock_period
from shanhai.ledger.services.observe import observations_of
from shanhai.ledger.wording import figure_words, measure_title
from shanhai.text.lexicon import measures
from shanhai.web.access import member_required, user_of
from shanhai.web.evidence import with_links
from shanhai.web.figures import figures, more_receipts, place_of
from shanhai.web.frame import page
from shanhai.web.pairing_parts import pairing_parts


def get_pairing(user: User, pk: int) -> Pairing:
    """One pairing in the user's scope, else 404."""
    found = Pairing.objects.for_user(user).select_related(
        "east__parent", "west__parent__parent", "predecessor__east", "predecessor__west"
    )
    pairing: Pairing | None = found.filter(pk=pk).first()
    if pairing is None:
        raise Http404(f"pairing {pk}")
    return pairing


def _year(request: HttpRequest) -> int | None:
    """The year asked for, None for all years; nonsense counts as all years."""
    raw = request.GET.get("year", "")
    return int(raw) if raw.isdecimal() and len(raw) == 4 else None


@member_required
def pairing_list(request: HttpRequest) -> HttpResponse:
    """结对."""
    return page(request, "shanhai/pairings.html", _("结对"), pairings=pairings_of(user_of(request)))


@member_required
def pairing_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A pairing: who, since when, under which regime; figures by section; latest documents and rows."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    year = _year(request)
    grouped = [
        (section.label, figures(rows, pairing, year))
        for section, rows in sections(totals(user, pairing, year=year)).items()
    ]
    documents = Document.objects.for_user(user).filter(pairing=pairing).defer("decoded", "repaired", "repair")
    return page(
        request,
        "shanhai/pairing.html",
        str(pairing),
        pairing=pairing,
        year=year,
        years=years_of(user, pairing),
        sections=grouped,
        documents=documents.order_by("-published", "-id")[:8],
        kinds=visible_kinds(user),
        locks=list(
            PeriodLock.objects.for_user(user)
            .filter(pairing=pairing, lifted_at__isnull=True)
            .select_related("locked_by")
        ),
        may_submit=may_submit(user),
        may_lock=rights.may_lock(user, pairing),
        months=range(1, 13),
        may_add=[model for model in visible_kinds(user) if rights.may_add(user, model.Kind.code, pairing)],
        **pairing_parts(user, pairing, year),
    )


@member_required
def total_page(request: HttpRequest, pk: int, measure: str) -> HttpResponse:
    """The receipt of one total: the rows behind it, each with its evidence, each to the exact words."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    if measure not in measures():
        raise Http404(measure)
    unit = request.GET.get("unit", measures()[measure]["unit"])
    year = _year(request)
    rows = receipts(user, pairing, measure, unit, year=year, after=place_of(request))
    found = [
        total for total in totals(user, pairing, year=year) if (total.measure, total.unit) == (measure, unit)
    ]
    lines = [
        (row, *figure_words(row.value, unit), with_links(row.evidence, observations_of(row.record)))
        for row in rows
    ]
    return page(
        request,
        "shanhai/total.html",
        measure_title(measure),
        pairing=pairing,
        year=year,
        unit=unit,
        measure=measures()[measure],
        total=figures(found, pairing, year)[0] if found else None,
        lines=lines,
        more=more_receipts(request, rows),
        counted_states=COUNTED,
    )


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 4 else 0


def _day(raw: str) -> date | None:
    """A date from a form, None when it is empty."""
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        raise one("date", _("日期应写作 2024-06-13"), "from_day", raw) from None


@require_POST
@member_required
def period_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock a year or month of a pairing's books, of one kind or all, now or from a day on; or lift a lock."""
    user = user_of(request)
    pairing = get_pairing(user, pk)
    reason = request.POST.get("reason", "").strip()
    try:
        number = request.POST.get("lock", "")
        if number.isdecimal() and len(number) <= 18:
            lock = PeriodLock.objects.for_user(user).filter(pairing=pairing, pk=int(number)).first()
            if lock is None:
                raise Http404(number)
            lift_lock(user, lock, reason=reason)
        else:
            year, month = (_number(request.POST.get(name, "")) for name in ("year", "month"))
            kind, from_day = request.POST.get("kind", ""), _day(request.POST.get("from_day", ""))
            lock_period(user, pairing, year, month=month, kind=kind, from_day=from_day, reason=reason)
    except LedgerError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    else:
        messages.success(request, _("已完成"))
    return redirect("pairing", pairing.pk)
