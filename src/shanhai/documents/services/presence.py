"""Who is on a document right now, so that two reviewers tell each other apart."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.documents.models import Document, Presence

GONE_AFTER = timedelta(seconds=45)
"""The page says every 15 seconds that it is open."""
KEPT = timedelta(days=1)


def here(user: User, document: Document, claim: int | None) -> list[Presence]:
    """Say that ``user`` has the document open, with ``claim`` in hand; the others who have."""
    now = timezone.now()
    Presence.objects.update_or_create(document=document, user=user, defaults={"claim": claim, "seen_at": now})
    Presence.objects.filter(seen_at__lt=now - KEPT).delete()
    others = Presence.objects.filter(document=document, seen_at__gte=now - GONE_AFTER).exclude(user=user)
    return list(others.select_related("user").order_by("user_id"))
