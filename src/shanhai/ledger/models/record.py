"""Records (台账记录): what all kinds of rows have in common."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from shanhai.accounts.request import current_request_id
from shanhai.ledger.declaration import KindDeclaration
from shanhai.ledger.models.pairing import Pairing, Side
from shanhai.ledger.scope import Scope, ScopedManager


class State(models.TextChoices):
    """Where a record stands (状态). Locking comes with its period, not with the row."""

    DRAFT = "draft", _("草稿")
    REPORTED = "reported", _("已报")
    CONFIRMED = "confirmed", _("已确认")
    RETURNED = "returned", _("退回")
    VOID = "void", _("作废")


class Source(models.TextChoices):
    """By which way a row came in (来源)."""

    FORM = "form", _("表单录入")
    IMPORT = "import", _("表格导入")
    REVIEW = "review", _("资料核对")
    API = "api", _("接口")
    CLI = "cli", _("命令行")


class Precision(models.TextChoices):
    """How exact the figures of a row are (DOMAIN.md g.5); only exact ones feed an assessed total."""

    EXACT = "=", _("准确")
    MORE = ">", _("以上（余、多）")
    LESS = "<", _("不足（近）")
    ABOUT = "~", _("约")


class HistoryBase(models.Model):
    """What each line of a record's history carries beside old and new values, author and reason."""

    request_id = models.CharField(max_length=32, blank=True, default=current_request_id)
    source = models.CharField(max_length=8, blank=True, choices=Source.choices)

    class Meta:
        abstract = True


class Record(models.Model):
    """One row of one ledger, of one kind, owned by one side of a pairing (DOMAIN.md e.0).

    Subclasses add the columns of their kind and an inner ``Kind`` (see :class:`KindDeclaration`). Rows are
    written only by ``ledger.services``; ``save()`` has no business effects.
    """

    Kind: ClassVar[type[KindDeclaration]]
    do_not_call_in_templates: ClassVar[bool] = True  # templates receive the classes themselves

    pairing = models.ForeignKey(Pairing, verbose_name=_("结对"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"), db_index=True)
    owner_side = models.CharField(_("填报方"), max_length=4, choices=Side.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("状态原因"), max_length=300, blank=True)
    place_code = models.CharField(_("乡镇（村）代码"), max_length=12, blank=True)
    precision = models.CharField(
        _("数据精度"), max_length=1, choices=Precision.choices, default=Precision.EXACT
    )
    is_summary = models.BooleanField(
        _("汇总行"), default=False, help_text=_("一行代表多项（期初数、汇总数）")
    )
    since_year = models.PositiveSmallIntegerField(
        _("汇总起始年度"),
        null=True,
        blank=True,
        help_text=_("填写后，本行代表自该年度起的全部数据，期间的单项不再重复计入"),
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    record_source = models.CharField(
        _("来源"), max_length=8, choices=Source.choices, default=Source.FORM, editable=False
    )
    import_batch = models.ForeignKey(
        "ledger.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    version = models.PositiveIntegerField(_("版本"), default=0, editable=False)
    changed_since_confirmed = models.PositiveIntegerField(_("确认后修改次数"), default=0, editable=False)
    created_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("填报人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("确认人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True, editable=False)

    objects = ScopedManager()
    history = HistoricalRecords(
        inherit=True, bases=[HistoryBase], custom_model_name=lambda name: f"{name}History"
    )

    class Meta:
        abstract = True
        ordering = ["-year", "-id"]
        indexes = [
            models.Index(fields=["pairing", "year", "id"], name="%(class)s_pairing"),
            models.Index(fields=["state", "year", "id"], name="%(class)s_state"),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.Kind.title} {self.pk or ''}".strip()

    @property
    def label(self) -> str:
        """The words by which people know this row: the first filled field of the kind's ``label_fields``."""
        for name in self.Kind.label_fields:
            display = getattr(self, f"get_{name}_display", None)
            value = display() if display else getattr(self, name)
            if value not in (None, ""):
                return str(value)
        return ""

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Rows of pairings and kinds the user may see; for township users those of the own township."""
        if not scope.sees_kind(cls.Kind.code):
            return Q(pk__in=[])
        condition = scope.regions("pairing__east__code", "pairing__west__code")
        if scope.township:
            condition &= Q(place_code__startswith=scope.township)
        return condition

    @property
    def last_editor(self) -> str:
        """Who wrote the newest version, for the message to somebody who was about to overwrite it."""
        newest = self.history.order_by("-history_id").first()
        return str(newest.history_user or "") if newest else ""

    def get_absolute_url(self) -> str:
        return reverse("record", args=[self.Kind.code, self.pk])

    def values(self) -> dict[str, Any]:
        """The columns of the kind by name, as they stand."""
        return {name: getattr(self, name) for name in self.Kind.field_names()}


def money(**options: Any) -> models.DecimalField[Any, Any]:
    """A column of money: stored in 元 with two decimals, entered and printed in 万元 (DOMAIN.md c.1)."""
    return models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, **options)


WAN = Decimal(10000)


def field_of(model: type[models.Model] | models.Model, name: str) -> models.Field[Any, Any]:
    """The model field of this name; columns of kinds are never reverse relations."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field
