"""Consumption assistance (消费帮扶): produce bought or helped to sell. DOMAIN.md b.7, c.F; printed as L15."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money


class Sale(Record):
    """One sale, or a summary row of a month or a channel.

    The audited amount, where there is one, takes the place of the reported. Turnover of a fair is part of
    the amount (c.F04): events and outlets are counted in columns of their own.
    """

    class Mode(models.TextChoices):
        BOUGHT = "bought", _("采购")
        HELPED = "helped", _("帮助销售")

    class Channel(models.TextChoices):
        HALL = "hall", _("专馆")
        COUNTER = "counter", _("专柜")
        ONLINE = "online", _("线上")
        LIVE = "live", _("直播")
        FAIR = "fair", _("展会")
        CANTEEN = "canteen", _("食堂")
        DIRECT = "direct", _("直采")

    class Proof(models.TextChoices):
        INVOICE = "invoice", _("发票")
        CONTRACT = "contract", _("合同")
        STATEMENT = "statement", _("流水")
        SCREENSHOT = "screenshot", _("平台截图")

    sold_on = models.DateField(_("日期"), null=True, blank=True, help_text=_("按月汇总的填当月最后一天"))
    supply_county = models.CharField(_("供货县"), max_length=60, blank=True, help_text=_("按产地"))
    supplier = models.CharField(_("供货主体"), max_length=160, blank=True)
    name = models.CharField(
        _("产品名称"), max_length=160, help_text=_("汇总行写“多种产品”；只报活动或专柜的写其名称")
    )
    category = models.CharField(_("产品类别"), max_length=60, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=8, blank=True)
    amount = money(verbose_name=_("金额"))
    mode = models.CharField(_("采购/帮助销售"), max_length=8, choices=Mode.choices, blank=True)
    buyer = models.CharField(_("购买方"), max_length=160, blank=True)
    buyer_district = models.CharField(_("购买方所在区"), max_length=60, blank=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices, blank=True)
    events = models.PositiveIntegerField(
        _("展销（直播）场次"), null=True, blank=True, help_text=_("每场活动只在一行填报")
    )
    outlets = models.PositiveIntegerField(
        _("专馆专柜数"), null=True, blank=True, help_text=_("期末在营；只在一行填报")
    )
    contract_no = models.CharField(_("合同号"), max_length=80, blank=True)
    invoice_no = models.CharField(_("发票号/平台订单"), max_length=120, blank=True)
    poor_households = models.PositiveIntegerField(_("带动脱贫户数"), null=True, blank=True)
    proof = models.CharField(_("佐证类型"), max_length=12, choices=Proof.choices, blank=True)
    approved = money(verbose_name=_("核定金额"))

    class Meta(Record.Meta):
        verbose_name = _("消费帮扶销售")
        verbose_name_plural = _("消费帮扶销售台账")

    class Kind(KindDeclaration):
        code = "sale"
        title = _("消费帮扶销售台账")
        short = _("消费帮扶")
        section = "consumption"
        icon = "shopping_cart"
        order = 66
        columns = (
            Column("sold_on", ("日期（或月份）", "销售日期", "交易日期", "时间"), in_list=True),
            Column("supply_county", ("产地", "供货地")),
            Column("supplier", ("供应商", "销售主体", "供货单位"), in_list=True),
            Column("name", ("产品", "商品名称"), required=True, in_list=True),
            Column("category", ("类别", "品类")),
            Column("quantity", ("销售数量",)),
            Column("unit", ("单位",)),
            Column("amount", ("销售金额", "销售额", "采购金额", "成交额"), in_list=True),
            Column("mode", ("采购或帮助销售", "方式"), in_list=True),
            Column("buyer", ("采购方", "采购单位", "购买单位"), in_list=True),
            Column("buyer_district", ("采购方所在区",)),
            Column("channel", ("销售渠道",), in_list=True),
            Column("events", ("场次", "展销场次", "直播场次")),
            Column("outlets", ("专馆（专柜）数", "专柜数")),
            Column("contract_no", ("合同编号",)),
            Column("invoice_no", ("发票号", "发票号码", "订单号")),
            Column("poor_households", ("带动脱贫户", "带动户数")),
            Column("proof", ("佐证材料类型",)),
            Column("approved", ("审定金额", "核实金额"), in_list=True),
        )
        label_fields = ("name",)
        natural_key = ("sold_on", "supplier", "name", "quantity", "amount", "buyer", "invoice_no")
        date_field = "sold_on"
        money_fields = ("amount", "approved")
        measures = (
            Yields("sale.amount", "amount", when={"approved": (None,)}, date="sold_on"),
            Yields("sale.amount", "approved", date="sold_on"),
            Yields("sale.events", "events", date="sold_on"),
            Yields(
                "sale.outlets",
                "outlets",
                aggregation="stock",
                subject=("buyer", "name"),
                subject_else=("name",),
                date="sold_on",
            ),
        )
        evidence_expected = (_("发票或平台订单"), _("购销合同"), _("产地证明"), _("带动农户名册"))
        checks = (part_of("approved", "amount"),)
