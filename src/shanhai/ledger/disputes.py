"""Reading disputes: of a row, and which rows of a list have an open one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from shanhai.ledger.models import Dispute, Record
from shanhai.ledger.values import title_of, words_of_text


@dataclass(frozen=True, slots=True)
class ShownDispute:
    """A dispute with its column and both figures as people read them."""

    dispute: Dispute
    title: str
    stated: str
    figure: str

    @property
    def is_open(self) -> bool:
        return self.dispute.state == Dispute.State.OPEN


def shown(model: type[Record], dispute: Dispute) -> ShownDispute:
    """A dispute of a row of this kind, put into words."""
    return ShownDispute(
        dispute,
        title_of(model, dispute.field),
        words_of_text(model, dispute.field, dispute.stated),
        words_of_text(model, dispute.field, dispute.figure),
    )


def disputes_of(record: Record) -> list[ShownDispute]:
    """All disputes of a row that was read in scope, the open ones first, then the newest."""
    rows = Dispute.objects.unscoped("disputes of a row read in scope")
    found = rows.filter(kind=record.Kind.code, record_id=record.pk).select_related(
        "raised_by", "settled_by", "evidence"
    )
    return sorted(
        (shown(type(record), dispute) for dispute in found),
        key=lambda one: (not one.is_open, -one.dispute.pk),
    )


def has_open_dispute(model: type[Record]) -> Exists:
    """A condition on rows of a kind, for filters and annotations: one of their values is disputed."""
    rows = Dispute.objects.filter(kind=model.Kind.code, record_id=OuterRef("pk"), state=Dispute.State.OPEN)
    return Exists(rows.unscoped("part of a condition on rows that are read in scope"))
