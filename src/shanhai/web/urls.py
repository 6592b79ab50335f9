"""Addresses of the site. Every page is listed in the scope tests, found through this list."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from shanhai.web.views import home, ledgers, pairings, records


def not_here(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Django's short cut from a content type to an object asks no scope, so there is none."""
    raise Http404


urlpatterns = [
    path("", home.home, name="home"),
    path("pairings/", pairings.pairing_list, name="pairings"),
    path("pairings/<int:pk>/", pairings.pairing_page, name="pairing"),
    path("pairings/<int:pk>/locks/", pairings.period_lock, name="period_lock"),
    path("pairings/<int:pk>/totals/<str:measure>/", pairings.total_page, name="total"),
    path("ledgers/", ledgers.ledgers, name="ledgers"),
    path("ledgers/", include("shanhai.web.urls_lists")),
    path("records/<str:code>/new/", records.record_form_page, name="record_add"),
    path("records/<str:code>/<int:pk>/", records.record_page, name="record"),
    path("records/<str:code>/<int:pk>/edit/", records.record_form_page, name="record_edit"),
    path("records/<str:code>/<int:pk>/state/", records.record_state, name="record_state"),
    path("records/<str:code>/<int:pk>/reveal/", records.record_reveal, name="record_reveal"),
    path("", include("shanhai.web.urls_sheets")),
    path("", include("shanhai.web.urls_two_sides")),
    path("", include("shanhai.web.urls_documents")),
    path("", include("shanhai.web.urls_assessment")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("desk/", RedirectView.as_view(pattern_name="home")),
    path("desk/r/<path:rest>", not_here),
    path("desk/", admin.site.urls),
]
