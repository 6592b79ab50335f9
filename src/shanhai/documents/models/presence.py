"""Who has a document open for review: told to others, so that two do not decide on the same claims."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from shanhai.documents.models.document import Document


class Presence(models.Model):
    """A reviewer on a document's page, and the claim in hand. Old entries mean nothing."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    claim = models.BigIntegerField(null=True, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.document_id}"
