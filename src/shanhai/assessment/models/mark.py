"""What people say about what cannot be computed: checklist items, and rows that look like one act."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models import Pairing
from shanhai.ledger.scope import Scope, ScopedManager


class ChecklistMark(models.Model):
    """Somebody's word on one item of a checklist (四个不摘 …), with its basis."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    checklist = models.CharField(max_length=24)
    item = models.CharField(max_length=24)
    satisfied = models.BooleanField(_("已做到"))
    basis = models.CharField(_("依据"), max_length=300)
    at = models.DateTimeField(_("时间"), auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pairing", "year", "checklist", "item"], name="one_mark_an_item")
        ]

    def __str__(self) -> str:
        return f"{self.checklist} {self.item}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Marks of pairings the user sees."""
        return scope.regions("pairing__east__code", "pairing__west__code")


class DoubleDecision(models.Model):
    """What was decided about rows that look like one act: they are different, or one was voided.

    ``key`` names the rows (kind and a hash of their numbers), so that the same finding is not asked again.
    """

    class Decision(models.TextChoices):
        DIFFERENT = "different", _("不是同一件事")
        VOIDED = "voided", _("重复的已作废")

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    decision = models.CharField(_("处理"), max_length=10, choices=Decision.choices)
    reason = models.CharField(_("原因"), max_length=300)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pairing", "key"], name="one_decision_a_finding")]

    def __str__(self) -> str:
        return f"{self.key} {self.decision}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Decisions of pairings the user sees."""
        return scope.regions("pairing__east__code", "pairing__west__code")
