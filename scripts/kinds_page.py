"""Write docs/kinds.md, the list of all ledgers with their columns, from the declarations."""

from __future__ import annotations

import os
from pathlib import Path

import django

PAGE = Path(__file__).parents[1] / "docs" / "kinds.md"


def main() -> None:
    """Load the models, then write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanhai.web.settings")
    django.setup()
    from shanhai.ledger.derive.docs import kinds_page

    PAGE.write_text(kinds_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
