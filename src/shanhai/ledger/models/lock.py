"""Period locks (期间锁定): closed books of one pairing, one kind or all, one year or month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.kinds import kind
from shanhai.ledger.models.pairing import Pairing
from shanhai.ledger.scope import Scope, ScopedManager


class PeriodLock(models.Model):
    """While it stands, no row of its pairing, kind and period is entered or changed (DOMAIN.md i).

    A lock may be announced: until ``from_day`` it binds nobody, but both sides see it coming. Lifting a
    lock keeps the line, with who lifted it and why; locking again adds another.
    """

    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("台账类别"), max_length=24, blank=True, help_text=_("空白为全部台账"))
    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("月份"), default=0, help_text=_("0为全年"))
    reason = models.CharField(_("锁定原因"), max_length=300, blank=True)
    from_day = models.DateField(
        _("起锁日期"), null=True, blank=True, help_text=_("预告：到这一天才锁定；空白为立即锁定")
    )
    locked_at = models.DateTimeField(_("锁定时间"), auto_now_add=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("锁定人"), on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(_("解锁时间"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("解锁人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lift_reason = models.CharField(_("解锁原因"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("期间锁定")
        verbose_name_plural = _("期间锁定")
        ordering = ["-year", "-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "kind", "year", "month"],
                condition=Q(lifted_at__isnull=True),
                name="one_standing_lock_a_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"

    @property
    def kind_title(self) -> str:
        """The ledger it closes, in words."""
        return str(kind(self.kind).Kind.title) if self.kind else str(_("全部台账"))

    @property
    def is_announced(self) -> bool:
        """True while it does not bind yet."""
        return self.from_day is not None and self.from_day > timezone.localdate()

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Locks of pairings the user sees."""
        return scope.regions("pairing__east__code", "pairing__west__code")
