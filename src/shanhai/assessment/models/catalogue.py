"""The indicator catalogue (指标目录): versions that are never changed in place once published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shanhai.assessment.formula import Formula, parse
from shanhai.ledger.sections import Section
from shanhai.ledger.wording import OFFICIAL


class Catalogue(models.Model):
    """One version of one frame. A figure keeps the version of its year (DOMAIN.md g.14).

    Reference data: open to all users. Only drafts may be changed; publishing one supersedes the version
    before it. ``until`` is None while the frame stands. ``parameters`` holds the rules' numbers by name.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("现行")
        SUPERSEDED = "superseded", _("已被新版本取代")

    frame = models.CharField(_("框架代码"), max_length=12)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    title = models.CharField(_("名称"), max_length=80)
    since = models.PositiveSmallIntegerField(_("适用起始年度"))
    until = models.PositiveSmallIntegerField(_("适用终止年度"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.DRAFT)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    sections = models.JSONField(_("部分名称"), default=dict, blank=True)
    parameters = models.JSONField(_("参数"), default=dict, blank=True)
    reason = models.CharField(_("修订原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("指标目录")
        verbose_name_plural = _("指标目录")
        ordering = ["-since", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "version"], name="catalogue_version_once"),
            models.UniqueConstraint(
                fields=["frame"], condition=Q(state="published"), name="one_published_version_a_frame"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"

    def section_title(self, section: str) -> str:
        """What this frame calls a section."""
        return str(self.sections.get(section) or Section(section).label)

    def parameter(self, name: str) -> Decimal:
        """A number of the rules; ``KeyError`` when the catalogue has none of this name."""
        return Decimal(str(self.parameters[name]["value"]))


class Indicator(models.Model):
    """One line of a catalogue: its 口径 and the formula that computes it.

    Money is stored and computed in 元. ``agreement`` marks lines that an agreement fixes. ``better`` says
    whether more or less is wished for; ``parent`` is the code of the line of which this is a part (其中).
    """

    class Better(models.TextChoices):
        UP = "up", _("越高越好")
        DOWN = "down", _("越低越好")
        EQUAL = "equal", _("须全部完成")
        INFO = "info", _("仅供参考")

    class Direction(models.TextChoices):
        EAST_TO_WEST = "e2w", _("东→西")
        WEST_TO_EAST = "w2e", _("西→东")
        BOTH = "both", _("双向")
        OWN = "own", _("本方")

    class Rule(models.TextChoices):
        FLOW = "flow", _("期间合计")
        STOCK = "stock", _("时点数")
        DISTINCT = "distinct", _("去重计数")
        RATIO = "ratio", _("比率")

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(_("代码"), max_length=8)
    zh = models.CharField(_("指标名称"), max_length=80)
    en = models.CharField(_("英文名称"), max_length=80, blank=True)
    unit = models.CharField(_("单位"), max_length=8)
    section = models.CharField(_("部分"), max_length=16, choices=Section.choices)
    direction = models.CharField(_("方向"), max_length=4, choices=Direction.choices)
    better = models.CharField(_("要求"), max_length=6, choices=Better.choices, default=Better.UP)
    aggregation = models.CharField(_("汇总方式"), max_length=10, choices=Rule.choices)
    formula = models.CharField(_("公式"), max_length=400)
    parent = models.CharField(_("上级指标"), max_length=8, blank=True, help_text=_("是哪一指标的其中项"))
    agreement = models.BooleanField(_("协议指标"), default=False)
    weight = models.DecimalField(_("分值"), max_digits=6, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    definition = models.CharField(_("口径"), max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["catalogue", "code"], name="indicator_once_a_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.zh}"

    @property
    def title(self) -> str:
        """The name in the visitor's language."""
        chinese = (get_language() or OFFICIAL) == OFFICIAL
        return self.zh if chinese or not self.en else self.en.capitalize()

    @property
    def rule(self) -> Formula:
        """The formula, read."""
        return parse(self.formula)

    def as_row(self) -> dict[str, Any]:
        """The fields that a new version takes over."""
        return {name: getattr(self, name) for name in COPIED}


COPIED = (
    "code", "zh", "en", "unit", "section", "direction", "better", "aggregation", "formula", "parent",
    "agreement", "weight", "source", "definition", "order",
)  # fmt: skip
