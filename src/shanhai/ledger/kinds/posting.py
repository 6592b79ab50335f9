"""Postings (挂职干部人才): persons sent in both directions. DOMAIN.md M29–M37, M41; printed as L05."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order
from shanhai.ledger.choices import Direction
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.fields import EncryptedField
from shanhai.ledger.models.record import Record

EAST = ("east_to_west",)
WEST = ("west_to_east",)
BOTH = ("both",)
TERM: dict[str, Any] = {
    "value": "headcount",
    "date": "arrived_on",
    "until": "left_on",
    "aggregation": "distinct",
    "subject": ("person_name", "birth"),
}


class Posting(Record):
    """One person in one post, or a summary row with a headcount."""

    class Category(models.TextChoices):
        CADRE = "cadre", _("党政干部")
        SOE = "soe", _("国企骨干")
        TEACHER = "teacher", _("教师")
        DOCTOR = "doctor", _("医生")
        AGRONOMIST = "agronomist", _("农技")
        PROFESSIONAL = "professional", _("其他专技")
        VILLAGE = "village", _("驻村")
        EXPERT = "expert", _("短期专家")

    class Gender(models.TextChoices):
        MALE = "m", _("男")
        FEMALE = "f", _("女")

    person_name = models.CharField(_("姓名"), max_length=40, blank=True, help_text=_("汇总行可不填"))
    gender = models.CharField(_("性别"), max_length=1, choices=Gender.choices, blank=True)
    birth = models.CharField(_("出生年月"), max_length=10, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    party = models.CharField(_("政治面貌"), max_length=20, blank=True)
    education = models.CharField(_("学历"), max_length=20, blank=True)
    category = models.CharField(_("人员类别"), max_length=14, choices=Category.choices)
    rank = models.CharField(_("级别/职称"), max_length=40, blank=True)
    direction = models.CharField(
        _("方向"), max_length=12, choices=Direction.choices, default=Direction.EAST_TO_WEST
    )
    sending_unit = models.CharField(_("派出单位及职务"), max_length=160, blank=True)
    batch = models.CharField(_("批次"), max_length=40, blank=True)
    batches = models.PositiveIntegerField(
        _("批次数"), null=True, blank=True, help_text=_("只在汇总行填：这些人分几批派出")
    )
    host_unit = models.CharField(_("挂职（服务）单位"), max_length=160, blank=True)
    host_post = models.CharField(_("挂任职务/岗位"), max_length=120, blank=True)
    field = models.CharField(_("专业领域"), max_length=60, blank=True)
    headcount = models.PositiveIntegerField(_("人数"), default=1, help_text=_("一人一行填1；汇总行填人数"))
    arrived_on = models.DateField(_("到岗日期"), null=True, blank=True)
    due_on = models.DateField(_("期满日期"), null=True, blank=True)
    left_on = models.DateField(_("实际离岗日期"), null=True, blank=True)
    achievements = models.TextField(_("主要工作成效"), blank=True)
    phone = EncryptedField(_("联系电话"), plain_length=20, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("选派干部人才")
        verbose_name_plural = _("选派干部人才台账")

    class Kind(KindDeclaration):
        code = "posting"
        title = _("选派干部人才台账")
        short = _("干部人才")
        section = "people"
        icon = "badge"
        order = 40
        columns = (
            Column("person_name", in_list=True),
            Column("gender"),
            Column("birth"),
            Column("ethnicity"),
            Column("party"),
            Column("education"),
            Column("category", ("类别",), required=True, in_list=True),
            Column("rank", ("级别", "职称")),
            Column("direction", required=True, in_list=True),
            Column("sending_unit", ("派出单位",), in_list=True),
            Column("batch"),
            Column("batches", ("派出批次数", "批数")),
            Column("host_unit", ("挂职单位", "服务单位"), in_list=True),
            Column("host_post", ("挂任职务", "岗位")),
            Column("field"),
            Column("headcount", required=True, in_list=True),
            Column("arrived_on", ("到岗时间",), in_list=True),
            Column("due_on", ("期满时间",)),
            Column("left_on", ("离岗日期",)),
            Column("achievements", wide=True),
            Column("phone", ("电话",)),
        )
        label_fields = ("person_name", "host_unit", "category")
        natural_key = ("person_name", "birth", "category", "host_unit", "arrived_on")
        date_field = "arrived_on"
        measures = (
            Yields("posting.cadres_sent", when={"direction": EAST, "category": ("cadre",)}, **TERM),
            Yields("posting.soe_sent", when={"direction": EAST, "category": ("soe", "village")}, **TERM),
            Yields("posting.teachers_sent", when={"direction": EAST, "category": ("teacher",)}, **TERM),
            Yields("posting.doctors_sent", when={"direction": EAST, "category": ("doctor",)}, **TERM),
            Yields(
                "posting.professionals_sent",
                when={"direction": EAST, "category": ("professional", "agronomist")},
                **TERM,
            ),
            Yields("posting.experts_sent", when={"direction": EAST, "category": ("expert",)}, **TERM),
            Yields("posting.batches_sent", "batches", when={"direction": EAST}, date="arrived_on"),
            Yields("posting.cadres_received", when={"direction": WEST, "category": ("cadre",)}, **TERM),
            Yields(
                "posting.professionals_received",
                when={"direction": WEST, "category": ("professional", "doctor", "teacher", "agronomist")},
                **TERM,
            ),
            Yields("posting.exchanged", when={"direction": BOTH}, **TERM),
        )
        sensitive = {"phone": "phone"}
        evidence_expected = (_("选派文件"), _("到岗证明"), _("考核材料"))
        checks = (dates_in_order("arrived_on", "due_on"), dates_in_order("arrived_on", "left_on"))
