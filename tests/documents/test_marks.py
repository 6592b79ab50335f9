"""Cutting a text into pieces for marking: nothing is lost, nothing is marked too little or too much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shanhai.documents.marks import Mark, pieces
from shanhai.text.spans import Edit

LENGTH = 30
TEXT = "".join(chr(0x4E00 + number) for number in range(LENGTH))
offsets = st.integers(0, LENGTH)
spans = st.tuples(offsets, offsets).map(sorted)


@st.composite
def edit_lists(draw: st.DrawFn) -> list[Edit]:
    """Ascending, disjoint edits of the text."""
    borders = sorted(draw(st.lists(offsets, max_size=8)))
    pairs = list(zip(borders[::2], borders[1::2], strict=False))
    edits: list[Edit] = []
    for start, end in pairs:
        if not edits or start > edits[-1].end:
            edits.append(Edit(start, end, TEXT[start:end], "改", "test.rule"))
    return edits


@given(st.lists(spans, max_size=8), edit_lists(), spans)
def test_pieces_join_to_the_text_and_carry_their_marks(
    marked: list[list[int]], edits: list[Edit], window: list[int]
) -> None:
    marks = [Mark(start, end, key) for key, (start, end) in enumerate(marked)]
    start, end = window
    found = pieces(TEXT, marks, edits, start=start, end=end)
    assert "".join(piece.text for piece in found) == TEXT[start:end]
    at = start
    for piece in found:
        assert piece.start == at
        for offset in range(at, at + len(piece.text)):
            assert set(piece.marks) == {mark.key for mark in marks if mark.start <= offset < mark.end}
            inside = [edit for edit in edits if edit.start <= offset < edit.end]
            assert [piece.edit] == (inside or [None])
        at += len(piece.text)


@given(st.lists(spans, max_size=8))
def test_each_mark_begins_once(marked: list[list[int]]) -> None:
    marks = [Mark(start, end, key) for key, (start, end) in enumerate(marked)]
    begun = [key for piece in pieces(TEXT, marks) for key in piece.begins]
    assert sorted(begun) == [mark.key for mark in marks if mark.start < mark.end]


def test_an_insertion_has_a_piece_of_its_own() -> None:
    edit = Edit(2, 2, "", "，", "test.rule")
    found = pieces("甲乙丙丁", [Mark(1, 3, 7)], [edit])
    assert [(piece.text, piece.marks, piece.edit) for piece in found] == [
        ("甲", (), None),
        ("乙", (7,), None),
        ("", (7,), edit),
        ("丙", (7,), None),
        ("丁", (), None),
    ]


def test_overlapping_marks_share_the_piece_in_the_middle() -> None:
    found = pieces("甲乙丙丁", [Mark(0, 3, 1), Mark(1, 4, 2)])
    assert [(piece.text, piece.marks, piece.begins) for piece in found] == [
        ("甲", (1,), (1,)),
        ("乙丙", (1, 2), (2,)),
        ("丁", (2,), ()),
    ]
