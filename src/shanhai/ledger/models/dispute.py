"""Disputes (异议): the other side's own figure beside the one a row states."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.evidence import Evidence
from shanhai.ledger.models.pairing import Pairing, Side
from shanhai.ledger.scope import Scope, ScopedManager


class Dispute(models.Model):
    """The other side says of one column of one row that it should read otherwise (DOMAIN.md g.6).

    ``stated`` is what the row said when the dispute was raised, ``figure`` what the other side says; both
    are kept as the model field writes its value to text, so that either can be put back into the row. The
    owner accepts (the row changes through the write path) or keeps its figure with a reason; the side that
    raised it may withdraw. Nothing is deleted: a settled dispute stays on the row's page.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        ACCEPTED = "accepted", _("已采纳")
        KEPT = "kept", _("维持原数")
        WITHDRAWN = "withdrawn", _("已撤回")

    kind = models.CharField(_("台账类别"), max_length=24)
    record_id = models.BigIntegerField(_("记录"))
    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("异议方"), max_length=4, choices=Side.choices)
    field = models.CharField(_("栏目"), max_length=40)
    stated = models.TextField(_("台账数值"), blank=True)
    figure = models.TextField(_("对方数值"), blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    evidence = models.ForeignKey(
        Evidence, verbose_name=_("佐证"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("提出人"), on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("答复人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ScopedManager()

    class Meta:
        verbose_name = _("异议")
        verbose_name_plural = _("异议")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "record_id"]),
            models.Index(fields=["pairing"], condition=Q(state="open"), name="open_disputes_of_a_pairing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id", "field"],
                condition=Q(state="open"),
                name="one_open_dispute_a_value",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} {self.field}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Disputes of rows the user may see. Township users reach disputes only through their own rows."""
        if scope.township:
            return Q(pk__in=[])
        condition = scope.regions("pairing__east__code", "pairing__west__code")
        if scope.kinds is not None:
            condition &= Q(kind__in=scope.kinds)
        return condition
