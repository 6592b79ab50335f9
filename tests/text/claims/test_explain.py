"""The explained reading: every sentence once, its claims marked, the reasons in Chinese."""

from __future__ import annotations

from shanhai.text.claims import read_claims
from shanhai.text.claims.explain import reason_of, sentences, title_of

TEXT = "鄞州区与盐源县开展东西部协作。2023年，鄞州区选派6名医生到盐源县支医，计划举办培训班4期！天气晴好"


def test_sentences_cover_the_text_and_hold_the_claims() -> None:
    claims = read_claims(TEXT)
    found = sentences(TEXT, claims)
    assert "".join(sentence.text for sentence in found) == TEXT
    assert [claim for sentence in found for claim in sentence.claims] == claims
    assert ["".join(piece for piece, _ in sentence.marked()) for sentence in found] == [s.text for s in found]


def test_title_and_reason_say_what_was_read_and_why() -> None:
    doctors, courses = read_claims(TEXT)
    assert title_of(doctors) == "选派医生(支医) 6人"
    assert title_of(courses).endswith("4期（计划）")
    reason = reason_of(doctors)
    assert "名词“医生”" in reason
    assert "513423" in reason
    assert "时间 2023 至 2023（" in reason
