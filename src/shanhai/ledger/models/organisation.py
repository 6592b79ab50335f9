"""Organisations (单位): offices, firms, schools, hospitals and associations of either side."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.models.region import Region
from shanhai.ledger.scope import Scope, ScopedManager


class Organisation(models.Model):
    """One organisation, at home in one region; seen by those whose pairs touch that region."""

    class Type(models.TextChoices):
        GOVERNMENT = "government", _("机关")
        COMPANY = "company", _("企业")
        SCHOOL = "school", _("学校")
        HOSPITAL = "hospital", _("医疗机构")
        SOCIAL = "social", _("社会组织")
        OTHER = "other", _("其他")

    name = models.CharField(_("单位名称"), max_length=120)
    type = models.CharField(_("性质"), max_length=12, choices=Type.choices, default=Type.OTHER)
    region = models.ForeignKey(Region, verbose_name=_("所在地区"), on_delete=models.PROTECT)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["region_id", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "region"], name="organisation_once_a_region")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Organisations of every region that takes part in a pair the user sees."""
        from shanhai.ledger.models.pairing import Pairing

        own = scope.regions("region__code")
        if not scope.prefix:
            return own
        pairs = Pairing.objects.filter(Pairing.scope_condition(scope)).unscoped(
            "the scope of organisations itself"
        )
        codes = {code for pair in pairs.values_list("east_id", "west_id") for code in pair}
        for code in codes:
            own |= Q(region__code__startswith=code)
        return own
