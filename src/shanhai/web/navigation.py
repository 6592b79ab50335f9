"""The navigation: 首页 · 结对 · 台账 · 资料 · 系统, derived from the registry and the user's rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.models import User
from shanhai.documents.access import may_submit
from shanhai.ledger.sections import Section
from shanhai.ledger.selectors import visible_kinds


def _item(title: Any, icon: str, url: str, request: HttpRequest, *, exact: bool = False) -> dict[str, Any]:
    here = request.path == url if exact else request.path.startswith(url)
    deeper = (reverse("document_upload"), reverse("document_queue"))  # below 资料, with items of their own
    here = here and not (url != request.path and request.path in deeper)
    return {"title": title, "icon": icon, "link": url, "active": here}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the sidebar for this user. Unfold calls it for every page in its frame."""
    user = request.user
    if not isinstance(user, User) or not user.rights.read:
        return []
    groups: list[dict[str, Any]] = [
        {
            "title": "",
            "items": [
                _item(_("首页"), "home", reverse("home"), request, exact=True),
                _item(_("待办"), "checklist", reverse("worklist"), request),
                _item(_("结对"), "handshake", reverse("pairings"), request),
                _item(_("全部台账"), "library_books", reverse("ledgers"), request, exact=True),
                _item(_("导入记录"), "cloud_upload", reverse("import_list"), request),
            ],
        },
        {
            "title": _("资料"),
            "separator": True,
            "items": [
                _item(_("资料与核对"), "description", reverse("document_list"), request),
                _item(_("检索"), "search", reverse("search"), request),
                *(
                    [
                        _item(_("核对队列"), "fact_check", reverse("document_queue"), request),
                        _item(_("上传资料"), "upload_file", reverse("document_upload"), request),
                    ]
                    if may_submit(user)
                    else []
                ),
            ],
        },
        {
            "title": _("考核与比较"),
            "separator": True,
            "items": [
                _item(_("调度表"), "table_chart", reverse("dispatch"), request),
                _item(_("预警"), "notifications", reverse("alerts"), request),
                _item(_("未报送"), "pending_actions", reverse("unreported"), request),
                _item(_("县市比较"), "bar_chart", reverse("compare"), request),
                _item(_("地图"), "map", reverse("map"), request),
                _item(_("大屏"), "monitor", reverse("screen"), request),
                _item(_("指标目录"), "rule_folder", reverse("catalogues"), request),
            ],
        },
        *_ledgers(request, user),
    ]
    system = _system(request, user)
    if system:
        groups.append({"title": _("系统"), "separator": True, "items": system})
    return groups


def _ledgers(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """One group of the user's ledgers for each section of the assessment, folded until one is opened."""
    groups = []
    for section in Section:
        items = []
        for model in visible_kinds(user):
            if model.Kind.section == section:
                url = reverse("ledger_list", args=[model.Kind.code])
                item = _item(model.Kind.short, model.Kind.icon, url, request)
                item["active"] = item["active"] or request.path.startswith(f"/records/{model.Kind.code}/")
                items.append(item)
        if items:
            groups.append({"title": section.label, "separator": True, "collapsible": True, "items": items})
    return groups


def _system(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    rights = user.rights
    items = []
    if rights.read_log:
        items.append(_item(_("日志"), "history", reverse("log"), request))
    if rights.manage:
        items += [
            _item(_("用户"), "group", reverse("admin:accounts_user_changelist"), request),
            _item(_("结对关系"), "link", reverse("admin:ledger_pairing_changelist"), request),
            _item(_("单位"), "apartment", reverse("admin:ledger_organisation_changelist"), request),
            _item(_("行政区划"), "map", reverse("admin:ledger_region_changelist"), request),
        ]
    return items
