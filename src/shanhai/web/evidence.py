"""Where a piece of evidence opens: the document at the marked words, or the stored file."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from shanhai.ledger.models import Evidence


@dataclass(frozen=True, slots=True)
class LinkedEvidence:
    """A piece of evidence with the address that shows it."""

    evidence: Evidence
    url: str


def evidence_url(evidence: Evidence) -> str:
    """The page of the document with the span marked, or the download of the file."""
    if evidence.document_id is not None:
        return f"{reverse('review', args=[evidence.document_id])}?start={evidence.start}&end={evidence.end}"
    return reverse("evidence_file", args=[evidence.kind, evidence.record_id, evidence.pk])


def with_links(found: list[Evidence]) -> list[LinkedEvidence]:
    """Each piece with its address."""
    return [LinkedEvidence(evidence, evidence_url(evidence)) for evidence in found]
