"""Writing documents: taking them in, correcting what is known about them, deciding on their claims."""

from shanhai.documents.services.background import read_received, retry
from shanhai.documents.services.correct import correct_document, reread
from shanhai.documents.services.intake import IngestResult, ingest, receive, submit
from shanhai.documents.services.review import accept, link, reject, reopen
from shanhai.documents.services.twins import judge

__all__ = [
    "IngestResult",
    "accept",
    "correct_document",
    "ingest",
    "judge",
    "link",
    "read_received",
    "receive",
    "reject",
    "reopen",
    "reread",
    "retry",
    "submit",
]
