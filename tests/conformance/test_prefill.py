"""Every measure of the vocabulary, told by a document, finds its kind, and the row then says the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.prefill import prefill
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.services.observe import observations_of
from shanhai.text.lexicon import measures

TOLD = [(name, row["unit"]) for name, row in measures().items()]
PRINTED = sorted(
    {(rule.measure, rule.unit) for model in all_kinds() for rule in model.Kind.measures if rule.unit}
)


@pytest.mark.parametrize(("measure", "unit"), sorted({*TOLD, *PRINTED}))
@pytest.mark.parametrize("value", [1, 37])
def test_the_row_says_what_the_document_says(measure: str, unit: str, value: int) -> None:
    claim = DocumentClaim(
        document=Document(), measure=measure, value=Decimal(value), unit=unit, since="2024", until="2024"
    )
    filled = prefill(claim, None)
    assert filled is not None
    assert not filled.unplaced
    said = {(line.measure, line.unit): line.value for line in observations_of(filled.model(**filled.initial))}
    assert said[measure, unit] == value


@pytest.mark.parametrize(
    ("measure", "unit", "values"),
    [
        ("employment.public_posts", "个", {"headcount": None, "posts": 37}),
        ("workshop.jobs", "人", {"workshops": None, "jobs": 37, "status": "running"}),
        ("pairing.enterprises", "家", {"level": "enterprise", "east_count": 37, "west_count": None}),
        ("enterprise.investment", "元", {"companies": None, "paid_in": 37}),
        ("meeting.study", "次", {"category": "special", "meetings": 37, "is_summary": True}),
    ],
)
def test_what_the_document_does_not_tell_stays_empty(
    measure: str, unit: str, values: dict[str, object]
) -> None:
    claim = DocumentClaim(
        document=Document(), measure=measure, value=Decimal(37), unit=unit, since="2024", until="2024"
    )
    filled = prefill(claim, None)
    assert filled is not None
    assert {name: filled.initial.get(name) for name in values} == values
