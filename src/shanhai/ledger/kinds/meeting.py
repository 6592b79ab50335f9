"""Meetings (会议): joint, talks, leading group, study sessions. DOMAIN.md M02–M05; printed as L04."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record


class Meeting(Record):
    """One meeting and what it decided, or a summary row of several of the same sort."""

    class Category(models.TextChoices):
        JOINT = "joint", _("联席会议")
        TALK = "talk", _("座谈会")
        LEADING_GROUP = "leading_group", _("领导小组会议")
        STANDING = "standing", _("常委会")
        EXECUTIVE = "executive", _("常务会")
        SPECIAL = "special", _("专题会")
        DISPATCH = "dispatch", _("调度例会")

    name = models.CharField(_("会议名称"), max_length=200)
    ordinal = models.CharField(_("届次"), max_length=20, blank=True, help_text=_("系列会议的第几次"))
    category = models.CharField(_("类别"), max_length=14, choices=Category.choices, blank=True)
    held_on = models.DateField(_("日期"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    chair = models.CharField(_("主持人"), max_length=120, blank=True)
    leaders = models.CharField(_("参会领导"), max_length=300, blank=True)
    attendance = models.PositiveIntegerField(_("参会人数"), null=True, blank=True)
    meetings = models.PositiveIntegerField(_("次数"), default=1, help_text=_("单次填1；汇总行填次数"))
    topics = models.TextField(_("议题"), blank=True)
    decisions = models.TextField(_("议定事项"), blank=True, help_text=_("多项分行写，与后三栏逐行对应"))
    responsible = models.TextField(_("责任单位"), blank=True)
    due = models.TextField(_("完成时限"), blank=True)
    outcome = models.TextField(_("完成情况"), blank=True)
    minutes_no = models.CharField(_("纪要文号"), max_length=80, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("会议")
        verbose_name_plural = _("会议台账")

    class Kind(KindDeclaration):
        code = "meeting"
        title = _("会议台账")
        short = _("会议")
        section = "organisation"
        icon = "groups"
        order = 22
        columns = (
            Column("name", ("名称", "会议"), required=True, in_list=True),
            Column("ordinal", ("届次（第几次）", "第几次", "会次"), in_list=True),
            Column("category", ("会议类别", "会议类型"), required=True, in_list=True),
            Column("held_on", ("会议日期", "召开日期", "会议时间"), in_list=True),
            Column("place", ("会议地点",), in_list=True),
            Column("chair", ("主持",)),
            Column("leaders", ("出席领导",), wide=True),
            Column("attendance", ("参加人数",)),
            Column("meetings", ("会议次数",), required=True),
            Column("topics", ("会议议题",), wide=True),
            Column("decisions", ("议定内容", "决定事项"), wide=True, in_list=True),
            Column("responsible", ("牵头单位",), wide=True),
            Column("due", ("完成期限",), wide=True),
            Column("outcome", ("落实情况",), wide=True),
            Column("minutes_no", ("纪要编号", "会议纪要")),
        )
        label_fields = ("name",)
        natural_key = ("name", "ordinal", "held_on")
        date_field = "held_on"
        measures = (
            Yields("meeting.joint", "meetings", when={"category": ("joint",)}, date="held_on"),
            Yields("meeting.talk", "meetings", when={"category": ("talk",)}, date="held_on"),
            Yields(
                "meeting.leading_group", "meetings", when={"category": ("leading_group",)}, date="held_on"
            ),
            Yields(
                "meeting.study",
                "meetings",
                when={"category": ("special", "standing", "executive")},
                date="held_on",
            ),
        )
        evidence_expected = (_("会议通知与议程"), _("会议纪要"), _("签到"), _("照片或报道"))
