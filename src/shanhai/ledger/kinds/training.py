"""Training courses (培训班次). DOMAIN.md M38, M39, M65; printed as L06."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money

TALENT = ("cadre", "professional", "leader", "mixed")
SKILLS = ("skills",)


class Training(Record):
    """One course, or a summary row of several courses. Persons and person-times are never mixed."""

    class Category(models.TextChoices):
        CADRE = "cadre", _("党政干部")
        PROFESSIONAL = "professional", _("专技人才")
        LEADER = "leader", _("致富带头人")
        MIXED = "mixed", _("综合")
        SKILLS = "skills", _("劳动力技能")

    name = models.CharField(_("班次名称"), max_length=160)
    period_no = models.CharField(_("期（批）次"), max_length=40, blank=True)
    category = models.CharField(_("类别"), max_length=14, choices=Category.choices, default=Category.MIXED)
    organiser = models.CharField(_("主办单位"), max_length=120, blank=True)
    provider = models.CharField(_("承办单位"), max_length=120, blank=True)
    place = models.CharField(_("培训地点"), max_length=120, blank=True)
    started_on = models.DateField(_("开始日期"), null=True, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    days = models.PositiveIntegerField(_("天数"), null=True, blank=True)
    sessions = models.PositiveIntegerField(
        _("期数"), null=True, blank=True, default=1, help_text=_("单期填1；汇总行填期数")
    )
    planned = models.PositiveIntegerField(_("计划人数"), null=True, blank=True)
    trainees = models.PositiveIntegerField(_("实训人数"), null=True, blank=True)
    person_times = models.PositiveIntegerField(_("人次"), null=True, blank=True)
    poor_trainees = models.PositiveIntegerField(_("其中脱贫劳动力"), null=True, blank=True)
    experts = models.PositiveIntegerField(_("授课专家人数"), null=True, blank=True)
    cost = money(verbose_name=_("经费"))
    fund_source = models.CharField(_("资金来源"), max_length=80, blank=True)
    employed = models.PositiveIntegerField(_("就业人数"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("培训班次")
        verbose_name_plural = _("培训班次台账")

    class Kind(KindDeclaration):
        code = "training"
        title = _("培训班次台账")
        short = _("培训")
        section = "people"
        icon = "school"
        order = 50
        columns = (
            Column("name", ("班次", "培训班名称", "培训名称"), required=True, in_list=True),
            Column("period_no", ("期次", "批次")),
            Column("category", ("培训类别",), required=True, in_list=True),
            Column("organiser", in_list=True),
            Column("provider"),
            Column("place", ("地点",)),
            Column("started_on", ("开班日期", "起止日期（起）"), in_list=True),
            Column("ended_on", ("结业日期", "起止日期（止）")),
            Column("days"),
            Column("sessions", ("期（批）数", "班次数"), in_list=True),
            Column("planned"),
            Column("trainees", ("培训人数", "参训人数"), in_list=True),
            Column("person_times", ("培训人次",), in_list=True),
            Column("poor_trainees", ("其中脱贫人口",)),
            Column("experts", ("专家人数",)),
            Column("cost", ("培训经费",)),
            Column("fund_source"),
            Column("employed", ("就业人数（技能类）",)),
        )
        label_fields = ("name",)
        natural_key = ("name", "period_no", "started_on")
        date_field = "started_on"
        money_fields = ("cost",)
        measures = (
            Yields("training.sessions", "sessions", date="started_on"),
            Yields("training.trainees", "trainees", when={"category": TALENT}, unit="人", date="started_on"),
            Yields(
                "training.trainees", "person_times", when={"category": TALENT}, unit="人次", date="started_on"
            ),
            Yields(
                "training.skills_trainees",
                "trainees",
                when={"category": SKILLS},
                unit="人",
                date="started_on",
            ),
            Yields(
                "training.skills_trainees",
                "person_times",
                when={"category": SKILLS},
                unit="人次",
                date="started_on",
            ),
        )
        evidence_expected = (_("培训通知"), _("学员名册与签到"), _("课程表"), _("照片"), _("总结"))
        checks = (
            dates_in_order("started_on", "ended_on"),
            part_of("poor_trainees", "trainees"),
            part_of("employed", "trainees"),
        )
