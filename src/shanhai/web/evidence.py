"""Where a piece of evidence opens: the document at the marked words, or the stored file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from shanhai.ledger.models import Evidence, Observation


@dataclass(frozen=True, slots=True)
class LinkedEvidence:
    """A piece of evidence with the address that shows it; ``differs`` when it states another figure."""

    evidence: Evidence
    url: str
    differs: bool = False


def evidence_url(evidence: Evidence) -> str:
    """The page of the document with the span marked, or the download of the file."""
    if evidence.document_id is not None:
        return f"{reverse('review', args=[evidence.document_id])}?start={evidence.start}&end={evidence.end}"
    return reverse("evidence_file", args=[evidence.kind, evidence.record_id, evidence.pk])


def with_links(found: list[Evidence], told: Iterable[Observation] = ()) -> list[LinkedEvidence]:
    """Each piece with its address, compared with what its row says (``told``) of the same measure."""
    figures = {(row.measure, row.unit): row.value for row in told}
    return [
        LinkedEvidence(
            evidence,
            evidence_url(evidence),
            differs=evidence.value is not None
            and figures.get((evidence.measure, evidence.unit), evidence.value) != evidence.value,
        )
        for evidence in found
    ]
