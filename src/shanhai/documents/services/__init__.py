"""Writing documents: taking them in, correcting what is known about them, deciding on their claims."""

from shanhai.documents.services.correct import correct_document, reread
from shanhai.documents.services.intake import IngestResult, ingest
from shanhai.documents.services.review import accept, link, reject, reopen

__all__ = [
    "IngestResult",
    "accept",
    "correct_document",
    "ingest",
    "link",
    "reject",
    "reopen",
    "reread",
]
