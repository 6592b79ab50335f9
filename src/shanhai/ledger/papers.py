"""Which papers a row should have and which it has: the checklist of a row and the rows that have none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from shanhai.ledger.models import Evidence, Record
from shanhai.ledger.wording import official


@dataclass(frozen=True, slots=True)
class Expected:
    """One paper that rows of a kind should have, by its Chinese name; ``there`` when it is filed."""

    code: str
    title: str
    there: bool


def checklist(record: Record, papers: Iterable[Evidence]) -> list[Expected]:
    """The papers expected of a row, each with whether a valid piece of evidence is filed as it."""
    filed = {paper.sort for paper in papers if paper.state == Evidence.State.VALID}
    return [
        Expected(official(title), str(title), official(title) in filed)
        for title in record.Kind.evidence_expected
    ]


def has_evidence(model: type[Record]) -> Exists:
    """A condition on rows of a kind, for filters and counts: at least one valid piece of evidence."""
    rows = Evidence.objects.filter(kind=model.Kind.code, record_id=OuterRef("pk"), state=Evidence.State.VALID)
    return Exists(rows.unscoped("part of a condition on rows that are read in scope"))
