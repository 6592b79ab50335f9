"""Enterprises led to invest (引导落地企业). DOMAIN.md M56, M59, c.D; printed as L10."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import credit_code, dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Ratio, Yields
from shanhai.ledger.models.record import Record, money

FIRM: dict[str, Any] = {"subject": ("credit_code",), "subject_else": ("name",)}
# A firm has a row for every year in which it pays in; its signed sum stands in each and counts once.
SIGNATURE: dict[str, Any] = {"subject": ("credit_code", "signed_on"), "subject_else": ("name", "signed_on")}


class Enterprise(Record):
    """One firm in one year: what it signed, what it paid in, whom it employs; or a summary row of several."""

    name = models.CharField(_("企业名称"), max_length=160)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=24, blank=True)
    companies = models.PositiveIntegerField(
        _("企业数"), null=True, blank=True, default=1, help_text=_("一家一行填1；汇总行填家数")
    )
    origin = models.CharField(_("来源地"), max_length=80, blank=True, help_text=_("东部省、市、区"))
    introducer = models.CharField(_("引荐人/单位"), max_length=120, blank=True)
    signed_on = models.DateField(_("签约日期"), null=True, blank=True)
    registered_on = models.DateField(_("注册日期"), null=True, blank=True)
    produced_on = models.DateField(_("投产日期"), null=True, blank=True)
    industry = models.CharField(_("行业"), max_length=80, blank=True)
    location = models.CharField(_("落地乡镇/园区"), max_length=120, blank=True)
    signed_amount = money(verbose_name=_("协议投资"))
    paid_in = money(verbose_name=_("本年到位投资"), help_text=_("有银行或固定资产凭证的实际到位数"))
    paid_in_total = money(verbose_name=_("累计到位投资"))
    jobs = models.PositiveIntegerField(_("用工人数"), null=True, blank=True, help_text=_("期末在岗"))
    rural_jobs = models.PositiveIntegerField(_("其中农村劳动力"), null=True, blank=True)
    poor_jobs = models.PositiveIntegerField(_("其中脱贫人口"), null=True, blank=True)
    linkage = models.CharField(_("带动方式"), max_length=200, blank=True)
    pattern = models.CharField(
        _("“4个+”类型"), max_length=60, blank=True, help_text=_("如：东部企业+西部资源")
    )
    first_counted = models.BooleanField(
        _("是否首次计入年度"),
        null=True,
        blank=True,
        help_text=_("已在以前年度计过、只是增资的，填“否”；不填按“是”"),
    )
    sites = models.PositiveIntegerField(
        _("改造（租赁）场所数"), null=True, blank=True, help_text=_("本年新增的院落、厂房等")
    )
    sites_unit = models.CharField(
        _("场所单位"), max_length=8, blank=True, help_text=_("处、栋、间；不填为处")
    )

    class Meta(Record.Meta):
        verbose_name = _("引导落地企业")
        verbose_name_plural = _("引导企业落地台账")

    class Kind(KindDeclaration):
        code = "enterprise"
        title = _("引导企业落地台账")
        short = _("企业投资")
        section = "industry"
        icon = "factory"
        order = 52
        columns = (
            Column("name", ("企业", "公司名称", "投资企业"), required=True, in_list=True),
            Column("credit_code", ("信用代码", "社会信用代码")),
            Column("companies", ("家数",)),
            Column("origin", ("来源地（东部区）", "企业来源地", "投资方所在地"), in_list=True),
            Column("introducer", ("引荐人", "引荐单位")),
            Column("signed_on", ("签约时间", "签订日期")),
            Column("registered_on", ("注册时间", "注册登记日期")),
            Column("produced_on", ("投产时间", "开业日期"), in_list=True),
            Column("industry", ("所属行业", "产业类别")),
            Column("location", ("落地乡镇", "落地园区", "落地地点"), in_list=True),
            Column("signed_amount", ("协议投资额", "签约金额", "计划投资")),
            Column("paid_in", ("到位投资", "实际到位投资", "到位资金"), in_list=True),
            Column("paid_in_total", ("累计投资",)),
            Column("jobs", ("吸纳就业人数", "带动就业人数", "就业人数"), in_list=True),
            Column("rural_jobs", ("吸纳农村劳动力",)),
            Column("poor_jobs", ("其中脱贫劳动力", "吸纳脱贫人口")),
            Column("linkage", ("联农带农方式", "利益联结方式")),
            Column("pattern", ("4个+类型", "“4个+”", '"4个+"类型', "四个+类型")),
            Column("first_counted", ("是否首次计入", "首次计入年度")),
            Column("sites", ("场所数", "改造院落（厂房）数")),
            Column("sites_unit"),
        )
        label_fields = ("name",)
        natural_key = ("name", "signed_on")
        money_fields = ("signed_amount", "paid_in", "paid_in_total")
        measures = (
            Yields(
                "enterprise.landed",
                "companies",
                when={"first_counted": (None, True)},
                aggregation="distinct",
                date="produced_on",
                **FIRM,
            ),
            Yields("enterprise.investment", "paid_in"),
            Yields(
                "enterprise.signed", "signed_amount", aggregation="distinct", date="signed_on", **SIGNATURE
            ),
            Yields("enterprise.jobs", "jobs", aggregation="stock", date="produced_on", **FIRM),
            Yields("enterprise.sites", "sites", unit_field="sites_unit"),
        )
        ratios = (Ratio(_("投资到位率"), "enterprise.investment", "enterprise.signed"),)
        evidence_expected = (
            _("投资协议"),
            _("营业执照"),
            _("到位资金凭证"),
            _("用工花名册"),
            _("投产照片"),
        )
        checks = (
            credit_code("credit_code"),
            dates_in_order("registered_on", "produced_on"),
            part_of("paid_in", "paid_in_total"),
            part_of("rural_jobs", "jobs"),
            part_of("poor_jobs", "jobs"),
        )
