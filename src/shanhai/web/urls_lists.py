"""Addresses of the lists of kinds, and of what is done from them."""

from __future__ import annotations

from django.urls import path

from shanhai.web.views import lists

urlpatterns = [
    path("<str:code>/", lists.ledger_list, name="ledger_list"),
]
