"""The rule table and its word lists: what a condition means, and that a wrong entry is an error when read."""

from __future__ import annotations

from typing import Any

import pytest

from shanhai.text.claims.figures import Reading
from shanhai.text.claims.lexicon import confidences, heads, triggers
from shanhai.text.claims.rules import Condition, RuleTable, rules
from shanhai.text.lexicon import LexiconError, load_toml

UNITS = {"person": ["person"]}


def rule(**entry: Any) -> dict[str, Any]:
    return {"units": UNITS, "rule": [{"measure": "posting.teachers_sent", "units": ["person"], **entry}]}


@pytest.mark.parametrize(
    ("present", "holds"),
    [({"a", "c"}, True), ({"b", "c"}, True), ({"c"}, False), ({"a"}, False), ({"a", "c", "d"}, False)],
)
def test_a_condition_wants_one_plain_every_plus_and_no_minus(present: set[str], holds: bool) -> None:
    assert Condition.read(["a", "b", "+c", "!d"]).holds(frozenset(present)) is holds


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"colour": "red"}, "unknown keys"),
        ({"measure": "posting.wizards_sent"}, "no such measure"),
        ({"phrase": ["teecher"]}, "phrase: unknown"),
        ({"host": ["castle"]}, "host: unknown"),
        ({"units": ["persons"]}, "unknown units"),
    ],
)
def test_a_wrong_rule_is_an_error(entry: dict[str, Any], message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        RuleTable(rule(**entry))


def test_the_first_rule_that_fits_decides() -> None:
    reading = Reading("选派3名教师")
    table = RuleTable(
        {
            "units": UNITS,
            "rule": [
                {"measure": "posting.doctors_sent", "units": ["person"], "phrase": ["doctor"]},
                {"measure": "posting.teachers_sent", "units": ["person"], "phrase": ["teacher"]},
                {"measure": "posting.professionals_sent", "units": ["person"]},
            ],
        }
    )
    picked = table.pick(reading, reading.figures[0], "")
    assert picked is not None
    assert picked.measure == "posting.teachers_sent"


def test_every_class_of_the_lists_is_asked_for_by_a_rule_or_the_code() -> None:
    """A class that nothing asks for is a word list that does nothing."""
    in_code = {"hold", "send", "recipient", "county", "attract", "talk", "leading_group_meeting", "receive"}
    in_code |= {"joint_meeting", "teach", "local_word", "intent", "invest_event", "study_east", "exchange"}
    # Classes that only keep a word from being read as one of another class.
    apart = {"leaflet", "contract", "covering", "leading_group_meeting", "department", "apart"}
    asked = set()
    for entry in load_toml("claim_rules.toml")["rule"]:
        for key in ("phrase", "verbs", "clause", "before", "ahead", "nearby", "host"):
            asked |= {name.lstrip("+!") for name in entry.get(key, ())}
    assert (heads().classes | triggers().classes) - asked - in_code - apart == set()


def test_the_files_of_the_repository_are_sound() -> None:
    assert rules() is rules()
    assert all(0.3 < share <= 1 for share in confidences().values())
