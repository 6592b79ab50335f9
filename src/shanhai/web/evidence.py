"""Papers on their way in, and where a piece of evidence opens: at the marked words, or the stored file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from shanhai.ledger.filetypes import refuse_big
from shanhai.ledger.models import Evidence, Observation
from shanhai.ledger.preview import has_preview


@dataclass(frozen=True, slots=True)
class LinkedEvidence:
    """A piece of evidence with the address that shows it.

    ``differs`` when it states another figure than its row; ``drawn`` when its pages can be shown as
    pictures; ``earlier`` are the versions it has replaced, the newest first.
    """

    evidence: Evidence
    url: str
    differs: bool = False
    drawn: bool = False
    earlier: tuple[Evidence, ...] = ()


def content_of(upload: UploadedFile[bytes]) -> bytes:
    """The bytes of an uploaded paper; one far too large is refused before it fills the memory."""
    refuse_big(upload.name or "", upload.size or 0, settings.UPLOAD_MAX_BYTES)
    content: bytes = upload.read()
    return content


def evidence_url(evidence: Evidence) -> str:
    """The page of the document with the span marked, or the page of the file."""
    if evidence.document_id is not None:
        return f"{reverse('review', args=[evidence.document_id])}?start={evidence.start}&end={evidence.end}"
    return reverse("evidence_view", args=[evidence.kind, evidence.record_id, evidence.pk])


def with_links(found: list[Evidence], told: Iterable[Observation] = ()) -> list[LinkedEvidence]:
    """Each piece that no newer one replaces, compared with what its row says (``told``)."""
    figures = {(row.measure, row.unit): row.value for row in told}
    return [
        LinkedEvidence(
            evidence,
            evidence_url(evidence),
            differs=evidence.value is not None
            and figures.get((evidence.measure, evidence.unit), evidence.value) != evidence.value,
            drawn=has_preview(evidence),
            earlier=_earlier(evidence, found),
        )
        for evidence in found
        if evidence.replaced_by_id is None
    ]


def _earlier(evidence: Evidence, found: list[Evidence]) -> tuple[Evidence, ...]:
    """The versions that led to this piece, the newest first."""
    before = {paper.replaced_by_id: paper for paper in found if paper.replaced_by_id is not None}
    chain: list[Evidence] = []
    while (paper := before.get((chain[-1] if chain else evidence).pk)) is not None:
        chain.append(paper)
    return tuple(chain)
