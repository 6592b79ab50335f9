"""Shuffled text is said to be shuffled, and sound text of every style is not."""

from __future__ import annotations

import random
import re
from pathlib import Path

from shanhai.text.repair import repair
from shanhai.text.repair.shuffled import LEAST
from tests.text.repair.sentences import paragraphs
from tests.text.repair.test_cases import CASES, UNCHANGED, rows, unescape

ROOT = Path(__file__).parents[3]
BULLETINS = sorted((ROOT / "tests" / "cases" / "claims").rglob("*.txt"))
EXAMPLES = sorted((ROOT / "examples" / "bulletins").glob("*"))
HAN = re.compile(r"[\u4e00-\u9fff]")


def kinds(text: str) -> set[str]:
    return {item.kind for item in repair(text).residue}


def shuffled(text: str, rng: random.Random) -> str:
    """``text`` with its ideographs in random order; everything else stays."""
    chars = HAN.findall(text)
    rng.shuffle(chars)
    rest = iter(chars)
    return HAN.sub(lambda _: next(rest), text)


def test_sound_styles() -> None:
    """Poems, primers, names, dialect, prescriptions have few words of today's prose in them."""
    assert not [
        text for _, text, _ in rows(CASES / UNCHANGED) if kinds(unescape(text)) & {"shuffled", "spun"}
    ]


def test_sound_bulletins() -> None:
    texts = [path.read_text("utf-8") for path in (*BULLETINS, *EXAMPLES) if path.suffix == ".txt"]
    texts += [paragraphs(random.Random(seed), 8) for seed in range(200)]
    assert len(texts) > 300
    assert not [text[:40] for text in texts if kinds(text) & {"shuffled", "spun"}]


def test_shuffled_bulletins() -> None:
    rng = random.Random(0)
    texts = [path.read_text("utf-8") for path in BULLETINS]
    texts = [text for text in texts if any(len(HAN.findall(line)) > LEAST for line in text.split("\n"))]
    found = sum("shuffled" in kinds(shuffled(text, rng)) for text in texts)
    assert found >= 0.9 * len(texts) > 90


def test_points_out_of_order() -> None:
    done = repair("会议提出：三是加强考核。一是强化领导；二是加大投入。")
    (item,) = done.residue
    assert (item.kind, done.original[item.start : item.end]) == (
        "shuffled",
        "三是加强考核。一是强化领导；二是",
    )
    assert item.reason
