"""Who may open a page at all; what is seen on it is decided by scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from shanhai.accounts.models import User
from shanhai.accounts.roles import Rights
from shanhai.web.csp import framed

View = Callable[..., HttpResponse]


def user_of(request: HttpRequest) -> User:
    """The logged-in user of a request that passed :func:`member_required`."""
    assert isinstance(request.user, User)
    return request.user


def member_required(view: View | None = None, *, right: str = "read") -> Callable[..., Any]:
    """Only for users with a role (and the named right of it); others log in or get 403.

    The page is drawn inside the Unfold frame, so it also gets the frame's content security policy.
    """
    assert right in Rights.__slots__

    def decorate(inner: View) -> View:
        @framed
        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not isinstance(request.user, User) or not getattr(request.user.rights, right):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return checked  # type: ignore[return-value]  # csp_replace is typed for any response

    return decorate(view) if view else decorate
