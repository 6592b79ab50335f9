"""Snapshots (快照): all rows of a pairing and period as they stood on a day, frozen and hashed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.pairing import Pairing
from shanhai.ledger.scope import Scope, ScopedManager


class Snapshot(models.Model):
    """The frozen copy that an assessment reads (DOMAIN.md i). Written once, never changed.

    The rows lie in the store of originals as lines of canonical JSON under ``sha256``; personal data in
    them is masked. ``counts`` tells the number of rows of each kind. ``year`` 0 is all years, ``month`` 0
    the whole year.
    """

    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"), default=0)
    month = models.PositiveSmallIntegerField(_("月份"), default=0)
    reason = models.CharField(_("用途"), max_length=300)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("大小"))
    counts = models.JSONField(_("行数"), default=dict)
    taken_at = models.DateTimeField(_("时间"), auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("制作人"), on_delete=models.PROTECT, related_name="+"
    )

    objects = ScopedManager()

    class Meta:
        verbose_name = _("快照")
        verbose_name_plural = _("快照")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pairing} {self.period}"

    @property
    def period(self) -> str:
        """The period in words: 2024年, 2024年3月, 全部年度."""
        if not self.year:
            return str(_("全部年度"))
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"

    @property
    def rows(self) -> int:
        """How many rows it holds, of all kinds."""
        return sum(self.counts.values())

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Snapshots of pairings the user sees; their rows are narrowed further by kind and place."""
        return scope.regions("pairing__east__code", "pairing__west__code")
