"""Documents that tell the same text: their sketches, and pairs found alike."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.documents.models.document import Document
from shanhai.ledger.scope import Scope, ScopedManager


class TwinBand(models.Model):
    """One band of a document's sketch: documents that share one are compared in full."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="bands")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "document"])]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.key}"


class Twin(models.Model):
    """Two documents whose texts are alike. ``first`` came in before ``second``."""

    class State(models.TextChoices):
        LIKELY = "likely", _("疑似同文")
        SAME = "same", _("同文")
        DIFFERENT = "different", _("不是同文")

    first = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    similarity = models.FloatField(_("相似度"))
    state = models.CharField(_("判断"), max_length=10, choices=State.choices, default=State.LIKELY)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("同文资料")
        verbose_name_plural = _("同文资料")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="twin_once")]

    def __str__(self) -> str:
        return f"{self.first_id} ≈ {self.second_id}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Pairs of which the user may see both."""
        seen = Document.objects.filter(Document.scope_condition(scope)).unscoped("the scope of twins itself")
        return Q(first__in=seen.values("pk"), second__in=seen.values("pk"))
