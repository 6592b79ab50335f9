"""Our own pages inside the Unfold frame."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def frame(request: HttpRequest, title: str, **context: Any) -> dict[str, Any]:
    """The context a page in the frame needs (navigation, site name, user links) with its own on top."""
    return {**admin.site.each_context(request), "title": title, "subtitle": None, **context}


def page(request: HttpRequest, template: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw ``template`` (it extends ``shanhai/base.html``) inside the frame."""
    return render(request, template, frame(request, title, **context), status=status)
