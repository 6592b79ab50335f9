"""The id and the source of the request being served, for the audit log and the history.

A context variable, so that services need not be handed the HTTP request and work the same from the
command line, where the id is that of the command run.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Id of the request or command run that is being served, empty outside of one."""
    return _request_id.get()


@contextmanager
def request_scope() -> Iterator[str]:
    """Give all that happens inside one new request id (used by commands and the middleware)."""
    token = _request_id.set(uuid.uuid4().hex)
    try:
        yield _request_id.get()
    finally:
        _request_id.reset(token)


class RequestIdMiddleware:
    """Gives each HTTP request an id, also returned in the ``X-Request-ID`` header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_scope() as request_id:
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response
