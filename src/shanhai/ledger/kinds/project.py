"""Assisted projects (帮扶项目). DOMAIN.md M47, d.1–d.3; printed as L08. Columns only: no life cycle yet."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of, parts_within
from shanhai.ledger.declaration import Column, KindDeclaration, Ratio, Yields
from shanhai.ledger.models.record import Record, money

STANDING = ("", "approved", "building", "completed", "accepted", "transferred", "suspended")
# Two projects in one village serve the same people: at one place only the larger figure counts
# (DOMAIN.md c.K07, g.6), never the sum.
SERVED: dict[str, Any] = {"aggregation": "distinct", "subject": ("location",), "date": "approved_on"}


class Project(Record):
    """One project of a year's plan, or a summary row of several."""

    class Category(models.TextChoices):
        INDUSTRY = "industry", _("产业")
        VILLAGE = "village", _("农村建设")
        LABOUR = "labour", _("劳务")
        SERVICES = "services", _("教育医疗")
        TRAINING = "training", _("培训")
        CONSUMPTION = "consumption", _("消费")
        INSURANCE = "insurance", _("保险")
        OTHER = "other", _("其他")

    class Nature(models.TextChoices):
        NEW = "new", _("新建")
        CONTINUED = "continued", _("续建")
        EXTENDED = "extended", _("改扩建")

    class Investment(models.TextChoices):
        FIXED = "fixed", _("固投")
        OTHER = "other", _("非固投")

    class Stage(models.TextChoices):
        APPROVED = "approved", _("未开工")
        BUILDING = "building", _("在建")
        COMPLETED = "completed", _("已完工")
        ACCEPTED = "accepted", _("已验收")
        TRANSFERRED = "transferred", _("已移交")
        SUSPENDED = "suspended", _("暂停")
        ENDED = "ended", _("终止")

    number = models.CharField(_("项目编号"), max_length=60, blank=True)
    name = models.CharField(_("项目名称"), max_length=200)
    category = models.CharField(_("项目类别"), max_length=12, choices=Category.choices, blank=True)
    nature = models.CharField(_("建设性质"), max_length=10, choices=Nature.choices, blank=True)
    investment = models.CharField(_("固投/非固投"), max_length=6, choices=Investment.choices, blank=True)
    location = models.CharField(_("实施地点"), max_length=160, blank=True, help_text=_("乡镇、村"))
    content = models.TextField(_("主要建设内容及规模"), blank=True)
    department = models.CharField(_("主管部门"), max_length=120, blank=True)
    owner = models.CharField(_("业主单位"), max_length=120, blank=True)
    manager = models.CharField(_("责任人"), max_length=60, blank=True)
    projects = models.PositiveIntegerField(
        _("项目数"), null=True, blank=True, default=1, help_text=_("一个项目填1；汇总行填个数")
    )
    total = money(verbose_name=_("总投资"))
    aid = money(verbose_name=_("其中协作资金"))
    other = money(verbose_name=_("其他资金"), help_text=_("行业、自筹、企业资金合计"))
    approval_no = models.CharField(_("批复文号"), max_length=80, blank=True)
    approved_on = models.DateField(_("批复日期"), null=True, blank=True)
    planned_start = models.DateField(_("计划开工"), null=True, blank=True)
    planned_end = models.DateField(_("计划完工"), null=True, blank=True)
    started_on = models.DateField(_("实际开工"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(
        _("形象进度（%）"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    invested = money(verbose_name=_("累计完成投资"))
    paid = money(verbose_name=_("累计拨付"))
    spent = money(verbose_name=_("累计支出"))
    completed_on = models.DateField(_("完工日期"), null=True, blank=True)
    accepted_on = models.DateField(_("验收日期"), null=True, blank=True)
    settled = money(verbose_name=_("决算金额"))
    towns = models.PositiveIntegerField(_("受益乡镇数"), null=True, blank=True)
    villages = models.PositiveIntegerField(_("受益村数"), null=True, blank=True)
    households = models.PositiveIntegerField(_("受益户数"), null=True, blank=True)
    persons = models.PositiveIntegerField(_("受益人数"), null=True, blank=True)
    poor_households = models.PositiveIntegerField(_("其中脱贫（监测）户数"), null=True, blank=True)
    poor_persons = models.PositiveIntegerField(_("其中脱贫（监测）人数"), null=True, blank=True)
    linkage = models.TextField(_("联农带农机制"), blank=True)
    targets = models.TextField(_("绩效目标"), blank=True)
    transfer = models.CharField(_("资产移交情况"), max_length=200, blank=True)
    stage = models.CharField(_("项目状态"), max_length=12, choices=Stage.choices, blank=True)
    problems = models.TextField(_("存在问题"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("项目")
        verbose_name_plural = _("帮扶项目台账")

    class Kind(KindDeclaration):
        code = "project"
        title = _("帮扶项目台账")
        short = _("项目")
        section = "funds"
        icon = "construction"
        order = 12
        columns = (
            Column("number", ("编号",)),
            Column("name", ("项目",), required=True, in_list=True),
            Column("category", ("项目类型", "类别"), required=True, in_list=True),
            Column("nature", ("项目性质",)),
            Column("investment", ("是否固投",)),
            Column("location", ("建设地点", "项目地点", "实施地点（乡镇/村）"), in_list=True),
            Column("content", ("建设内容", "建设内容及规模", "主要建设内容"), wide=True),
            Column("department", ("项目主管部门", "行业主管部门")),
            Column("owner", ("实施单位", "项目业主", "业主")),
            Column("manager", ("项目负责人", "负责人")),
            Column("projects", ("项目个数",)),
            Column("total", ("项目总投资", "投资总额"), in_list=True),
            Column("aid", ("协作资金", "东西部协作资金"), in_list=True),
            Column("other", ("其他资金（行业/自筹/企业）", "其中：其他资金")),
            Column("approval_no", ("立项文号",)),
            Column("approved_on", ("批复时间", "立项日期")),
            Column("planned_start", ("计划开工日期", "计划开工时间")),
            Column("planned_end", ("计划完工日期", "计划完工时间", "计划竣工")),
            Column("started_on", ("开工日期", "实际开工日期", "实际开工时间")),
            Column("progress", ("形象进度%", "工程进度", "项目进度"), in_list=True),
            Column("invested", ("完成投资",)),
            Column("paid", ("拨付金额", "累计拨付资金")),
            Column("spent", ("支出金额", "累计支出资金"), in_list=True),
            Column("completed_on", ("完工时间", "竣工日期", "实际完工")),
            Column("accepted_on", ("验收时间",)),
            Column("settled", ("决算", "结算金额")),
            Column("towns", ("受益乡镇",)),
            Column("villages", ("受益村",)),
            Column("households", ("受益户",)),
            Column("persons", ("受益人口", "受益人口数")),
            Column("poor_households", ("其中脱贫户", "其中脱贫户数", "受益脱贫户数")),
            Column("poor_persons", ("其中脱贫人口", "其中脱贫人数", "受益脱贫人口")),
            Column("linkage", ("利益联结机制", "带动方式"), wide=True),
            Column("targets", wide=True),
            Column("transfer", ("确权移交情况", "移交情况")),
            Column("stage", ("建设状态", "实施状态"), in_list=True),
            Column("problems", ("问题",), wide=True),
        )
        label_fields = ("name",)
        natural_key = ("number", "name", "location")
        money_fields = ("total", "aid", "other", "invested", "paid", "spent", "settled")
        measures = (
            Yields(
                "project.count",
                "projects",
                when={"stage": STANDING},
                aggregation="distinct",
                subject=("number",),
                subject_else=("name", "location"),
                date="approved_on",
            ),
            Yields("project.towns", "towns", **SERVED),
            Yields("project.villages", "villages", **SERVED),
            Yields("project.households", "households", **SERVED),
            Yields("project.persons", "persons", **SERVED),
            Yields("project.poor_households", "poor_households", **SERVED),
            Yields("project.poor_persons", "poor_persons", **SERVED),
        )
        ratios = (
            Ratio(_("受益户中脱贫户占比"), "project.poor_households", "project.households"),
            Ratio(_("受益人口中脱贫人口占比"), "project.poor_persons", "project.persons"),
        )
        evidence_expected = (
            _("项目批复"),
            _("实施方案与合同"),
            _("资金拨付与支付凭证"),
            _("公示公告"),
            _("验收报告"),
            _("移交手续"),
            _("进度照片"),
        )
        checks = (
            dates_in_order("planned_start", "planned_end"),
            dates_in_order("started_on", "completed_on"),
            dates_in_order("completed_on", "accepted_on"),
            part_of("aid", "total"),
            part_of("other", "total"),
            parts_within(("aid", "other"), "total"),
            part_of("paid", "total"),
            part_of("spent", "total"),
            part_of("poor_households", "households"),
            part_of("poor_persons", "persons"),
            part_of("households", "persons"),
        )
