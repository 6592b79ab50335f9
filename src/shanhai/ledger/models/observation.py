"""Observations (观测值): the one fact table; the only thing that is ever summed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.pairing import Pairing
from shanhai.ledger.models.record import Precision, State
from shanhai.ledger.scope import ComputedManager, Scope


class Aggregation(models.TextChoices):
    """How observations of a measure are put together (DOMAIN.md c.1)."""

    FLOW = "flow", _("期间合计")
    STOCK = "stock", _("时点数")
    DISTINCT = "distinct", _("去重计数")


class Observation(models.Model):
    """What one record says about one measure: value, unit, date, pair, place, subject.

    ``is_summary`` rows sum up all that was done from ``since_year`` to ``year``.

    Written by the ledger's write path in the same transaction as the record, never by hand. ``date`` is the
    day of the act (FLOW, DISTINCT) or the first day of validity (STOCK, with ``until`` the last, None if
    still valid); None when the record tells only its year. ``subject`` identifies what is counted once.
    """

    measure = models.CharField(_("计量"), max_length=48)
    aggregation = models.CharField(max_length=8, choices=Aggregation.choices)
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=8)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    since_year = models.PositiveSmallIntegerField(_("起始年度"), default=0)
    date = models.DateField(_("日期"), null=True, blank=True)
    until = models.DateField(_("截止"), null=True, blank=True)
    place_code = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    precision = models.CharField(max_length=1, choices=Precision.choices, default=Precision.EXACT)
    is_summary = models.BooleanField(default=False)

    objects = ComputedManager()

    class Meta:
        verbose_name = _("观测值")
        verbose_name_plural = _("观测值")
        indexes = [
            models.Index(fields=["pairing", "measure", "year"]),
            models.Index(fields=["kind", "record_id"]),
            # Sums of a year over all pairings, and the newest year there is.
            models.Index(fields=["year", "measure"]),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.value} {self.unit}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Observations of rows the user may see."""
        condition = scope.regions("pairing__east__code", "pairing__west__code")
        if scope.kinds is not None:
            condition &= Q(kind__in=scope.kinds)
        if scope.township:
            condition &= Q(place_code__startswith=scope.township)
        return condition
