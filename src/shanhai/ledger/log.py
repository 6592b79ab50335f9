"""Reading the audit log: what a user may see of it, searched by person, act, row, day and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from shanhai.accounts.models import AuditEntry, User
from shanhai.ledger.history import FieldChange
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.scope import Scope
from shanhai.ledger.values import title_of


def entries(user: User) -> QuerySet[AuditEntry]:
    """The lines a user may see, newest first.

    Administrators see all of them. Others with the right see what concerns pairings in their scope, and
    what people of their region did that concerns none: log-ins, failed ones too, and the like.
    """
    rows = AuditEntry.objects.order_by("-id")
    if not user.rights.read_log:
        return rows.none()
    if user.rights.manage:
        return rows
    scope = Scope.of(user)
    condition = Q(pairing_id__in=Pairing.objects.for_user(user).values("pk"))
    if scope.township:
        # A line does not say of which place its row is, so of the county's only own people's acts are told.
        condition &= Q(actor__region_code__startswith=scope.township)
    prefix = scope.township or scope.prefix
    if prefix:
        people = User.objects.filter(region_code__startswith=prefix)
        condition |= Q(pairing_id__isnull=True, actor__in=people.values("pk"))
        failed = AuditEntry.Action.LOGIN_FAILED
        condition |= Q(action=failed, actor__isnull=True, summary__in=people.values("username"))
    return rows.filter(condition)


@dataclass(frozen=True, slots=True)
class LogSearch:
    """What is looked for; empty parts mean «any». Make it with :meth:`read`."""

    person: str = ""
    action: str = ""
    kind: str = ""
    record: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> LogSearch:
        """The search an address asks for; whatever means nothing in it is left out."""

        def told(name: str, known: Any = None) -> str:
            text = query.get(name, "").replace("\x00", "").strip()[:80]
            return text if known is None or text in known else ""

        return cls(
            person=told("person"),
            action=told("action", AuditEntry.Action.values),
            kind=told("kind", {model.Kind.code for model in all_kinds()}),
            record=told("record"),
            since=_day(told("since")),
            until=_day(told("until")),
            words=told("q"),
        )

    def rows(self, user: User) -> QuerySet[AuditEntry]:
        """The lines found, of those the user may see."""
        found = Q()
        if self.person:
            found &= Q(actor__username__icontains=self.person) | Q(actor__display_name__icontains=self.person)
        if self.action:
            found &= Q(action=self.action)
        if self.kind:
            found &= Q(object_type=self.kind)
        if self.record:
            found &= Q(object_id=self.record)
        if self.since:
            found &= Q(at__gte=_start(self.since))
        if self.until:
            found &= Q(at__lt=_start(self.until + timedelta(days=1)))
        for word in self.words.split():
            found &= Q(summary__icontains=word) | Q(reason__icontains=word) | Q(request_id=word)
        return entries(user).filter(found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def model_of_entry(entry: AuditEntry) -> type[Record] | None:
    """The kind of the row a line is about, None for other lines."""
    return next((model for model in all_kinds() if model.Kind.code == entry.object_type), None)


def changes_of(entry: AuditEntry) -> list[FieldChange]:
    """Old and new values that a line keeps, under the names people know; personal data was masked before."""
    model = model_of_entry(entry)
    known = {field.name for field in model._meta.get_fields()} if model else set()
    found: Mapping[str, Any] = entry.detail.get("changes") or {}
    return [
        FieldChange(title_of(model, name) if model and name in known else name, str(old), str(new))
        for name, (old, new) in found.items()
    ]
