"""Subsidies paid to workers and rewards (务工/奖补发放). DOMAIN.md M72, c.E12; printed as e.22."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, id_number
from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.fields import EncryptedField
from shanhai.ledger.models.record import Record


class Subsidy(Record):
    """One payment to one person, in 元, or a summary row of one sort."""

    class Category(models.TextChoices):
        TRANSPORT = "transport", _("交通补助")
        RETENTION = "retention", _("稳岗补贴")
        TRAINING = "training", _("培训补贴")
        START_UP = "start_up", _("创业补贴")
        POST = "post", _("岗位补贴")
        AWARD = "award", _("奖补")
        OTHER = "other", _("其他")

    township = models.CharField(_("乡镇"), max_length=60, blank=True)
    village = models.CharField(_("村"), max_length=60, blank=True)
    person_name = models.CharField(_("姓名"), max_length=40, blank=True, help_text=_("汇总行可不填"))
    id_number = EncryptedField(_("证件号码"), plain_length=30, blank=True)
    headcount = models.PositiveIntegerField(_("人数"), default=1, help_text=_("一人一行填1；汇总行填人数"))
    category = models.CharField(_("补贴种类"), max_length=10, choices=Category.choices, blank=True)
    work_place = models.CharField(_("务工地点"), max_length=160, blank=True)
    work_from = models.DateField(_("务工起"), null=True, blank=True)
    work_to = models.DateField(_("务工止"), null=True, blank=True)
    standard = models.CharField(_("标准"), max_length=80, blank=True, help_text=_("如：每人每年500元"))
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    method = models.CharField(_("发放方式"), max_length=40, blank=True, help_text=_("如：一卡通；不填卡号"))
    notice_from = models.DateField(_("公示起"), null=True, blank=True)
    notice_to = models.DateField(_("公示止"), null=True, blank=True)
    paid_on = models.DateField(_("发放日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("补贴发放")
        verbose_name_plural = _("务工/奖补发放台账")

    class Kind(KindDeclaration):
        code = "subsidy"
        title = _("务工/奖补发放台账")
        short = _("补贴发放")
        section = "labour"
        icon = "currency_yuan"
        order = 63
        columns = (
            Column("township", ("所在乡镇",), in_list=True),
            Column("village", ("行政村", "所在村"), in_list=True),
            Column("person_name", ("领取人",), in_list=True),
            Column("id_number", ("身份证号", "身份证号码", "证件号码（脱敏）", "公民身份号码")),
            Column("headcount", ("发放人数",), required=True, in_list=True),
            Column("category", ("补贴类型", "种类"), required=True, in_list=True),
            Column("work_place", ("务工地",)),
            Column("work_from", ("务工起止", "务工起止（起）", "务工开始时间")),
            Column("work_to", ("务工起止（止）", "务工结束时间")),
            Column("standard", ("补贴标准",)),
            Column("amount", ("补贴金额", "发放金额"), required=True, in_list=True),
            Column("method"),
            Column("notice_from", ("公示起止", "公示起止（起）")),
            Column("notice_to", ("公示起止（止）",)),
            Column("paid_on", ("发放时间",), in_list=True),
        )
        label_fields = ("person_name", "category")
        natural_key = ("id_number", "person_name", "village", "category", "work_from", "paid_on")
        date_field = "paid_on"
        sensitive = {"id_number": "id"}
        evidence_expected = (_("申请与务工证明"), _("公示"), _("发放凭证"))
        checks = (
            id_number("id_number"),
            dates_in_order("work_from", "work_to"),
            dates_in_order("notice_from", "notice_to"),
        )
