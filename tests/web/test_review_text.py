"""The two texts of the review page: every character there, repairs tinted, guesses shown as such."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shanhai.documents.models import Document, DocumentClaim
from shanhai.text.repair import RepairedText
from shanhai.text.spans import Edit, Span, apply_edits
from shanhai.web.views.review_text import Run, text_part

ORIGINAL = "寶山(bǎo)投入??資金3600萬元，　支持會澤。" * 3


def document(original: str, edits: tuple[Edit, ...]) -> Document:
    repaired = RepairedText(original, apply_edits(original, edits), edits)
    return Document(decoded=original, repaired=repaired.text, repair=repaired.to_json())


def edit(start: int, end: int, new: str, rule: str = "script.t2s", sure: float = 1.0) -> Edit:
    return Edit(start, end, ORIGINAL[start:end], new, rule, sure)


def drawn(runs: list[Run]) -> str:
    return "".join(run.text for run in runs)


def changes(runs: list[Run]) -> list[tuple[str, str]]:
    return [(run.text, run.change) for run in runs if run.change]


EDITS = (
    edit(0, 1, "宝"),
    edit(2, 7, "", "pinyin.bracket"),
    edit(9, 11, "乙", "byteshift.lost", 0.5),
    edit(20, 20, "。", "layout.line"),
)


def test_repairs_are_tinted_and_guesses_marked() -> None:
    part = text_part(document(ORIGINAL, EDITS), [], 0)
    assert changes(part.original) == [
        ("寶", "changed"),
        ("(bǎo)", "removed"),
        ("??", "changed rv-guessed"),
        ("", "added"),
    ]
    assert changes(part.repaired) == [("宝", "changed"), ("乙", "changed rv-guessed")]
    tips = [run.tip for run in part.original if run.change]
    assert tips[0] == "改为“宝”：繁体转简体"
    assert tips[2].endswith("（推测，请对照原文）")


def test_words_asked_for_are_marked_in_both_texts() -> None:
    part = text_part(document(ORIGINAL, EDITS), [], 0, Span(0, 9))
    assert "".join(run.text for run in part.original if run.here) == ORIGINAL[:9]
    assert "".join(run.text for run in part.repaired if run.here) == "宝山投入"
    assert sum(run.anchor == 0 for run in part.original) == 1


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    original = draw(st.text("甲乙丙丁\n ", max_size=40))
    borders = sorted(draw(st.lists(st.integers(0, len(original)), max_size=8)))
    edits: list[Edit] = []
    for start, end in zip(borders[::2], borders[1::2], strict=False):
        if not edits or start > edits[-1].end:
            new = draw(st.text("戊己", max_size=3))
            edits.append(Edit(start, end, original[start:end], new, "test.rule"))
    return original, tuple(edits)


@given(edited_texts(), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=5))
def test_both_texts_are_drawn_whole(made: tuple[str, tuple[Edit, ...]], spans: list[tuple[int, int]]) -> None:
    paper = document(*made)
    length = len(paper.decoded)
    claims = [
        DocumentClaim(
            pk=number,
            number=number,
            start=min(at, length),
            end=min(at + size, length),
            text_start=0,
            text_end=0,
        )
        for number, (at, size) in enumerate(spans, 1)
    ]
    part = text_part(paper, claims, 0)
    assert drawn(part.original) == paper.decoded
    assert drawn(part.repaired) == paper.repaired
    for claim in claims:
        marked = "".join(run.text for run in part.original if claim.pk in run.claims)
        assert marked == paper.decoded[claim.start : claim.end]
