"""Labour events (劳务对接活动): fairs, publicity, special trains. DOMAIN.md M66, M71; printed as L14."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record


class JobEvent(Record):
    """One event, or a summary row of several of the same form."""

    class Form(models.TextChoices):
        FAIR = "fair", _("招聘会")
        MATCHING = "matching", _("对接会")
        TRANSPORT = "transport", _("专列专车")
        PUBLICITY = "publicity", _("宣传")

    held_on = models.DateField(_("日期"), null=True, blank=True)
    name = models.CharField(_("活动名称"), max_length=160)
    form = models.CharField(_("形式"), max_length=10, choices=Form.choices, blank=True)
    events = models.PositiveIntegerField(
        _("场次"), null=True, blank=True, default=1, help_text=_("单场填1；汇总行填场次数")
    )
    place = models.CharField(_("地点"), max_length=120, blank=True)
    organiser = models.CharField(_("主办单位"), max_length=120, blank=True)
    companies = models.PositiveIntegerField(_("参加企业数"), null=True, blank=True)
    posts = models.PositiveIntegerField(_("提供岗位数"), null=True, blank=True)
    attendance = models.PositiveIntegerField(_("参加人次"), null=True, blank=True)
    intentions = models.PositiveIntegerField(_("达成意向"), null=True, blank=True, help_text=_("人"))
    employed = models.PositiveIntegerField(_("实际就业"), null=True, blank=True, help_text=_("人"))

    class Meta(Record.Meta):
        verbose_name = _("劳务对接活动")
        verbose_name_plural = _("劳务对接活动台账")

    class Kind(KindDeclaration):
        code = "job_event"
        title = _("劳务对接活动台账")
        short = _("劳务活动")
        section = "labour"
        icon = "campaign"
        order = 64
        columns = (
            Column("held_on", ("活动日期", "时间", "活动时间"), in_list=True),
            Column("name", ("活动", "招聘会名称", "名称"), required=True, in_list=True),
            Column("form", ("活动形式", "类型"), required=True, in_list=True),
            Column("events", ("场数", "活动场次")),
            Column("place", ("活动地点",), in_list=True),
            Column("organiser", ("承办单位",)),
            Column("companies", ("企业数", "参会企业数", "参与企业数"), in_list=True),
            Column("posts", ("岗位数", "提供岗位"), in_list=True),
            Column("attendance", ("参加人数", "求职人次")),
            Column("intentions", ("意向人数", "达成意向人数", "达成就业意向")),
            Column("employed", ("就业人数", "实际就业人数")),
        )
        label_fields = ("name",)
        natural_key = ("held_on", "name", "place")
        date_field = "held_on"
        measures = (
            Yields("job_event.fairs", "events", when={"form": ("fair", "matching")}, date="held_on"),
            Yields("job_event.posts", "posts", date="held_on"),
            Yields("job_event.publicity", "events", when={"form": ("publicity",)}, date="held_on"),
        )
        evidence_expected = (_("活动通知或方案"), _("企业与岗位清单"), _("签到或登记表"), _("照片或报道"))
