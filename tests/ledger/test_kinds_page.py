"""The guide's list of ledgers is what the declarations say."""

from __future__ import annotations

from pathlib import Path

from shanhai.ledger.derive.docs import kinds_page
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models.record import field_of

PAGE = Path(__file__).parents[2] / "docs" / "kinds.md"


def test_the_page_in_the_guide_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == kinds_page(), "run scripts/kinds_page.py"


def test_every_column_of_every_kind_stands_on_the_page() -> None:
    page = kinds_page()
    for model in all_kinds():
        assert f'<a id="{model.Kind.code}"></a>' in page
        part = page.split(f"## {model.Kind.title}\n")[1].split("\n## ")[0]
        for column in model.Kind.columns:
            assert str(field_of(model, column.field).verbose_name) in part
