"""Recognised products and suppliers (帮扶产品与供应商). DOMAIN.md M60, c.F05; printed as e.23."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import credit_code, dates_in_order
from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.models.record import Record


class Product(Record):
    """One product of one supplier, with its recognition and how long that holds."""

    supplier = models.CharField(_("供应商"), max_length=160)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=24, blank=True)
    name = models.CharField(_("产品"), max_length=160)
    category = models.CharField(_("类别"), max_length=60, blank=True)
    origin = models.CharField(_("产地"), max_length=120, blank=True)
    recognition = models.CharField(_("认定级别/编号"), max_length=120, blank=True)
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True)
    valid_until = models.DateField(_("有效期"), null=True, blank=True, help_text=_("到哪一天"))
    linkage = models.CharField(_("带动方式"), max_length=200, blank=True)
    households = models.PositiveIntegerField(_("带动户数"), null=True, blank=True)
    capacity = models.CharField(_("年供应能力"), max_length=80, blank=True)
    certificates = models.CharField(_("质量证书"), max_length=200, blank=True)
    channels = models.CharField(_("进入渠道"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("帮扶产品")
        verbose_name_plural = _("帮扶产品与供应商台账")

    class Kind(KindDeclaration):
        code = "product"
        title = _("帮扶产品与供应商台账")
        short = _("产品与供应商")
        section = "consumption"
        icon = "category"
        order = 68
        columns = (
            Column("supplier", ("供货主体", "供应商名称", "企业名称"), required=True, in_list=True),
            Column("credit_code", ("信用代码", "社会信用代码")),
            Column("name", ("产品名称", "商品名称"), required=True, in_list=True),
            Column("category", ("产品类别", "品类"), in_list=True),
            Column("origin", ("产品产地",), in_list=True),
            Column("recognition", ("认定级别", "认定编号")),
            Column("recognised_on", ("认定时间",)),
            Column("valid_until", ("有效期至", "有效期止"), in_list=True),
            Column("linkage", ("联农带农方式",)),
            Column("households", ("带动脱贫户数",)),
            Column("capacity", ("供应能力",)),
            Column("certificates", ("质量认证", "证书")),
            Column("channels", ("销售渠道", "渠道"), in_list=True),
        )
        label_fields = ("name",)
        natural_key = ("supplier", "name")
        evidence_expected = (_("认定文件"), _("营业执照"), _("质量检测报告或证书"))
        checks = (credit_code("credit_code"), dates_in_order("recognised_on", "valid_until"))
