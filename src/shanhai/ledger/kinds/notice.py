"""Public notices (公告公示). DOMAIN.md d.3, c.K08; printed as L20."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order
from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.models.record import Record


class Notice(Record):
    """One notice. How many days it must stand depends on its content and place, and is not decided here."""

    class Level(models.TextChoices):
        COUNTY = "county", _("县")
        TOWNSHIP = "township", _("乡")
        VILLAGE = "village", _("村")
        PROJECT = "project", _("项目")

    class Content(models.TextChoices):
        LIBRARY = "library", _("项目库")
        PLAN = "plan", _("计划")
        ALLOCATION = "allocation", _("分配")
        BEFORE = "before", _("实施前")
        COMPLETED = "completed", _("竣工")
        SUBSIDY = "subsidy", _("补贴")
        ASSET = "asset", _("资产")

    class Method(models.TextChoices):
        WEBSITE = "website", _("网站")
        BOARD = "board", _("公开栏")
        SIGN = "sign", _("公示牌")

    title = models.CharField(_("事项"), max_length=200)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices, blank=True)
    content = models.CharField(_("内容类型"), max_length=12, choices=Content.choices, blank=True)
    started_on = models.DateField(_("公示起"), null=True, blank=True)
    ended_on = models.DateField(_("公示止"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("天数"), null=True, blank=True)
    method = models.CharField(_("方式"), max_length=8, choices=Method.choices, blank=True)
    link = models.CharField(_("链接/照片"), max_length=300, blank=True)
    objections = models.TextField(_("异议及处理"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("公告公示")
        verbose_name_plural = _("公告公示台账")

    class Kind(KindDeclaration):
        code = "notice"
        title = _("公告公示台账")
        short = _("公告公示")
        section = "funds"
        icon = "announcement"
        order = 16
        columns = (
            Column("title", ("公示事项", "公告事项", "标题"), required=True, in_list=True),
            Column("level", ("公示层级",), required=True, in_list=True),
            Column("content", ("公示内容", "类型"), in_list=True),
            Column("started_on", ("起止日期", "起止日期（起）", "公示日期"), in_list=True),
            Column("ended_on", ("起止日期（止）",), in_list=True),
            Column("days", ("公示天数",)),
            Column("method", ("公示方式",), in_list=True),
            Column("link", ("链接", "照片")),
            Column("objections", ("异议处理", "异议情况"), wide=True),
        )
        label_fields = ("title",)
        natural_key = ("title", "level", "started_on")
        date_field = "started_on"
        evidence_expected = (_("公示文本"), _("公示照片或网页截图"), _("异议处理记录"))
        checks = (dates_in_order("started_on", "ended_on"),)
