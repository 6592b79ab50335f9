"""Imports (导入): the log of files let in, what each changed, and the work on files still under way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.pairing import Pairing
from shanhai.ledger.scope import Scope, ScopedManager


class ImportBatch(models.Model):
    """What one imported file brought in. The row exists only when all of its good rows do.

    ``kind`` is empty for a file of several kinds; ``kinds`` are the kinds of its sheets. An import that was
    taken back says when, by whom and why.
    """

    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    kind = models.CharField(_("台账类别"), max_length=24, blank=True)
    kinds = models.JSONField(_("工作表的类别"), default=list, blank=True)
    added = models.PositiveIntegerField(_("新增"), default=0)
    changed = models.PositiveIntegerField(_("更新"), default=0)
    same = models.PositiveIntegerField(_("相同"), default=0)
    wrong = models.PositiveIntegerField(_("有误"), default=0)
    wrong_sha256 = models.CharField(_("有误行文件"), max_length=64, blank=True)
    at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("导入人"), on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("撤回人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    take_back_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Imports into pairings the user sees."""
        return scope.regions("pairing__east__code", "pairing__west__code")


class ImportWrite(models.Model):
    """One row that an import changed, with its versions before and after (rows it made say so themselves).

    From this an import is taken back: the history holds the values of every version.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="writes")
    kind = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        verbose_name = _("导入写入的行")
        verbose_name_plural = _("导入写入的行")

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.kind} {self.record_id}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """What imports into pairings the user sees have written."""
        return scope.regions("batch__pairing__east__code", "batch__pairing__west__code")


class ImportJob(models.Model):
    """A big file that is previewed or imported in the background. ``result`` is what its page then shows.

    How far it has come is not kept here: the import is one transaction, which nobody sees before its end.
    """

    class Step(models.TextChoices):
        PREVIEW = "preview", _("预览")
        IMPORT = "import", _("导入")

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        REFUSED = "refused", _("未导入")

    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("台账类别"), max_length=24, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    report = models.BooleanField(_("导入后直接上报"), default=False)
    step = models.CharField(_("步骤"), max_length=8, choices=Step.choices, default=Step.PREVIEW)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    result = models.JSONField(_("结果"), default=dict, blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("导入人"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("导入任务")
        verbose_name_plural = _("导入任务")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.file_name}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Work on files for pairings the user sees."""
        return scope.regions("pairing__east__code", "pairing__west__code")
