"""What must hold for any text: damage undone, sound text untouched, the way back exact, linear time."""

from __future__ import annotations

import random
import re
import time
from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanhai.text.repair import decode, repair
from shanhai.text.repair.reader import MISSING
from shanhai.text.spans import Edit, Span, apply_edits, check_edits, compose, undo_edits
from tests.damage import damage
from tests.text.repair.sentences import paragraphs

SITES = {
    "readings": {},
    "spaces inside": {"space": True},
    "indented, folded": {"indent": "??", "folded": True},
    "doubled marks": {"doubled": 0.6},
    "doubled, folded": {"doubled": 0.6, "folded": True},
    "on a page": {"furniture": True, "folded": True, "indent": "??"},
}
SHARES = (0.05, 0.2, 0.5, 0.9, 1.0)


@pytest.mark.parametrize("site", SITES)
def test_damage_is_undone(site: str) -> None:
    """A digit that a lead byte swallowed is lost for good: it must show as missing, never be left out."""
    wrong: list[str] = []
    length = 0
    for seed in range(250):
        rng = random.Random(seed)
        clean = paragraphs(rng)
        length += len(clean)
        damaged = damage(clean, seed=seed, readings=rng.choice(SHARES), **SITES[site])
        done = repair(damaged)
        assert undo_edits(done.text, done.edits) == damaged
        if not re.fullmatch(re.escape(done.text).replace(MISSING, "."), clean, re.DOTALL):
            wrong.append(done.text)
        elif MISSING in done.text:
            assert any(item.kind == "lost_digit" for item in done.residue)
    assert len(wrong) <= 2, wrong[:2]


def test_sound_text_is_untouched() -> None:
    for seed in range(600):
        clean = paragraphs(random.Random(seed))
        done = repair(clean)
        assert (done.text, done.edits) == (clean, ())


CHINESE = st.text(
    st.sampled_from("甲县與區协議(xié)?？,，。、“”《》 \u3000\n\t12.万元aA<p>&;:!管h毕盗\ue325\ufffd€"),
    max_size=60,
)


@pytest.mark.parametrize("brackets", ["（）", "[]", "【】", "〔〕"])
def test_other_brackets(brackets: str) -> None:
    """Only the bracket that a lead byte swallowed is gone; the others may have any form."""
    table = str.maketrans("()", brackets)
    for seed in range(60):
        clean = paragraphs(random.Random(seed))
        damaged = damage(clean, seed=seed, readings=0.5).translate(table)
        assert re.fullmatch(re.escape(repair(damaged).text).replace(MISSING, "."), clean, re.DOTALL)


@pytest.mark.parametrize("wrong", ["latin-1", "gb18030"])
def test_wrong_encoding_is_undone(wrong: str) -> None:
    """Of UTF-8 read as GBK a byte is lost before some figures and ends; most are told by their neighbours."""
    length = errors = 0
    for seed in range(60):
        clean = paragraphs(random.Random(seed))
        done = repair(clean.encode().decode(wrong, "replace"))
        assert undo_edits(done.text, done.edits) == done.original
        check_edits(done.original, done.edits)
        length += len(clean)
        matcher = SequenceMatcher(None, clean, done.text, autojunk=False)
        errors += max(len(clean), len(done.text)) - sum(block.size for block in matcher.get_matching_blocks())
    assert errors <= 0.02 * length


@given(st.one_of(st.text(max_size=80), CHINESE))
@settings(max_examples=400, deadline=None)
def test_any_text(text: str) -> None:
    done = repair(text)
    check_edits(text, done.edits)
    assert apply_edits(text, done.edits) == done.text
    assert undo_edits(done.text, done.edits) == text
    assert all(0 <= item.start <= item.end <= len(text) for item in done.residue)
    for at in range(len(done.text)):
        assert done.to_original(Span(at, at + 1)).end <= len(text)


@given(st.integers(0, 10**6), st.sampled_from(list(SITES)))
@settings(max_examples=60, deadline=None)
def test_once_is_enough(seed: int, site: str) -> None:
    rng = random.Random(seed)
    damaged = damage(
        paragraphs(rng, 2), seed=seed, readings=rng.choice(SHARES), cut=seed % 3 == 0, **SITES[site]
    )
    once = repair(damaged).text
    assert repair(once).text == once


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes(data: bytes) -> None:
    repair(decode(data).text)


def random_edits(text: str, rng: random.Random) -> list[Edit]:
    edits: list[Edit] = []
    at = 0
    while at <= len(text):
        if rng.random() < 0.3:
            end = min(len(text), at + rng.randint(0, 3))
            new = "".join(rng.choice("xyz") for _ in range(rng.randint(0, 3)))
            if new != text[at:end]:
                edits.append(Edit(at, end, text[at:end], new, f"r{len(edits)}"))
                at = max(end, at + 1)
                continue
        at += 1
    return edits


@given(st.integers(0, 10**9))
@settings(max_examples=500, deadline=None)
def test_composed_edits_do_what_both_do(seed: int) -> None:
    rng = random.Random(seed)
    text = "".join(rng.choice("abc") for _ in range(rng.randint(0, 14)))
    first = random_edits(text, rng)
    middle = apply_edits(text, first)
    second = random_edits(middle, rng)
    both = compose(first, second, text)
    check_edits(text, both)
    assert apply_edits(text, both) == apply_edits(middle, second)


HOSTILE = [
    "(",
    "?",
    "管?！毕盗",
    "?guī)",
    "家?guī)椭",
    "區(qū",
    "\ud800",
    "\0",
    "“",
    '"中',
    "<div ",
    "<!--",
    "中 ",
    "\n",
]
HOSTILE += [
    "中,",
    "1 ",
    "縣?？",
    " ",
    "\u3000",
    "a>",
    "&#",
    "&amp;",
    "责任编辑：",
    "（来源：",
    "<nav>",
    "1 222",
    "锛銆",
    "鐢插\ufffd1",
    "陳乾書記",
    "的(de)",
    "一 1 ",
    "Â\xa0",
    "“",
    "Ã©Ã¥",
]


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        repair(text)
        return time.process_time() - start

    seconds(1000)
    short, long = seconds(20_000), seconds(80_000)
    assert long < 12 * short + 1.0
