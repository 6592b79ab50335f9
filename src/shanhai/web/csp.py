"""The one place where the strict content security policy is loosened, and why.

Unfold's panels, menus and switches are Alpine expressions inside the page, which Alpine compiles with
``Function``: without ``'unsafe-eval'`` every panel stands open. Unfold also writes its colours into a
``<style>`` element. Scripts still come from this site only, and none may stand inside a page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

FRAME_POLICY: dict[str, Any] = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}

framed = csp_replace(FRAME_POLICY)
"""Decorator for a view whose page is drawn inside the Unfold frame; on classes use ``method_decorator``."""


class AdminFrameMiddleware:
    """Gives every view of the admin site the policy of :func:`framed`; they are all drawn by Unfold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.app_names[:1] == ["admin"]:
            response._csp_replace = FRAME_POLICY  # type: ignore[attr-defined]
        return response
