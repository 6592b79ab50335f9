"""Pairings (结对): dated relations of an eastern and a western party under one regime."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.region import Region
from shanhai.ledger.scope import Scope, ScopedManager


class Side(models.TextChoices):
    """The two sides of a pair."""

    EAST = "east", _("东部")
    WEST = "west", _("西部")


class Pairing(models.Model):
    """A dated relation of an eastern and a western region at one level under one regime.

    It is the unit of scope: every record belongs to one pairing, and a user sees the pairings that touch
    the user's region. Re-pairing ends one row and begins another that names it as predecessor, so history
    stays with the old pair (DOMAIN.md g.12). One district may hold pairings of both regimes (g.11).
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("省级结对")
        PREFECTURE = "prefecture", _("地市结对")
        COUNTY = "county", _("区县结对")

    class Regime(models.TextChoices):
        COOPERATION = "cooperation", _("东西部协作")
        ASSISTANCE = "assistance", _("对口支援")

    level = models.CharField(_("结对层级"), max_length=12, choices=Level.choices, default=Level.COUNTY)
    regime = models.CharField(_("机制"), max_length=12, choices=Regime.choices, default=Regime.COOPERATION)
    east = models.ForeignKey(Region, verbose_name=_("东部"), on_delete=models.PROTECT, related_name="+")
    west = models.ForeignKey(Region, verbose_name=_("西部"), on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("结对起始"))
    until = models.DateField(_("结对终止"), null=True, blank=True)
    basis = models.CharField(_("依据文件"), max_length=200, blank=True)
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("前一结对"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
    )
    note = models.CharField(_("备注"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("结对关系")
        verbose_name_plural = _("结对关系")
        ordering = ["east_id", "west_id", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="pairing_ends_after_it_begins",
                violation_error_message=_("结对终止不能早于结对起始"),
            ),
            models.CheckConstraint(condition=~Q(east=F("west")), name="pairing_has_two_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.east.name}—{self.west.name}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Pairings one side of which is the user's region or lies below it."""
        return scope.regions("east__code", "west__code")

    def clean(self) -> None:
        if self.predecessor_id and self.predecessor_id == self.pk:
            raise ValidationError({"predecessor": _("前一结对不能是自己")})

    def is_valid_on(self, day: date) -> bool:
        """True when the pairing is in force on ``day`` (both ends included)."""
        return self.since <= day and (self.until is None or day <= self.until)

    def party(self, side: str) -> Region:
        """The region that stands on ``side`` (``east`` or ``west``)."""
        return self.east if side == Side.EAST else self.west
