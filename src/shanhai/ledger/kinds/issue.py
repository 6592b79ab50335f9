"""Issues and their rectification (问题整改). DOMAIN.md M15, d.4, c.K09–K10; printed as L19."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order
from shanhai.ledger.declaration import Column, KindDeclaration
from shanhai.ledger.models.record import Record


def closed_with_a_date(record: Any) -> dict[str, str]:
    """An issue is closed on a day; the rate and the overdue list are reckoned from it."""
    if record.status == "closed" and not record.closed_on:
        return {"closed_on": "整改状态是“已销号”，请填销号日期；还没有销号的，请改整改状态"}
    if record.closed_on and record.status in ("open", "doing"):
        return {"status": "已填销号日期，整改状态应为“已销号”；还没有销号的，请清空销号日期"}
    return {}


class Issue(Record):
    """One finding of an assessment, audit, inspection or own check, and what became of it."""

    class Origin(models.TextChoices):
        ASSESSMENT = "assessment", _("考核")
        AUDIT = "audit", _("审计")
        SUPERVISION = "supervision", _("督查")
        PATROL = "patrol", _("巡查")
        SELF = "self", _("自查")
        PETITION = "petition", _("信访")

    class Severity(models.TextChoices):
        COMMON = "common", _("一般")
        GRAVE = "grave", _("较重")
        SERIOUS = "serious", _("严重")

    class Status(models.TextChoices):
        OPEN = "open", _("未改")
        DOING = "doing", _("正改")
        DONE = "done", _("已改")
        CLOSED = "closed", _("已销号")
        OVERDUE = "overdue", _("超期")

    origin = models.CharField(_("问题来源"), max_length=12, choices=Origin.choices, blank=True)
    found_on = models.DateField(_("发现日期"), null=True, blank=True)
    description = models.TextField(_("问题描述"))
    concerns = models.CharField(_("涉及项目/单位"), max_length=200, blank=True)
    severity = models.CharField(_("严重程度"), max_length=8, choices=Severity.choices, blank=True)
    leader = models.CharField(_("责任领导"), max_length=80, blank=True)
    responsible = models.CharField(_("责任单位"), max_length=160, blank=True)
    person = models.CharField(_("责任人"), max_length=60, blank=True)
    remedy = models.TextField(_("整改措施"), blank=True)
    due_on = models.DateField(_("整改时限"), null=True, blank=True)
    progress = models.TextField(_("进展"), blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    result = models.TextField(_("整改结果"), blank=True)
    acceptor = models.CharField(_("验收人"), max_length=60, blank=True)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    status = models.CharField(_("整改状态"), max_length=8, choices=Status.choices, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("问题整改")
        verbose_name_plural = _("问题整改台账")

    class Kind(KindDeclaration):
        code = "issue"
        title = _("问题整改台账")
        short = _("问题整改")
        section = "control"
        icon = "rule"
        order = 98
        columns = (
            Column("origin", ("来源",), required=True, in_list=True),
            Column("found_on", ("发现时间",), in_list=True),
            Column("description", ("问题", "问题内容", "存在问题"), required=True, wide=True, in_list=True),
            Column("concerns", ("涉及项目", "涉及单位")),
            Column("severity", ("问题等级",)),
            Column("leader"),
            Column("responsible", ("整改责任单位",), in_list=True),
            Column("person", ("整改责任人",)),
            Column("remedy", ("措施",), wide=True),
            Column("due_on", ("完成时限", "整改期限"), in_list=True),
            Column("progress", ("整改进展", "进展情况"), wide=True),
            Column("done_on", ("完成时间", "整改完成日期")),
            Column("result", ("整改结果/佐证", "整改成效"), wide=True),
            Column("acceptor", ("验收",)),
            Column("closed_on", ("销号时间",)),
            Column("status", ("整改情况", "状态"), in_list=True),
        )
        label_fields = ("description",)
        natural_key = ("origin", "found_on", "description", "concerns")
        date_field = "found_on"
        evidence_expected = (_("问题反馈文件"), _("整改方案"), _("整改报告"), _("销号材料"))
        checks = (
            dates_in_order("found_on", "due_on"),
            dates_in_order("found_on", "done_on"),
            dates_in_order("done_on", "closed_on"),
            closed_with_a_date,
        )
