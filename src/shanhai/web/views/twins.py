"""Two documents that may tell the same text, side by side."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shanhai.documents import selectors
from shanhai.documents.models import Twin
from shanhai.documents.services import judge
from shanhai.documents.services.twins import may_judge
from shanhai.documents.sketch import own_sentences
from shanhai.ledger.errors import NotAllowed
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page


@require_http_methods(["GET", "POST"])
@member_required
def twin_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Both texts with the sentences marked that the other lacks; POST decides whether they are the same."""
    user = user_of(request)
    twin = selectors.get_twin(user, pk)
    if request.method == "POST":
        try:
            judge(user, twin, same=request.POST.get("same") == "1")
        except NotAllowed as error:
            raise PermissionDenied from error
        messages.success(request, _("已记下您的判断"))
        return redirect(twin.second)
    sides = [
        {"document": document, "sentences": own_sentences(document.repaired, other.repaired)}
        for document, other in ((twin.first, twin.second), (twin.second, twin.first))
    ]
    return page(
        request,
        "documents/twin.html",
        _("同文资料对照"),
        is_fullwidth="1",
        twin=twin,
        sides=sides,
        percent=round(100 * twin.similarity),
        decided=twin.state != Twin.State.LIKELY,
        may_judge=may_judge(user, twin),
    )
