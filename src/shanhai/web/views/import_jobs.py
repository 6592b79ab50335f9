"""The page of a big file that is previewed and imported in the background."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from shanhai.ledger.derive.import_jobs import again, confirm, is_stalled, progress_of
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportJob
from shanhai.ledger.scope import Scope
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.sheets import preview_context


def get_job(request: HttpRequest, pk: int) -> ImportJob:
    """A job in the user's scope; 404 when it is foreign, or of a kind that the user does not see."""
    user = user_of(request)
    jobs = ImportJob.objects.for_user(user).select_related("pairing__east", "pairing__west", "batch")
    found: ImportJob | None = jobs.filter(pk=pk).first()
    kinds = Scope.of(user).kinds
    if found is None or (kinds is not None and found.actor_id != user.pk and found.kind not in kinds):
        raise Http404(str(pk))
    return found


@member_required(right="write")
def import_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file has come; then its preview, to be confirmed (POST); then what the import did."""
    job = get_job(request, pk)
    problems: list[Any] = job.result.get("problems", [])
    if request.method == "POST":
        try:
            again(user_of(request), job) if "again" in request.POST else confirm(user_of(request), job)
        except LedgerError as refused:
            problems = refused.problems
        else:
            return redirect("import_job", pk)
    waiting = job.state in (ImportJob.State.WAITING, ImportJob.State.RUNNING)
    context: dict[str, Any] = {
        "job": job,
        "waiting": waiting,
        "progress": progress_of(job),
        "own": job.actor_id == user_of(request).pk,
        "stalled": is_stalled(job),
    }
    context |= {"name": job.file_name, "pairing": job.pairing, "several": not job.kind}
    if job.kind:
        context |= {"model": kind(job.kind), "kind": kind(job.kind).Kind}
    if getattr(request, "htmx", False):
        if not waiting:
            return HttpResponseClientRefresh()
        return page(request, "shanhai/import_job_state.html", _("导入"), **context)
    if waiting:
        return page(request, "shanhai/import_job.html", _("导入"), **context)
    if job.step == ImportJob.Step.PREVIEW and job.state == ImportJob.State.DONE:
        context |= preview_context(job.result)
        return page(request, "shanhai/import_preview.html", _("导入"), **context)
    if job.batch_id and not problems:
        return redirect("import_batch", job.batch_id)
    context |= {"problems": problems, "batch": job.batch, "counts": job.result.get("counts")}
    status = 422 if request.method == "POST" else 200
    return page(request, "shanhai/import_job.html", _("导入"), status=status, **context)
