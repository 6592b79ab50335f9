"""The index by which personal data is found although it is encrypted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shanhai.ledger.models.pairing import Pairing
from shanhai.ledger.scope import ComputedManager, Scope


class SensitiveIndex(models.Model):
    """The keyed hash of one piece of personal data of one row."""

    kind = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    objects = ComputedManager()

    class Meta:
        indexes = [models.Index(fields=["kind", "digest"]), models.Index(fields=["kind", "record_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} {self.field}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Hashes of rows of pairings the user sees."""
        return scope.regions("pairing__east__code", "pairing__west__code")
