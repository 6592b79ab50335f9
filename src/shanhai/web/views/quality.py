"""Reading quality measured in use, and its gold for those who keep the rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.documents import quality
from shanhai.ledger.wording import measure_title
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page


@require_safe
@member_required
def quality_page(request: HttpRequest) -> HttpResponse:
    """Shares of claims taken as read, edited and rejected in scope, by measure and by rule."""
    user = user_of(request)
    measures = [(measure_title(line.key), line) for line in quality.by_measure(user)]
    rules = [(line.key or _("未记规则"), line) for line in quality.by_rule(user)]
    tables = [{"title": _("按计量"), "lines": measures}, {"title": _("按规则"), "lines": rules}]
    return page(request, "documents/quality.html", _("识别质量"), tables=tables)


@require_safe
@member_required(right="export")
def quality_gold(request: HttpRequest) -> HttpResponse:
    """The decided documents of the user's scope as gold in the corpus format; goes into the log."""
    user = user_of(request)
    data = quality.gold(user)
    audit(user, AuditEntry.Action.EXPORT, object_type="gold", summary="导出已核对资料的标注数据")
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="gold.zip"'
    return response
