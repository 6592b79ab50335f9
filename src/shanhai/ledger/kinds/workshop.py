"""Employment workshops (就业帮扶车间). DOMAIN.md M73, c.E08; printed as L12."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money

RUNNING: dict[str, Any] = {
    "when": {"status": ("running", "paused", "")},
    "aggregation": "stock",
    "subject": ("name", "address"),
    "date": "recognised_on",
    "until": "closed_on",
}


class Workshop(Record):
    """One recognised workshop, or a summary row of several."""

    class Category(models.TextChoices):
        FACTORY = "factory", _("厂房")
        HOME = "home", _("居家")
        PLANTING = "planting", _("种养")
        TRADE = "trade", _("贸易流通")
        TOURISM = "tourism", _("文旅")

    class Status(models.TextChoices):
        RUNNING = "running", _("正常")
        PAUSED = "paused", _("停工")
        CLOSED = "closed", _("关停")

    name = models.CharField(_("车间名称"), max_length=160)
    category = models.CharField(_("类型"), max_length=10, choices=Category.choices, blank=True)
    operator = models.CharField(_("经营主体"), max_length=120, blank=True)
    manager = models.CharField(_("负责人"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    workshops = models.PositiveIntegerField(
        _("车间数"), null=True, blank=True, default=1, help_text=_("一个车间填1；汇总行填个数")
    )
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True)
    recognition_no = models.CharField(_("认定文号"), max_length=80, blank=True)
    funds = money(verbose_name=_("投入资金"))
    jobs = models.PositiveIntegerField(_("吸纳就业人数"), null=True, blank=True, help_text=_("期末在岗"))
    poor_jobs = models.PositiveIntegerField(_("其中脱贫（监测）人口"), null=True, blank=True)
    wage = models.DecimalField(_("月均工资（元）"), max_digits=10, decimal_places=2, null=True, blank=True)
    status = models.CharField(
        _("运行状态"), max_length=8, choices=Status.choices, default=Status.RUNNING, blank=True
    )
    closed_on = models.DateField(_("关停日期"), null=True, blank=True)
    award = money(verbose_name=_("奖补金额"))

    class Meta(Record.Meta):
        verbose_name = _("帮扶车间")
        verbose_name_plural = _("就业帮扶车间台账")

    class Kind(KindDeclaration):
        code = "workshop"
        title = _("就业帮扶车间台账")
        short = _("帮扶车间")
        section = "labour"
        icon = "precision_manufacturing"
        order = 62
        columns = (
            Column("name", ("车间", "帮扶车间名称", "名称"), required=True, in_list=True),
            Column("category", ("车间类型", "类别"), in_list=True),
            Column("operator", ("经营单位", "企业名称"), in_list=True),
            Column("manager", ("联系人",)),
            Column("address", ("地点", "所在地"), in_list=True),
            Column("workshops", ("车间个数",)),
            Column("recognised_on", ("认定时间",), in_list=True),
            Column("recognition_no", ("文号",)),
            Column("funds", ("投入协作资金", "投资金额")),
            Column("jobs", ("就业人数", "吸纳就业"), in_list=True),
            Column("poor_jobs", ("其中脱贫人口", "其中脱贫劳动力"), in_list=True),
            Column("wage", ("人均月工资", "平均工资")),
            Column("status", ("车间状态", "运营状态")),
            Column("closed_on", ("停止运行日期",)),
            Column("award", ("奖补资金",)),
        )
        label_fields = ("name",)
        natural_key = ("name", "address")
        money_fields = ("funds", "award")
        measures = (
            Yields("workshop.count", "workshops", **RUNNING),
            Yields("workshop.jobs", "jobs", **RUNNING),
        )
        evidence_expected = (_("认定文件"), _("用工花名册与工资表"), _("车间照片"), _("奖补凭证"))
        checks = (dates_in_order("recognised_on", "closed_on"), part_of("poor_jobs", "jobs"))
