"""Evidence (佐证): what backs a record: a file, or a span of a document."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.pairing import Pairing
from shanhai.ledger.scope import Scope, ScopedManager


class Evidence(models.Model):
    """One piece of evidence for one record; a record may have several.

    Either ``document_id`` with a span (offsets in code points of the document's decoded original, and the
    quoted characters), or ``sha256`` of a stored file. ``speaks_for`` is the date the paper speaks for,
    which is not the date it was uploaded. ``measure``, ``value`` and ``unit`` are what the words state, so
    that a row that says otherwise can be seen. ``sort`` is which of the kind's expected papers it is.

    ``media`` is the type found in the file's content (see ``ledger.filetypes``). A newer file takes the place
    of an older one, which then names it in ``replaced_by`` and stays readable.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        VALID = "valid", _("有效")
        EXPIRED = "expired", _("已失效")
        REJECTED = "rejected", _("不采用")

    kind = models.CharField(_("台账类别"), max_length=24)
    record_id = models.BigIntegerField(_("记录"))
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.VALID)
    state_reason = models.CharField(_("状态原因"), max_length=300, blank=True)
    title = models.CharField(_("名称"), max_length=200)
    sort = models.CharField(_("佐证种类"), max_length=60, blank=True)
    speaks_for = models.DateField(_("所证日期"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    size = models.BigIntegerField(_("大小"), default=0)
    media = models.CharField(_("文件类型"), max_length=8, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("新版"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="earlier",
    )
    # The ledger lies below documents, so a document is named by its number.
    document_id = models.BigIntegerField(_("资料编号"), null=True, blank=True, db_index=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(_("原文"), blank=True)
    text = models.TextField(_("修复文本"), blank=True)
    measure = models.CharField(_("计量"), max_length=48, blank=True)
    value = models.DecimalField(_("所述数值"), max_digits=20, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=8, blank=True)
    added_at = models.DateTimeField(_("添加时间"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("添加人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ScopedManager()

    class Meta:
        verbose_name = _("佐证")
        verbose_name_plural = _("佐证")
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "record_id"])]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Evidence of rows the user may see. Township users reach evidence only through their own rows."""
        if scope.township:
            return Q(pk__in=[])
        condition = scope.regions("pairing__east__code", "pairing__west__code")
        if scope.kinds is not None:
            condition &= Q(kind__in=scope.kinds)
        return condition
