"""One search over documents, claims and ledgers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shanhai.documents import search, selectors
from shanhai.documents.models import Document
from shanhai.documents.wording import figure_words
from shanhai.ledger.selectors import pairings
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.documents import number_asked, year_asked

LONGEST_QUERY = 60
MOST_PAGES = 50


@require_safe
@member_required
def search_page(request: HttpRequest) -> HttpResponse:
    """Documents, claims and rows that hold all words of ``?q=``, by pairing, year and genre."""
    user = user_of(request)
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "pairing", "year", "genre")}
    query = chosen["q"][:LONGEST_QUERY]
    pairing, year = number_asked(chosen["pairing"]), year_asked(chosen["year"])
    number = min(max(number_asked(request.GET.get("page", "")) or 1, 1), MOST_PAGES)
    found = search.search_documents(
        user, query, pairing=pairing, year=year, genre=chosen["genre"], page=number
    )
    first = number == 1 and bool(query)
    shown = [hit.document for hit in found.hits]
    claims = search.search_claims(user, query, shown) if first and shown else []
    return page(
        request,
        "documents/search.html",
        _("检索"),
        chosen=chosen,
        query=urlencode({name: value for name, value in chosen.items() if value}),
        found=found,
        claims=[(claim, figure_words(claim)) for claim in claims],
        records=search.search_records(user, query, pairing=pairing, year=year) if first else [],
        number=number,
        pairings=pairings(user),
        years=selectors.document_years(user),
        genres=Document.Genre.choices,
    )
