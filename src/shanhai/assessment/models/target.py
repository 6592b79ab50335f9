"""Targets (目标) of a pairing and year, and every value they ever had."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models import Pairing
from shanhai.ledger.scope import Scope, ScopedManager


class TargetState(models.TextChoices):
    """A target is set before the agreement is signed: reports run from January (DOMAIN.md g.15)."""

    DRAFT = "draft", _("草案（预下达）")
    SIGNED = "signed", _("协议已签")


class Target(models.Model):
    """What an agreement fixes for one indicator, pairing and year, with what is said about the line.

    ``value`` is in the indicator's unit (money in 元, ratios in per cent); None when only remarks are kept.
    Targets are floors: more than 100 % is normal. Old values stand in :class:`TargetRevision`.
    """

    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    code = models.CharField(_("指标代码"), max_length=8)
    value = models.DecimalField(_("目标数"), max_digits=20, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=8)
    state = models.CharField(_("状态"), max_length=8, choices=TargetState.choices, default=TargetState.DRAFT)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    document = models.CharField(_("依据文件"), max_length=200, blank=True)
    # A claim of a document may become a target; its words stay reachable.
    document_id = models.BigIntegerField(null=True, blank=True)
    claim_id = models.BigIntegerField(null=True, blank=True)
    responsible = models.CharField(_("责任单位"), max_length=120, blank=True)
    problem = models.CharField(_("存在问题"), max_length=300, blank=True)
    remedy = models.CharField(_("措施"), max_length=300, blank=True)
    due_on = models.DateField(_("措施时限"), null=True, blank=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = _("目标")
        ordering = ["year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "year", "code"], name="one_target_a_line_and_year"),
            models.CheckConstraint(condition=Q(value__gte=0) | Q(value=None), name="target_not_negative"),
        ]
        indexes = [models.Index(fields=["year", "code"])]

    def __str__(self) -> str:
        return f"{self.year} {self.code} {self.value}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Targets of pairings the user sees."""
        return scope.regions("pairing__east__code", "pairing__west__code")


class TargetRevision(models.Model):
    """One value a target had, why and by which document; never changed."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("第几次"))
    value = models.DecimalField(_("目标数"), max_digits=20, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=TargetState.choices)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    document = models.CharField(_("依据文件"), max_length=200, blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("修改人"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["target", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.value}"
