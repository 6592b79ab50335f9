"""Regions (行政区划): the packed gazetteer as a table, so that the ledger can refer to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """One division, province to township, valid now or formerly. Reference data: open to all users."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("省级")
        PREFECTURE = "prefecture", _("地级")
        COUNTY = "county", _("县级")
        TOWNSHIP = "township", _("乡级")

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    short = models.CharField(_("简称"), max_length=40)
    level = models.CharField(_("级别"), max_length=12, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    since = models.CharField(_("启用"), max_length=10, blank=True)
    until = models.CharField(_("停用"), max_length=10, blank=True)
    successors = models.JSONField(_("继任区划"), default=list, blank=True)

    class Meta:
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "name"]), models.Index(fields=["short"])]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name with its parents, without repeating a municipality: 云南省曲靖市会泽县, 上海市宝山区."""
        names = [self.name]
        above = self.parent
        while above is not None:
            if above.name not in ("市辖区", "县", names[0]):
                names.insert(0, above.name)
            above = above.parent
        return "".join(names)
