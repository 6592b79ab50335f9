"""A digit that repair could not recover stands as □: no figure is read beside it."""

from __future__ import annotations

import pytest

from shanhai.text.claims import read_claims


@pytest.mark.parametrize("figure", ["1□名教师", "□8名教师", "□名教师"])
def test_no_figure_is_read_beside_a_lost_digit(figure: str) -> None:
    text = f"2023年，上海市宝山区向云南省会泽县选派医生12名、{figure}。"
    assert [(claim.measure, claim.value) for claim in read_claims(text)] == [("posting.doctors_sent", 12)]
