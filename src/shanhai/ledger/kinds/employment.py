"""Labour cooperation (劳务协作): who was helped into work, and where. DOMAIN.md b.6, c.E; printed as L13."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, id_number, needs, part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Ratio, Yields
from shanhai.ledger.fields import EncryptedField
from shanhai.ledger.models.record import Record

POOR = ("poor", "monitored")
ONCE: dict[str, Any] = {
    "aggregation": "distinct",
    "subject": ("id_number",),
    "subject_else": ("person_name", "township", "village"),
    "date": "started_on",
    "until": "ended_on",
}
PERSONS: dict[str, Any] = {"value": "headcount", **ONCE}
POSTS: dict[str, Any] = {"aggregation": "stock", "date": "started_on", "until": "ended_on"}


def poor_as_household(record: Any) -> dict[str, str]:
    """Where the household type is told, it decides who is ex-poor; a different 其中 figure contradicts it."""
    part, whole, household = record.poor_headcount, record.headcount, record.household_type
    if part is None or not household:
        return {}
    if household in POOR and part != whole:
        return {"poor_headcount": f"户类型已是“{record.get_household_type_display()}”，本栏可不填或填人数"}
    if household not in POOR and part:
        return {"poor_headcount": "户类型是“一般农户”，本栏应不填；多类混合的汇总行请不填户类型"}
    return {}


class Employment(Record):
    """One person's job of a year, or a summary row: so many persons, of whom so many ex-poor.

    Public-service posts are posts, not persons (c.E07): they have a column of their own.
    """

    class Gender(models.TextChoices):
        MALE = "m", _("男")
        FEMALE = "f", _("女")

    class Household(models.TextChoices):
        POOR = "poor", _("脱贫户")
        MONITORED = "monitored", _("监测对象")
        ORDINARY = "ordinary", _("一般农户")

    class Destination(models.TextChoices):
        PAIRED_EAST = "paired_east", _("结对东部")
        OTHER = "other", _("其他省")
        PROVINCE = "province", _("省内县外")
        COUNTY = "county", _("县内")
        MIXED = "mixed", _("多地")

    class Channel(models.TextChoices):
        ORGANISED = "organised", _("有组织输出")
        OWN = "own", _("自行")
        WORKSHOP = "workshop", _("车间")
        PUBLIC_POST = "public_post", _("公益岗")

    township = models.CharField(_("乡镇"), max_length=60, blank=True)
    village = models.CharField(_("行政村"), max_length=60, blank=True)
    household_no = models.CharField(_("户编号"), max_length=40, blank=True)
    person_name = models.CharField(_("姓名"), max_length=40, blank=True, help_text=_("汇总行可不填"))
    gender = models.CharField(_("性别"), max_length=1, choices=Gender.choices, blank=True)
    id_number = EncryptedField(_("证件号码"), plain_length=30, blank=True)
    age = models.PositiveSmallIntegerField(
        _("年龄"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    phone = EncryptedField(_("联系电话"), plain_length=20, blank=True)
    household_type = models.CharField(
        _("户类型"),
        max_length=10,
        choices=Household.choices,
        blank=True,
        help_text=_("多类混合的汇总行不填"),
    )
    monitored_as = models.CharField(
        _("监测对象类别"), max_length=40, blank=True, help_text=_("如：脱贫不稳定户、突发严重困难户")
    )
    education = models.CharField(_("文化程度"), max_length=20, blank=True)
    headcount = models.PositiveIntegerField(
        _("人数"), null=True, blank=True, default=1, help_text=_("一人一行填1；汇总行填人数")
    )
    poor_headcount = models.PositiveIntegerField(
        _("其中脱贫（监测）人数"), null=True, blank=True, help_text=_("只用于户类型不填的汇总行")
    )
    destination = models.CharField(_("就业去向"), max_length=12, choices=Destination.choices, blank=True)
    work_province = models.CharField(_("务工所在省"), max_length=40, blank=True)
    work_city = models.CharField(_("务工所在市"), max_length=40, blank=True)
    work_county = models.CharField(_("务工所在县"), max_length=40, blank=True)
    employer = models.CharField(_("务工企业名称"), max_length=160, blank=True)
    job = models.CharField(_("岗位"), max_length=60, blank=True)
    channel = models.CharField(_("就业渠道"), max_length=12, choices=Channel.choices, blank=True)
    posts = models.PositiveIntegerField(
        _("公益性岗位数"), null=True, blank=True, help_text=_("汇总行填岗位数；一人一岗的行可不填")
    )
    started_on = models.DateField(_("开始时间"), null=True, blank=True)
    ended_on = models.DateField(_("结束时间"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(
        _("累计月数"), null=True, blank=True, validators=[MaxValueValidator(12)], help_text=_("本年内")
    )
    wage = models.DecimalField(_("月工资（元）"), max_digits=10, decimal_places=2, null=True, blank=True)
    contract = models.BooleanField(_("是否签合同/参保"), null=True, blank=True)
    subsidised = models.BooleanField(_("是否享受补贴"), null=True, blank=True)
    subsidy = models.DecimalField(_("补贴金额（元）"), max_digits=12, decimal_places=2, null=True, blank=True)
    verified_by = models.CharField(
        _("核验方式"), max_length=60, blank=True, help_text=_("电话、走访、社保比对")
    )

    class Meta(Record.Meta):
        verbose_name = _("劳务协作就业")
        verbose_name_plural = _("劳务协作转移就业人员花名册")

    class Kind(KindDeclaration):
        code = "employment"
        title = _("劳务协作转移就业人员花名册")
        short = _("转移就业")
        section = "labour"
        icon = "engineering"
        order = 60
        columns = (
            Column("township", ("所在乡镇", "乡（镇）"), in_list=True),
            Column("village", ("村", "所在村"), in_list=True),
            Column("household_no"),
            Column("person_name", ("务工人员姓名",), in_list=True),
            Column("gender"),
            Column("id_number", ("身份证号", "身份证号码", "公民身份号码", "证件号")),
            Column("age"),
            Column("phone", ("电话", "联系方式", "手机号码")),
            Column("household_type", ("农户类型", "人员类别"), in_list=True),
            Column("monitored_as", ("监测对象类型",)),
            Column("education", ("学历",)),
            Column("headcount", ("就业人数",), in_list=True),
            Column("poor_headcount", ("其中脱贫人口", "其中脱贫劳动力")),
            Column("destination", ("去向", "转移去向"), required=True, in_list=True),
            Column("work_province", ("务工省份", "务工地省", "所在省")),
            Column("work_city", ("务工市", "务工地市", "市")),
            Column("work_county", ("务工县", "务工地县", "县")),
            Column("employer", ("务工单位", "务工企业", "务工企业（单位）名称", "就业单位"), in_list=True),
            Column("job", ("工种", "就业岗位")),
            Column("channel", ("输出方式", "转移方式")),
            Column("posts", ("公益岗位数", "公益性岗位")),
            Column("started_on", ("务工开始时间", "开始日期", "外出时间"), in_list=True),
            Column("ended_on", ("务工结束时间", "结束日期", "返乡时间")),
            Column("months", ("务工月数", "累计务工月数", "务工时间（月）")),
            Column("wage", ("月收入", "工资")),
            Column("contract", ("是否签订合同", "是否签合同")),
            Column("subsidised", ("享受补贴",)),
            Column("subsidy", ("年度交通费补助",)),
            Column("verified_by", ("核实方式",)),
        )
        label_fields = ("person_name", "employer", "destination")
        natural_key = ("id_number", "person_name", "village", "destination", "household_type", "started_on")
        date_field = "started_on"
        measures = (
            Yields("employment.total", **PERSONS),
            Yields("employment.poor", when={"household_type": POOR}, **PERSONS),
            Yields("employment.poor", "poor_headcount", when={"household_type": ("",)}, **ONCE),
            Yields("employment.paired_east", when={"destination": ("paired_east",)}, **PERSONS),
            Yields("employment.other_province", when={"destination": ("other",)}, **PERSONS),
            Yields("employment.local", when={"destination": ("county", "province")}, **PERSONS),
            Yields("employment.public_posts", "posts", **POSTS),
            Yields(
                "employment.public_posts",
                when={"channel": ("public_post",), "posts": (None,), "headcount": (1,)},
                **POSTS,
            ),
        )
        sensitive = {"id_number": "id", "phone": "phone"}
        ratios = (Ratio(_("脱贫劳动力占比"), "employment.poor", "employment.total"),)
        evidence_expected = (_("花名册"), _("务工证明或劳动合同"), _("工资流水"), _("核验记录"))
        checks = (
            id_number("id_number"),
            dates_in_order("started_on", "ended_on"),
            part_of("poor_headcount", "headcount"),
            poor_as_household,
            needs("subsidised", "subsidy"),
        )
