"""Donations (社会捐赠): money, goods and services. DOMAIN.md M53, M82–M85, b.8; printed as L16."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money


class Donation(Record):
    """One act of giving. The value is never derived from the quantity: without a basis it stays empty."""

    class DonorType(models.TextChoices):
        COMPANY = "company", _("企业")
        SOCIAL = "social", _("社会组织")
        PARTY = "party", _("党派")
        PERSON = "person", _("个人")
        OFFICE = "office", _("机关")

    class Form(models.TextChoices):
        MONEY = "money", _("款")
        GOODS = "goods", _("物")
        SERVICE = "service", _("服务")

    class Basis(models.TextChoices):
        INVOICE = "invoice", _("发票")
        APPRAISAL = "appraisal", _("评估")
        STATEMENT = "statement", _("捐赠方声明")

    given_on = models.DateField(_("日期"), null=True, blank=True)
    donor = models.CharField(_("捐赠方"), max_length=160, help_text=_("多个捐赠方用顿号分开"))
    donor_type = models.CharField(_("捐赠方性质"), max_length=10, choices=DonorType.choices, blank=True)
    receiver = models.CharField(_("接收方"), max_length=160, blank=True)
    beneficiary = models.CharField(_("受益对象"), max_length=160, blank=True)
    beneficiaries = models.PositiveIntegerField(_("受益人数"), null=True, blank=True)
    form = models.CharField(_("捐赠形式"), max_length=8, choices=Form.choices, blank=True)
    goods = models.CharField(_("物资名称"), max_length=160, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=8, blank=True)
    value = money(verbose_name=_("金额或折价"))
    basis = models.CharField(_("折价依据"), max_length=10, choices=Basis.choices, blank=True)
    earmarked = models.BooleanField(_("定向"), null=True, blank=True)
    receipt_no = models.CharField(_("票据号"), max_length=80, blank=True)
    handed_by = models.CharField(_("交接人"), max_length=60, blank=True)
    use = models.TextField(_("使用（发放）情况"), blank=True)
    notice = models.CharField(_("公示情况"), max_length=160, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("捐赠")
        verbose_name_plural = _("社会帮扶（捐赠）台账")

    class Kind(KindDeclaration):
        code = "donation"
        title = _("社会帮扶（捐赠）台账")
        short = _("捐赠")
        section = "society"
        icon = "volunteer_activism"
        order = 80
        columns = (
            Column("given_on", ("捐赠日期",), in_list=True),
            Column("donor", ("捐赠单位", "捐赠人"), required=True, in_list=True),
            Column("donor_type", ("性质",)),
            Column("receiver", ("接收单位", "受赠方"), in_list=True),
            Column("beneficiary"),
            Column("beneficiaries"),
            Column("form", ("形式",), in_list=True),
            Column("goods", ("物资",), in_list=True),
            Column("quantity", in_list=True),
            Column("unit", ("单位",)),
            Column("value", ("金额", "折价", "价值"), in_list=True),
            Column("basis"),
            Column("earmarked", ("定向/非定向", "是否定向")),
            Column("receipt_no", ("票据",)),
            Column("handed_by"),
            Column("use", ("使用情况", "发放情况"), wide=True),
            Column("notice"),
        )
        label_fields = ("donor", "goods")
        natural_key = ("given_on", "donor", "receiver", "goods", "quantity", "value")
        date_field = "given_on"
        money_fields = ("value",)
        measures = (
            Yields("donation.value", "value", date="given_on"),
            Yields("donation.items", "quantity", unit_field="unit", date="given_on"),
            Yields("donation.beneficiaries", "beneficiaries", date="given_on"),
        )
        evidence_expected = (_("捐赠协议或票据"), _("交接单"), _("发放签收"))
