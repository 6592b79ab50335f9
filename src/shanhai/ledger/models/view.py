"""Saved views (视图): how people like to see the list of a kind."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.models import User


class SavedView(models.Model):
    """Filters, order and columns of one kind's list under a name.

    ``office`` is the region code of the office it is shared with, empty for a private view. A view holds no
    rows: whoever opens it sees the own scope through it.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("建立人"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("台账类别"), max_length=24)
    name = models.CharField(_("视图名称"), max_length=40)
    office = models.CharField(_("共享给"), max_length=12, blank=True)
    query = models.JSONField(_("条件"), default=list)
    columns = models.JSONField(_("显示的栏"), default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("视图")
        verbose_name_plural = _("视图")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "name"], name="view_once_a_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User, kind: str) -> models.QuerySet[SavedView]:
        """The user's own views of a kind and those shared in the user's office."""
        shared = Q(office=user.region_code) if user.region_code else Q(pk__in=[])
        return cls.objects.filter(Q(owner=user) | shared, kind=kind)


class ListSetting(models.Model):
    """What one user has chosen for the list of one kind: its columns, and the view it opens with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    columns = models.JSONField(default=list)
    opens_with = models.ForeignKey(
        SavedView, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="list_setting_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"
