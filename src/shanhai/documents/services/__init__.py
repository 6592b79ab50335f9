"""Writing documents: taking them in, correcting what is known about them, deciding on their claims."""

from shanhai.documents.services.as_read import accept_as_read, accept_group
from shanhai.documents.services.background import read_received, retry
from shanhai.documents.services.correct import correct_document
from shanhai.documents.services.hand import mark
from shanhai.documents.services.index import index_documents, index_missing, reindex
from shanhai.documents.services.intake import IngestResult, ingest, receive, submit
from shanhai.documents.services.presence import here
from shanhai.documents.services.review import accept, link, reject, reopen, undo
from shanhai.documents.services.twins import judge
from shanhai.documents.services.upgrade import outdated, preview, reread, reread_all

__all__ = [
    "IngestResult",
    "accept",
    "accept_as_read",
    "accept_group",
    "correct_document",
    "here",
    "index_documents",
    "index_missing",
    "ingest",
    "judge",
    "link",
    "mark",
    "outdated",
    "preview",
    "read_received",
    "receive",
    "reindex",
    "reject",
    "reopen",
    "reread",
    "reread_all",
    "retry",
    "submit",
    "undo",
]
