"""Visits (互访): delegations that travel between the two sides. DOMAIN.md M01, M11; printed as L03."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order
from shanhai.ledger.choices import Direction
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record


class Visit(Record):
    """One trip of a delegation, or a summary row of several trips."""

    class Level(models.TextChoices):
        HEADS = "heads", _("党政主要领导")
        LEADERS = "leaders", _("党政班子")
        DEPARTMENT = "department", _("部门")
        TOWNSHIP = "township", _("乡镇")
        VILLAGE = "village", _("村企")

    started_on = models.DateField(_("日期（起）"), null=True, blank=True)
    ended_on = models.DateField(_("日期（止）"), null=True, blank=True)
    direction = models.CharField(_("方向"), max_length=12, choices=Direction.choices, blank=True)
    level = models.CharField(_("层级"), max_length=12, choices=Level.choices, blank=True)
    leader = models.CharField(_("带队领导及职务"), max_length=120, blank=True)
    members = models.CharField(_("代表团组成"), max_length=300, blank=True)
    trips = models.PositiveIntegerField(_("批次"), default=1, help_text=_("单次填1；汇总行填批次数"))
    person_times = models.PositiveIntegerField(_("人数"), null=True, blank=True, help_text=_("人次"))
    places = models.CharField(_("到访地点"), max_length=200, blank=True)
    activities = models.TextField(_("主要活动"), blank=True)
    with_meeting = models.BooleanField(_("是否召开会议"), default=False)
    results = models.TextField(_("达成成果/签约"), blank=True)
    follow_up = models.TextField(_("后续事项"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("互访")
        verbose_name_plural = _("互访交流台账")

    class Kind(KindDeclaration):
        code = "visit"
        title = _("互访交流台账")
        short = _("互访")
        section = "organisation"
        icon = "flight_takeoff"
        order = 30
        columns = (
            Column("started_on", ("日期", "起始日期", "访问日期"), in_list=True),
            Column("ended_on", ("截止日期",)),
            Column("direction", required=True, in_list=True),
            Column("level", ("访问层级",), in_list=True),
            Column("leader", ("带队领导",), in_list=True),
            Column("members"),
            Column("trips", ("次数",), required=True, in_list=True),
            Column("person_times", ("人次", "参加人数"), in_list=True),
            Column("places", ("地点",)),
            Column("activities", ("活动内容",), wide=True),
            Column("with_meeting", ("是否开会",)),
            Column("results", ("成果", "达成成果"), wide=True),
            Column("follow_up", wide=True),
        )
        label_fields = ("leader", "places", "activities", "direction")
        natural_key = ("started_on", "direction", "leader", "places")
        date_field = "started_on"
        measures = (
            Yields("visit.trips", "trips", date="started_on"),
            Yields("visit.person_times", "person_times", date="started_on"),
        )
        evidence_expected = (_("接待方案或行程"), _("新闻报道"), _("照片"))
        checks = (dates_in_order("started_on", "ended_on"),)
