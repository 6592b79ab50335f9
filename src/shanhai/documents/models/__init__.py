"""Models of the documents room."""

from shanhai.documents.models.claim import DocumentClaim
from shanhai.documents.models.document import Document

__all__ = ["Document", "DocumentClaim"]
