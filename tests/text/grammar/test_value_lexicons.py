"""A wrong entry in a lexicon of values is an error when read, never a rule that silently does nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from shanhai.text.grammar import _bounds, _orgwords, _periodwords, _scan, _units, person, title
from shanhai.text.lexicon import LexiconError, load_toml

Change = Callable[[dict[str, Any]], object]


def _repeat_first_unit(data: dict[str, Any]) -> None:
    data["unit"].append({"class": "person", "forms": [data["unit"][0]["forms"][0]]})


@pytest.mark.parametrize(
    ("module", "reader", "file", "change"),
    [
        (_units, "units", "units.toml", lambda d: d.update(unknown={})),
        (_units, "units", "units.toml", lambda d: d["unit"][0].update(colour="red")),
        (_units, "units", "units.toml", _repeat_first_unit),
        (_units, "units", "units.toml", lambda d: d["not_before"].update({"无此单位": "x"})),
        (_bounds, "_words", "units.toml", lambda d: d["bounds"]["before"][">"].append("近")),
        (_bounds, "_words", "units.toml", lambda d: d["bounds"].update(around={})),
        (_bounds, "_words", "units.toml", lambda d: d["each"].update(nouns=[])),
        (_scan, "_words", "numeral_words.toml", lambda d: d["common"].append(d["common"][0])),
        (_scan, "_words", "numeral_words.toml", lambda d: d.update(rare=[])),
        (_periodwords, "words", "periods.toml", lambda d: d["years"].update({"当年": 0})),
        (_periodwords, "words", "periods.toml", lambda d: d.pop("plans")),
        (_orgwords, "words", "organisations.toml", lambda d: d["ending"][0].update(size=1)),
        (_orgwords, "words", "organisations.toml", lambda d: d["stops"]["words"].append("引进")),
        (person, "_expression", "persons.toml", lambda d: d["offices"].append("书记")),
        (title, "_documents", "titles.toml", lambda d: d.update(books=[])),
    ],
)
def test_a_wrong_entry_is_an_error(
    module: ModuleType, reader: str, file: str, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = copy.deepcopy(load_toml(file))
    read = getattr(module, reader).__wrapped__
    read()
    change(data)
    monkeypatch.setattr(module, "load_toml", lambda _: data)
    with pytest.raises(LexiconError):
        read()
