"""Claims of a document (数据表述) and what people decided about them."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.documents.models.document import Document
from shanhai.ledger.scope import Scope, ScopedManager
from shanhai.ledger.wording import figure_text, measure_title


class DocumentClaim(models.Model):
    """One claim that a document states, with its exact span, and its review.

    ``start``/``end`` index the document's decoded original and ``quote`` is that slice; ``text_start``/
    ``text_end`` index the repaired text and ``text`` is that slice. A claim counts nowhere by itself.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待核对")
        ACCEPTED = "accepted", _("已采纳")
        LINKED = "linked", _("已关联")
        REJECTED = "rejected", _("不采纳")
        # A later reading no longer finds it, and nobody had decided on it. Kept, never shown.
        WITHDRAWN = "withdrawn", _("重新识别后不再出现")
        # Told by a better copy of the same text, where it is decided on.
        ASIDE = "aside", _("见于同文资料")

    class Origin(models.TextChoices):
        RULES = "rules", _("自动识别")
        HAND = "hand", _("人工标注")

    UNSEEN = (State.WITHDRAWN, State.ASIDE)
    """States of claims that nobody has to decide on, and that are not shown among the others."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveIntegerField(_("序号"))
    measure = models.CharField(_("计量"), max_length=48)
    kind = models.CharField(_("类别"), max_length=24)
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=8)
    bound = models.CharField(_("精度"), max_length=1, default="=")
    status = models.CharField(_("完成/计划"), max_length=8, default="done")
    east = models.CharField(_("东部"), max_length=200, blank=True)
    west = models.CharField(_("西部"), max_length=400, blank=True)
    since = models.CharField(_("起"), max_length=10, blank=True)
    until = models.CharField(_("止"), max_length=10, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    text_start = models.PositiveIntegerField()
    text_end = models.PositiveIntegerField()
    text = models.TextField()
    extra = models.JSONField(default=dict, blank=True)
    group = models.PositiveIntegerField(_("事件"))
    confidence = models.FloatField(_("把握"), default=1.0)
    explanation = models.JSONField(_("依据"), default=dict, blank=True)

    origin = models.CharField(_("来自"), max_length=5, choices=Origin.choices, default=Origin.RULES)
    state = models.CharField(_("核对状态"), max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("核对人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    record_kind = models.CharField(max_length=24, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    # What the record says instead, when the reviewer changed the figure on accepting it.
    corrected = models.DecimalField(_("改为"), max_digits=20, decimal_places=2, null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("数据表述")
        verbose_name_plural = _("数据表述")
        ordering = ["document_id", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="claim_once_a_document")]
        indexes = [models.Index(fields=["record_kind", "record_id"])]

    def __str__(self) -> str:
        return f"{self.measure_title} {figure_text(self.value, self.unit)}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Claims of documents the user may see."""
        visible = Document.objects.filter(Document.scope_condition(scope)).unscoped(
            "the scope of claims itself"
        )
        return Q(document__in=visible.values("pk"))

    @property
    def measure_title(self) -> str:
        """The name of the measure in the visitor's language."""
        return measure_title(self.measure)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def whole(self) -> bool:
        """True when the value has no fraction, so that it can fill a counting column."""
        return self.value == self.value.to_integral_value(rounding="ROUND_DOWN") and self.value >= Decimal(0)
