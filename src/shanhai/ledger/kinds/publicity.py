"""Typical cases and publicity (典型案例与宣传). DOMAIN.md M17, c.J03–J04; printed as L22."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.models.record import Record


class Publicity(Record):
    """One case, portrait, report or written instruction, or a summary row of several of one level."""

    class Category(models.TextChoices):
        CASE = "case", _("案例")
        PERSON = "person", _("人物")
        REPORT = "report", _("报道")
        INSTRUCTION = "instruction", _("批示")

    class Level(models.TextChoices):
        COUNTY = "county", _("县级")
        PREFECTURE = "prefecture", _("市级")
        PROVINCE = "province", _("省级")
        NATION = "nation", _("国家级")

    title = models.CharField(_("标题"), max_length=200)
    category = models.CharField(_("类型"), max_length=12, choices=Category.choices, blank=True)
    unit = models.CharField(_("单位"), max_length=120, blank=True, help_text=_("报送或被报道的单位"))
    medium = models.CharField(_("媒体"), max_length=120, blank=True)
    level = models.CharField(_("级别"), max_length=12, choices=Level.choices, blank=True)
    pieces = models.PositiveIntegerField(_("篇（件）数"), default=1, help_text=_("单篇填1；汇总行填篇数"))
    published_on = models.DateField(_("日期"), null=True, blank=True)
    link = models.CharField(_("链接"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("案例宣传")
        verbose_name_plural = _("典型案例与宣传台账")

    class Kind(KindDeclaration):
        code = "publicity"
        title = _("典型案例与宣传台账")
        short = _("案例宣传")
        section = "innovation"
        icon = "newspaper"
        order = 96
        columns = (
            Column("title", ("题目", "名称"), required=True, in_list=True),
            Column("category", ("类别",), required=True, in_list=True),
            Column("unit", ("报送单位",), in_list=True),
            Column("medium", ("媒体名称", "刊发媒体"), in_list=True),
            Column("level", ("媒体级别",), in_list=True),
            Column("pieces", ("篇数", "件数"), required=True),
            Column("published_on", ("刊发日期", "发布日期"), in_list=True),
            Column("link", ("网址",)),
        )
        label_fields = ("title",)
        natural_key = ("title", "medium", "published_on")
        date_field = "published_on"
        evidence_expected = (_("报道或案例原文"), _("批示件或采用通知"))
