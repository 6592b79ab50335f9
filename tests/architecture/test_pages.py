"""Templates and translations compile: a slip in one shows here, not on a page nobody opens in a test."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.template.loader import get_template

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shanhai"
TEMPLATES = sorted(
    str(path.relative_to(folder))
    for folder in SOURCE.glob("**/templates")
    for path in folder.rglob("*")
    if path.is_file()
)
CATALOGUES = sorted(SOURCE.glob("**/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_catalogue_compiles_and_keeps_placeholders(path: Path) -> None:
    catalogue = polib.pofile(str(path), check_for_duplicates=True)
    catalogue.to_binary()
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]
    wrong = [
        entry.msgid
        for entry in catalogue.translated_entries()
        if entry.msgstr
        and sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert not wrong
