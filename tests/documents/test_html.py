"""HTML is read as the text of its page; what stands in it is never run."""

from __future__ import annotations

from shanhai.accounts.models import User
from shanhai.documents.selectors import claims_of
from shanhai.documents.services import ingest
from shanhai.ledger.models import Pairing
from tests.documents.samples import TEXT


def test_html_is_read_without_its_scripts(pairing: Pairing, east: User) -> None:
    page = f"<html><head><script>alert('999名教师')</script></head><body><p>{TEXT}</p></body></html>"
    document = ingest(east, name="page.txt", data=page.encode()).document
    assert "alert" not in document.repaired
    assert "<p>" not in document.repaired
    assert document.decoded == page
    assert "fund.aid" in [claim.measure for claim in claims_of(document)]
