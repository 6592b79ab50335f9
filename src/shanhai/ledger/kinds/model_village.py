"""Demonstration villages of rural revitalisation (乡村振兴示范村). DOMAIN.md M50, c.G07; printed as L18."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money


class ModelVillage(Record):
    """One village of the year's list, or a summary row of several. It counts when it is accepted."""

    class Progress(models.TextChoices):
        PLANNED = "planned", _("未开工")
        BUILDING = "building", _("在建")
        ACCEPTED = "accepted", _("已验收")

    name = models.CharField(_("村名"), max_length=120)
    township = models.CharField(_("乡镇"), max_length=60, blank=True)
    villages = models.PositiveIntegerField(_("村数"), default=1, help_text=_("一村一行填1；汇总行填村数"))
    aid = money(verbose_name=_("投入协作资金"))
    content = models.TextField(_("建设内容"), blank=True)
    progress = models.CharField(_("进度"), max_length=10, choices=Progress.choices, blank=True)
    accepted_on = models.DateField(_("验收日期"), null=True, blank=True)
    experience = models.TextField(_("经验推广"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("示范村")
        verbose_name_plural = _("乡村振兴示范村台账")

    class Kind(KindDeclaration):
        code = "model_village"
        title = _("乡村振兴示范村台账")
        short = _("示范村")
        section = "pairing"
        icon = "holiday_village"
        order = 72
        columns = (
            Column("name", ("村", "示范村", "示范村名称", "行政村"), required=True, in_list=True),
            Column("township", ("所属乡镇", "所在乡镇"), in_list=True),
            Column("villages", ("示范村数",), required=True),
            Column("aid", ("协作资金", "投入资金"), in_list=True),
            Column("content", ("主要建设内容",), wide=True),
            Column("progress", ("建设进度", "建设状态"), required=True, in_list=True),
            Column("accepted_on", ("验收时间",), in_list=True),
            Column("experience", ("经验做法",), wide=True),
        )
        label_fields = ("name",)
        natural_key = ("name", "township")
        money_fields = ("aid",)
        measures = (
            Yields(
                "model_village.count",
                "villages",
                when={"progress": ("accepted",)},
                aggregation="distinct",
                subject=("name", "township"),
                date="accepted_on",
            ),
        )
        evidence_expected = (_("示范村名单文件"), _("项目资料"), _("验收材料"), _("前后对比照片"))
