"""Addresses of the lists of kinds, and of what is done from them."""

from __future__ import annotations

from django.urls import path

from shanhai.web.views import bulk, cells, copying, list_totals, list_views, lists, similar

urlpatterns = [
    path("<str:code>/", lists.ledger_list, name="ledger_list"),
    path("<str:code>/totals/", list_totals.ledger_totals, name="ledger_totals"),
    path("<str:code>/totals/<str:measure>/", list_totals.ledger_receipt, name="ledger_receipt"),
    path("<str:code>/act/", bulk.ledger_act, name="ledger_act"),
    path("<str:code>/similar/", similar.ledger_similar, name="ledger_similar"),
    path("<str:code>/copy/", copying.ledger_copy, name="ledger_copy"),
    path("<str:code>/columns/", list_views.ledger_columns, name="ledger_columns"),
    path("<str:code>/views/", list_views.ledger_view_save, name="ledger_view_save"),
    path("<str:code>/views/<int:pk>/", list_views.ledger_view, name="ledger_view"),
    path("<str:code>/<int:pk>/<str:field>/", cells.ledger_cell, name="ledger_cell"),
]
