"""The year's list of tasks (年度任务清单). DOMAIN.md M08, M14, M16, c.A08; printed as L27."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.models.record import Record


class Task(Record):
    """One task with its owner and deadline."""

    class Origin(models.TextChoices):
        AGREEMENT = "agreement", _("协议")
        KEY_POINTS = "key_points", _("工作要点")
        MEETING = "meeting", _("会议")
        INSTRUCTION = "instruction", _("批示")
        RECTIFICATION = "rectification", _("整改")

    class Sort(models.TextChoices):
        REQUIRED = "required", _("规定动作")
        FEATURE = "feature", _("特色工作")

    class Status(models.TextChoices):
        WAITING = "waiting", _("未启动")
        DOING = "doing", _("推进中")
        DONE = "done", _("已完成")
        DROPPED = "dropped", _("已取消")

    origin = models.CharField(_("任务来源"), max_length=14, choices=Origin.choices, blank=True)
    content = models.CharField(_("任务内容"), max_length=300)
    sort = models.CharField(_("规定动作/特色工作"), max_length=10, choices=Sort.choices, blank=True)
    responsible = models.CharField(_("责任单位"), max_length=160, blank=True)
    partners = models.CharField(_("配合单位"), max_length=200, blank=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    progress = models.TextField(_("进展"), blank=True)
    status = models.CharField(_("完成情况"), max_length=10, choices=Status.choices, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("任务")
        verbose_name_plural = _("年度任务清单")

    class Kind(KindDeclaration):
        code = "task"
        title = _("年度任务清单")
        short = _("任务清单")
        section = "organisation"
        icon = "checklist"
        order = 32
        columns = (
            Column("origin", ("来源",), in_list=True),
            Column("content", ("任务", "工作任务", "重点任务"), required=True, in_list=True),
            Column("sort", ("任务类型",)),
            Column("responsible", ("牵头单位", "责任部门"), required=True, in_list=True),
            Column("partners", ("配合部门",)),
            Column("due_on", ("时限", "完成期限"), in_list=True),
            Column("progress", ("进展情况", "工作进展"), wide=True),
            Column("status", ("完成状态",), in_list=True),
            Column("done_on", ("完成时间",), in_list=True),
        )
        label_fields = ("content",)
        natural_key = ("origin", "content", "responsible")
        evidence_expected = (_("任务来源文件"), _("落实情况材料"))
