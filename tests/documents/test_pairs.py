"""Finding the pairing a text is about."""

from __future__ import annotations

from datetime import date

import pytest

from shanhai.documents.pairs import likely_pairing
from shanhai.ledger.models import Pairing
from tests.factories import make_pairing


@pytest.fixture
def pairings(db: None) -> list[Pairing]:
    return [
        make_pairing("310113", "530326"),
        make_pairing("310113", "533423"),
        make_pairing("310117", "530629"),
        make_pairing("310000", "530000", level="province"),
    ]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "上海市宝山区与云南省会泽县签订协议，会泽县选派干部到宝山区跟岗。", 0),
        ("宝山与维西携手", "宝山区帮助会泽县、维西傈僳族自治县。", 1),
        ("", "宝山区帮助会泽县、维西傈僳族自治县。", None),
        ("", "上海市与云南省召开联席会议。", 3),
        ("", "松江区党政代表团到威信县考察。", 2),
        ("", "宝山区召开会议。", None),
        ("", "", None),
    ],
)
def test_both_sides_must_be_named_and_one_pairing_most_clearly(
    pairings: list[Pairing], title: str, text: str, expected: int | None
) -> None:
    wanted = None if expected is None else pairings[expected]
    assert likely_pairing(title, text, pairings) == wanted


def test_a_pairing_not_in_force_is_not_taken(pairings: list[Pairing]) -> None:
    old = pairings[0]
    old.until = date(2020, 12, 31)
    assert likely_pairing("", "宝山区与会泽县", pairings, date(2023, 5, 1)) is None
    assert likely_pairing("", "宝山区与会泽县", pairings, date(2021, 3, 1)) == old
    assert likely_pairing("", "宝山区与会泽县", pairings) == old
