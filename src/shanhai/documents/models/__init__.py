"""Models of the documents room."""

from shanhai.documents.models.claim import DocumentClaim
from shanhai.documents.models.document import Document
from shanhai.documents.models.index import SearchBlock
from shanhai.documents.models.page import DocumentPage
from shanhai.documents.models.presence import Presence
from shanhai.documents.models.twin import Twin, TwinBand

__all__ = ["Document", "DocumentClaim", "DocumentPage", "Presence", "SearchBlock", "Twin", "TwinBand"]
