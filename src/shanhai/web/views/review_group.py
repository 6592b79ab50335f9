"""Decisions without a form: a claim or a whole event as it was read, and taking the last decision back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.documents import selectors, services
from shanhai.documents.wording import problem_words
from shanhai.ledger.errors import LedgerError
from shanhai.web.access import member_required
from shanhai.web.views.review_decisions import asked, decided, decision_drawer, entry_drawer


@require_POST
@member_required
def quick_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a claim as it was read; where that does not do, its form with the reason."""
    user, claim = asked(request, pk)
    try:
        done = services.accept_as_read(user, claim)
    except LedgerError as error:
        return entry_drawer(request, user, claim, problem_words(error, claim))
    title = done.record.Kind.title
    return decided(request, user, done.claims, _("已采纳，记入%(title)s") % {"title": title})


@require_POST
@member_required
def group_claims(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept all open claims of the event; of those that need a look the first opens with the reason."""
    user, claim = asked(request, pk)
    outcome = services.accept_group(user, claim)
    if not outcome.entered and not outcome.left:
        return decided(request, user, [claim], _("这一组已全部核对"))
    if not outcome.entered:
        first, reason = outcome.left[0]
        return entry_drawer(request, user, first, [reason])
    told = {"n": len(outcome.decided), "rows": len(outcome.entered), "left": len(outcome.left)}
    said = _("整组采纳：%(n)d 条表述记入 %(rows)d 行台账") % told
    if outcome.left:
        said += _("；还有 %(left)d 条需要逐条看") % told
    return decided(request, user, outcome.decided, said)


@require_POST
@member_required
def undo_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was decided a moment ago: a record made by it becomes void."""
    user, claim = asked(request, pk)
    together = [
        other
        for other in selectors.claims_of(claim.document)
        if claim.record_id and (other.record_kind, other.record_id) == (claim.record_kind, claim.record_id)
    ]
    try:
        services.undo(user, claim)
    except LedgerError as error:
        return decision_drawer(
            request, "documents/reopen.html", claim, [problem.message for problem in error.problems]
        )
    return decided(request, user, [claim, *together], _("已撤销，重新待核对"))
