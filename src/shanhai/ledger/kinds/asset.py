"""Assets made by assisted projects (帮扶项目资产). DOMAIN.md d.1 step 16, c.K05; printed as L09."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.models.record import Record, money


class Asset(Record):
    """One asset: what it is worth, who owns, uses and keeps it, and what it brings in."""

    class Category(models.TextChoices):
        OPERATING = "operating", _("经营性")
        PUBLIC = "public", _("公益性")
        HOUSEHOLD = "household", _("到户类")

    class Status(models.TextChoices):
        IN_USE = "in_use", _("在用")
        IDLE = "idle", _("闲置")
        SCRAPPED = "scrapped", _("报废")
        DISPOSED = "disposed", _("处置")

    name = models.CharField(_("资产名称"), max_length=160)
    category = models.CharField(_("资产类别"), max_length=10, choices=Category.choices, blank=True)
    project = models.CharField(_("所属项目"), max_length=200, blank=True)
    acquired_on = models.DateField(_("购建时间"), null=True, blank=True)
    life_years = models.PositiveSmallIntegerField(_("预计使用年限"), null=True, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=8, blank=True)
    original_value = money(verbose_name=_("原始价值"))
    funding = models.CharField(_("资金构成"), max_length=200, blank=True)
    net_value = money(verbose_name=_("净值"))
    location = models.CharField(_("坐落"), max_length=200, blank=True)
    owner = models.CharField(_("所有权人"), max_length=120, blank=True)
    user = models.CharField(_("使用权人"), max_length=120, blank=True)
    beneficiary = models.CharField(_("收益权人"), max_length=120, blank=True)
    keeper = models.CharField(_("管护主体"), max_length=120, blank=True)
    operation = models.CharField(
        _("经营方式"), max_length=60, blank=True, help_text=_("自营、承包、租赁、入股")
    )
    income = money(verbose_name=_("年收益"))
    distribution = models.CharField(_("收益分配"), max_length=200, blank=True)
    title_no = models.CharField(_("确权登记号"), max_length=80, blank=True)
    transferred_on = models.DateField(_("移交日期"), null=True, blank=True)
    status = models.CharField(_("资产状态"), max_length=10, choices=Status.choices, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("帮扶资产")
        verbose_name_plural = _("帮扶项目资产台账")

    class Kind(KindDeclaration):
        code = "asset"
        title = _("帮扶项目资产台账")
        short = _("资产")
        section = "funds"
        icon = "inventory_2"
        order = 14
        columns = (
            Column("name", ("名称",), required=True, in_list=True),
            Column("category", ("类别", "资产类型"), required=True, in_list=True),
            Column("project", ("项目名称", "来源项目"), in_list=True),
            Column("acquired_on", ("购建日期", "形成时间")),
            Column("life_years", ("使用年限",)),
            Column("quantity"),
            Column("unit", ("单位",)),
            Column("original_value", ("原值", "资产原值"), in_list=True),
            Column("funding", ("资金来源",)),
            Column("net_value", ("资产净值",)),
            Column("location", ("坐落位置", "所在地", "地点"), in_list=True),
            Column("owner", ("所有权", "产权归属")),
            Column("user", ("使用权", "使用单位")),
            Column("beneficiary", ("收益权",)),
            Column("keeper", ("管护单位", "管护责任人"), in_list=True),
            Column("operation"),
            Column("income", ("年度收益", "收益")),
            Column("distribution", ("收益分配情况",)),
            Column("title_no", ("登记号", "确权证号")),
            Column("transferred_on", ("移交时间",)),
            Column("status", ("使用状态", "状态"), in_list=True),
        )
        label_fields = ("name",)
        natural_key = ("name", "project", "location")
        money_fields = ("original_value", "net_value", "income")
        evidence_expected = (_("确权登记表"), _("移交协议或交接单"), _("管护责任书"), _("收益分配方案与公示"))
        checks = (dates_in_order("acquired_on", "transferred_on"), part_of("net_value", "original_value"))
