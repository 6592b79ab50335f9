"""Production bases (产业基地). DOMAIN.md M57, c.D08.

No printed form is known: columns by what assessments and the other ledgers of industry ask for.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money

IN_USE: dict[str, Any] = {
    "when": {"status": ("running", "building", "")},
    "aggregation": "stock",
    "subject": ("name", "location"),
    "date": "built_on",
    "until": "closed_on",
}


class Base(Record):
    """One base for planting, breeding or processing that cooperation built or supported."""

    class Status(models.TextChoices):
        RUNNING = "running", _("在用")
        BUILDING = "building", _("在建")
        IDLE = "idle", _("闲置")
        CLOSED = "closed", _("停用")

    name = models.CharField(_("基地名称"), max_length=160)
    industry = models.CharField(_("产业（品种）"), max_length=80, blank=True)
    operator = models.CharField(_("经营主体"), max_length=120, blank=True)
    location = models.CharField(_("建设地点"), max_length=160, blank=True)
    bases = models.PositiveIntegerField(
        _("基地数"), null=True, blank=True, default=1, help_text=_("一个基地填1；汇总行填个数")
    )
    area = models.DecimalField(_("面积（亩）"), max_digits=14, decimal_places=2, null=True, blank=True)
    scale = models.CharField(
        _("其他规模"), max_length=120, blank=True, help_text=_("如：大棚40座、年出栏2000头")
    )
    built_on = models.DateField(_("建成日期"), null=True, blank=True)
    total = money(verbose_name=_("总投资"))
    aid = money(verbose_name=_("其中协作资金"))
    jobs = models.PositiveIntegerField(_("带动就业人数"), null=True, blank=True)
    poor_jobs = models.PositiveIntegerField(_("其中脱贫人口"), null=True, blank=True)
    households = models.PositiveIntegerField(_("带动户数"), null=True, blank=True)
    linkage = models.TextField(_("联农带农机制"), blank=True)
    status = models.CharField(
        _("运行状态"), max_length=8, choices=Status.choices, default=Status.RUNNING, blank=True
    )
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("产业基地")
        verbose_name_plural = _("产业基地台账")

    class Kind(KindDeclaration):
        code = "base"
        title = _("产业基地台账")
        short = _("产业基地")
        section = "industry"
        icon = "agriculture"
        order = 54
        columns = (
            Column("name", ("基地", "名称"), required=True, in_list=True),
            Column("industry", ("产业", "品种", "产业类型", "主导产业"), in_list=True),
            Column("operator", ("运营主体", "实施主体"), in_list=True),
            Column("location", ("基地地点", "地点", "地址"), in_list=True),
            Column("bases", ("基地个数",)),
            Column("area", ("面积", "基地面积", "规模（亩）", "种植面积"), in_list=True),
            Column("scale", ("规模",)),
            Column("built_on", ("建成时间",)),
            Column("total", ("投资金额",)),
            Column("aid", ("协作资金", "投入协作资金"), in_list=True),
            Column("jobs", ("吸纳就业人数", "用工人数")),
            Column("poor_jobs", ("其中脱贫劳动力",)),
            Column("households", ("带动农户数",)),
            Column("linkage", ("利益联结机制", "带动方式"), wide=True),
            Column("status", ("基地状态", "使用状态")),
            Column("closed_on"),
        )
        label_fields = ("name",)
        natural_key = ("name", "location")
        money_fields = ("total", "aid")
        measures = (Yields("base.count", "bases", **IN_USE), Yields("base.area", "area", **IN_USE))
        evidence_expected = (_("建设或流转协议"), _("基地照片"), _("带动农户名册"))
        checks = (
            dates_in_order("built_on", "closed_on"),
            part_of("aid", "total"),
            part_of("poor_jobs", "jobs"),
        )
