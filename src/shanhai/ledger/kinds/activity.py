"""Activities of culture, tourism and unity (文化旅游、交往交流交融). DOMAIN.md M22, M61, c.J06–J07.

No printed form is known: columns by what the indicators and the other activity ledgers ask for.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.models.record import Record, money


class Activity(Record):
    """One activity, or a summary row of several of the same sort."""

    class Category(models.TextChoices):
        UNITY = "unity", _("交往交流交融")
        CULTURE = "culture", _("文化交流")
        TOURISM = "tourism", _("旅游推介")
        YOUTH = "youth", _("青少年研学")
        PARTY = "party", _("党建联建")
        SCIENCE = "science", _("科技交流")
        OTHER = "other", _("其他")

    name = models.CharField(_("活动名称"), max_length=160)
    category = models.CharField(_("活动类型"), max_length=10, choices=Category.choices, blank=True)
    started_on = models.DateField(_("日期（起）"), null=True, blank=True)
    ended_on = models.DateField(_("日期（止）"), null=True, blank=True)
    events = models.PositiveIntegerField(_("场次"), default=1, help_text=_("单场填1；汇总行填场次数"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    organiser = models.CharField(_("主办单位"), max_length=120, blank=True)
    participants = models.CharField(_("参加单位"), max_length=200, blank=True)
    person_times = models.PositiveIntegerField(_("参加人次"), null=True, blank=True)
    east_person_times = models.PositiveIntegerField(_("其中东部人次"), null=True, blank=True)
    visitors = models.PositiveIntegerField(_("带动游客人次"), null=True, blank=True)
    income = money(verbose_name=_("带动收入"))
    content = models.TextField(_("主要内容"), blank=True)
    results = models.TextField(_("活动成效"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("交流活动")
        verbose_name_plural = _("文化旅游和交往交流交融活动台账")

    class Kind(KindDeclaration):
        code = "activity"
        title = _("文化旅游和交往交流交融活动台账")
        short = _("交流活动")
        section = "innovation"
        icon = "celebration"
        order = 94
        columns = (
            Column("name", ("活动", "名称"), required=True, in_list=True),
            Column("category", ("类型", "类别"), required=True, in_list=True),
            Column("started_on", ("日期", "活动日期", "开始日期"), in_list=True),
            Column("ended_on", ("结束日期",)),
            Column("events", ("场数", "活动场次"), required=True),
            Column("place", ("活动地点",), in_list=True),
            Column("organiser", ("承办单位",), in_list=True),
            Column("participants", ("参与单位",)),
            Column("person_times", ("参加人数", "参与人次"), in_list=True),
            Column("east_person_times"),
            Column("visitors", ("游客人次",)),
            Column("income", ("旅游收入",)),
            Column("content", ("活动内容",), wide=True),
            Column("results", ("成效",), wide=True),
        )
        label_fields = ("name",)
        natural_key = ("name", "started_on", "place")
        date_field = "started_on"
        money_fields = ("income",)
        evidence_expected = (_("活动方案或通知"), _("签到"), _("照片或报道"))
        checks = (
            dates_in_order("started_on", "ended_on"),
            part_of("east_person_times", "person_times"),
        )
