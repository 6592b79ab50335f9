"""Agreements (协议): yearly, departmental, framework, pairing. DOMAIN.md M06, M07; printed as L02."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record


class Agreement(Record):
    """One signed agreement, or a summary row of several of the same sort."""

    class Category(models.TextChoices):
        ANNUAL = "annual", _("年度协议")
        DEPARTMENT = "department", _("部门专项")
        FRAMEWORK = "framework", _("框架协议")
        PAIRING = "pairing", _("结对协议")
        OTHER = "other", _("其他")

    title = models.CharField(_("协议名称"), max_length=200)
    category = models.CharField(_("类别"), max_length=12, choices=Category.choices, blank=True)
    party_a = models.CharField(_("甲方"), max_length=120, blank=True)
    party_b = models.CharField(_("乙方"), max_length=120, blank=True)
    copies = models.PositiveIntegerField(_("份数"), default=1, help_text=_("单份填1；汇总行填份数"))
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    signed_at = models.CharField(_("签订地点"), max_length=120, blank=True)
    signers = models.CharField(_("签字人"), max_length=120, blank=True)
    content = models.TextField(_("主要内容"), blank=True)
    targets = models.TextField(_("约定指标"), blank=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("协议")
        verbose_name_plural = _("协作协议台账")

    class Kind(KindDeclaration):
        code = "agreement"
        title = _("协作协议台账")
        short = _("协议")
        section = "organisation"
        icon = "contract"
        order = 20
        columns = (
            Column("title", ("名称",), required=True, in_list=True),
            Column("category", ("协议类别",), in_list=True),
            Column("party_a", in_list=True),
            Column("party_b", in_list=True),
            Column("copies", ("数量",), required=True),
            Column("signed_on", ("签署日期", "签约日期"), in_list=True),
            Column("signed_at", ("签署地点",)),
            Column("signers", ("签字人(甲/乙)",)),
            Column("content", wide=True),
            Column("targets", wide=True),
            Column("number", ("编号", "文号/编号")),
        )
        label_fields = ("title",)
        natural_key = ("title", "signed_on", "party_b")
        date_field = "signed_on"
        measures = (Yields("agreement.signed", "copies", date="signed_on"),)
        evidence_expected = (_("协议文本"), _("签约照片"))
