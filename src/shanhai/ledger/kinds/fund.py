"""Fiscal aid funds (财政援助资金). DOMAIN.md M46, M48, d.2; printed as L07."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money


class Fund(Record):
    """One sum of aid and how far it has come: agreed, issued, arrived, paid out, spent."""

    class Category(models.TextChoices):
        AID = "aid", _("财政援助资金")
        LABOUR = "labour", _("劳务协作资金")
        SOCIAL = "social", _("社会帮扶款物")
        MIXED = "mixed", _("合计（未分来源）")

    class Level(models.TextChoices):
        PROVINCE = "province", _("省（市）级")
        DISTRICT = "district", _("区（县）级")
        STREET = "street", _("街镇")

    class Plan(models.TextChoices):
        IN = "in", _("计划内")
        OUT = "out", _("计划外")

    name = models.CharField(_("资金名称"), max_length=160)
    category = models.CharField(_("资金类别"), max_length=10, choices=Category.choices, default=Category.AID)
    level = models.CharField(_("来源层级"), max_length=10, choices=Level.choices, blank=True)
    plan = models.CharField(_("计划内/外"), max_length=4, choices=Plan.choices, blank=True)
    agreed = money(verbose_name=_("协议数"))
    document_no = models.CharField(_("下达文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("下达日期"), null=True, blank=True)
    issued = money(verbose_name=_("下达金额"))
    arrived_on = models.DateField(_("到位日期"), null=True, blank=True)
    arrived = money(verbose_name=_("到位金额"))
    paid = money(verbose_name=_("拨付金额"))
    spent = money(verbose_name=_("支出金额"))
    projects = models.PositiveIntegerField(_("对应项目数"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("资金")
        verbose_name_plural = _("财政援助资金台账")

    class Kind(KindDeclaration):
        code = "fund"
        title = _("财政援助资金台账")
        short = _("资金")
        section = "funds"
        icon = "payments"
        order = 10
        columns = (
            Column("name", ("名称",), required=True, in_list=True),
            Column("category", ("类别",), required=True, in_list=True),
            Column("level", ("层级",), in_list=True),
            Column("plan"),
            Column("agreed", ("协议金额",)),
            Column("document_no", ("文号",)),
            Column("issued_on"),
            Column("issued", in_list=True),
            Column("arrived_on", ("到账日期",), in_list=True),
            Column("arrived", ("到账金额",), required=True, in_list=True),
            Column("paid", ("已拨付",)),
            Column("spent", ("已支出",), in_list=True),
            Column("projects", ("项目数",)),
        )
        label_fields = ("name",)
        natural_key = ("name", "category", "level", "issued_on")
        date_field = "arrived_on"
        money_fields = ("agreed", "issued", "arrived", "paid", "spent")
        measures = (
            Yields("fund.aid", "arrived", when={"category": ("aid",)}, date="arrived_on"),
            Yields("fund.labour", "arrived", when={"category": ("labour",)}, date="arrived_on"),
            Yields("fund.social", "arrived", when={"category": ("social",)}, date="arrived_on"),
            Yields("fund.total", "arrived", when={"category": ("mixed",)}, date="arrived_on"),
        )
        evidence_expected = (_("下达文件"), _("到账凭证"), _("支付凭证"))
        checks = (
            dates_in_order("issued_on", "arrived_on"),
            part_of("spent", "paid"),
            part_of("paid", "arrived"),
        )
