"""Import batches (导入批次): one file, one transaction, one line in the log of imports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.pairing import Pairing
from shanhai.ledger.scope import Scope, ScopedManager


class ImportBatch(models.Model):
    """What one imported workbook brought in. The row exists only when all of its good rows do."""

    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    kind = models.CharField(_("台账类别"), max_length=24)
    added = models.PositiveIntegerField(_("新增"), default=0)
    changed = models.PositiveIntegerField(_("更新"), default=0)
    same = models.PositiveIntegerField(_("相同"), default=0)
    wrong = models.PositiveIntegerField(_("有误"), default=0)
    wrong_sha256 = models.CharField(_("有误行文件"), max_length=64, blank=True)
    at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("导入人"), on_delete=models.PROTECT, related_name="+"
    )

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
