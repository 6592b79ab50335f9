"""Team-type assistance in schools and hospitals (“组团式”帮扶). DOMAIN.md M35, M42–M45; printed as L17."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record


class Service(Record):
    """What one team did in one host unit in one year, or a summary row of several teams.

    The results are those of the year; the term may be longer. So they carry no day.
    """

    class Category(models.TextChoices):
        HEALTH = "health", _("医疗")
        EDUCATION = "education", _("教育")

    category = models.CharField(_("类型"), max_length=10, choices=Category.choices, blank=True)
    east_unit = models.CharField(_("东部单位"), max_length=120, blank=True)
    west_unit = models.CharField(
        _("西部单位"), max_length=120, blank=True, help_text=_("汇总行写“3所学校”一类")
    )
    leader = models.CharField(_("团队负责人"), max_length=60, blank=True)
    members = models.PositiveIntegerField(_("队员人数"), null=True, blank=True)
    started_on = models.DateField(_("期限起"), null=True, blank=True)
    ended_on = models.DateField(_("期限止"), null=True, blank=True)
    field = models.CharField(_("帮扶科室/学科"), max_length=160, blank=True)
    techniques = models.TextField(_("开展新技术（新课程）"), blank=True)
    new_techniques = models.PositiveIntegerField(_("新技术新项目数"), null=True, blank=True)
    cases = models.PositiveIntegerField(
        _("新技术应用例数"), null=True, blank=True, help_text=_("已填在手术、抢救栏的不重复填")
    )
    outpatients = models.PositiveIntegerField(_("门急诊人次"), null=True, blank=True, help_text=_("含义诊"))
    surgeries = models.PositiveIntegerField(_("手术数"), null=True, blank=True)
    surgeries_unit = models.CharField(
        _("手术计数单位"), max_length=8, blank=True, help_text=_("台次、例；不填为台次")
    )
    rescues = models.PositiveIntegerField(_("抢救人次"), null=True, blank=True)
    rounds = models.PositiveIntegerField(_("教学查房/示范课"), null=True, blank=True, help_text=_("次"))
    mentor_pairs = models.PositiveIntegerField(_("带教（师徒）对数"), null=True, blank=True)
    trained = models.PositiveIntegerField(_("受训人次"), null=True, blank=True)
    consultations = models.PositiveIntegerField(_("远程会诊例数"), null=True, blank=True)
    lessons = models.PositiveIntegerField(_("远程（示范）课时"), null=True, blank=True)
    change = models.TextField(_("指标变化"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("组团式帮扶")
        verbose_name_plural = _("教育医疗“组团式”帮扶台账")

    class Kind(KindDeclaration):
        code = "service"
        title = _("教育医疗“组团式”帮扶台账")
        short = _("组团帮扶")
        section = "services"
        icon = "medical_services"
        order = 90
        columns = (
            Column("category", ("帮扶类型", "类别"), required=True, in_list=True),
            Column("east_unit", ("东部帮扶单位", "派出单位"), in_list=True),
            Column("west_unit", ("西部受援单位", "受援单位", "受帮扶单位"), required=True, in_list=True),
            Column("leader", ("团长", "队长")),
            Column("members", ("队员数", "团队人数"), in_list=True),
            Column("started_on", ("期限", "期限（起）", "开始日期"), in_list=True),
            Column("ended_on", ("期限（止）", "结束日期")),
            Column("field", ("帮扶科室", "帮扶学科", "科室", "学科")),
            Column("techniques", ("开展新技术", "新技术", "新课程"), wide=True),
            Column("new_techniques", ("新技术项数", "新技术数")),
            Column("cases", ("应用例数", "例数")),
            Column("outpatients", ("门诊人次", "门急诊量", "诊疗人次"), in_list=True),
            Column("surgeries", ("手术台次", "手术", "手术例数", "手术台数"), in_list=True),
            Column("surgeries_unit", ("手术单位",)),
            Column("rescues", ("抢救例（人）次", "抢救危重病人")),
            Column("rounds", ("教学查房", "示范课")),
            Column("mentor_pairs", ("师徒对数", "带教对数", "师徒结对"), in_list=True),
            Column("trained", ("培训人次",)),
            Column("consultations", ("远程会诊", "远程会诊/课时")),
            Column("lessons", ("课时", "远程课时", "远程课堂课时")),
            Column("change", ("主要成效",), wide=True),
        )
        label_fields = ("west_unit", "east_unit", "category")
        natural_key = ("category", "east_unit", "west_unit", "field", "started_on")
        measures = (
            Yields("service.surgeries", "surgeries", unit_field="surgeries_unit"),
            Yields("service.rescues", "rescues"),
            Yields("service.outpatients", "outpatients"),
            Yields("service.cases", "cases"),
            Yields("service.new_techniques", "new_techniques"),
            Yields("service.lessons", "lessons"),
            Yields(
                "service.mentor_pairs",
                "mentor_pairs",
                aggregation="stock",
                subject=("west_unit", "east_unit", "field"),
                date="started_on",
                until="ended_on",
            ),
        )
        evidence_expected = (_("组团帮扶协议"), _("选派文件"), _("师徒结对协议"), _("工作量统计"), _("照片"))
        checks = (dates_in_order("started_on", "ended_on"),)
