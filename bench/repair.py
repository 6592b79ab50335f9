"""Text repair beside OpenCC t2s and ftfy.fix_text, in the same run: MB/s, peak memory, growth to 50 MB.

    python bench/repair.py [--huge] [--hostile]

Megabytes are of UTF-8. Texts are our own random bulletins (tests/text/repair/sentences.py), clean and
damaged at byte level (tests/damage.py).
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import ftfy
from opencc import OpenCC

from shanhai.text.repair import repair
from tests.damage import damage
from tests.text.repair.sentences import paragraphs

SIZE = 300_000  # characters
HOSTILE = {
    "brackets": "(",
    "closed": "()",
    "readings": "(qū)",
    "question marks": "?",
    "shifted pairs": "專家?guī)椭",
    "marked": "協(xié)",
}
SAMPLE = 5_000  # characters that warm up


def texts() -> tuple[str, str]:
    """A clean text and the same damaged, of about ``SIZE`` characters."""
    clean: list[str] = []
    damaged: list[str] = []
    seed = 0
    while sum(map(len, clean)) < SIZE:
        clean.append(paragraphs(random.Random(seed)))
        damaged.append(damage(clean[-1], seed=seed, readings=0.5, doubled=0.3, indent="??"))
        seed += 1
    return "\n".join(clean), "\n".join(damaged)


def speed(work: Callable[[str], object], text: str) -> float:
    """Best of three, in MB/s."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work(text)
        best = min(best, time.perf_counter() - start)
    return len(text.encode()) / 1e6 / best


def peak(text: str) -> float:
    """Peak of Python's own memory while repairing, in MB."""
    tracemalloc.start()
    repair(text)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hostile", action="store_true", help="show the time growing on hostile input")
    parser.add_argument("--huge", action="store_true", help="show the time growing to 50 MB")
    args = parser.parse_args()
    clean, damaged = texts()
    repair(damaged[:SAMPLE]), ftfy.fix_text(damaged[:SAMPLE])  # load the tables
    gc.freeze()  # else the collector walks over pypinyin's dictionary, which only the damage simulator needs
    convert = OpenCC("t2s").convert
    print(f"{'':<10}{'repair':>10}{'ftfy':>10}{'OpenCC':>10}{'ratio':>8}   (MB/s; ratio to ftfy)")
    for name, text in (("clean", clean), ("damaged", damaged)):
        ours, theirs = speed(repair, text), speed(ftfy.fix_text, text)
        print(f"{name:<10}{ours:>10.2f}{theirs:>10.2f}{speed(convert, text):>10.1f}{ours / theirs:>8.2f}")
    size = len(clean.encode()) / 1e6
    print(f"peak memory for {size:.1f} MB: clean {peak(clean):.0f} MB, damaged {peak(damaged):.0f} MB")
    for name, unit in HOSTILE.items() if args.hostile else ():
        for megabytes in (1, 2, 4):
            text = unit * (megabytes * 1_000_000 // len(unit.encode()))
            start = time.perf_counter()
            repair(text)
            print(f"{name:<14}{megabytes:3d} MB  {time.perf_counter() - start:6.2f} s")
    for megabytes in (1, 5, 10, 25, 50) if args.huge else ():
        # numbered lines: repeated ones would be taken for repeated bodies
        lines = clean.split("\n")
        times = megabytes * 1_000_000 // len(clean.encode()) + 1
        text = "\n".join(f"{line}{i}" for i in range(times) for line in lines)
        start = time.perf_counter()
        repair(text)
        print(f"{len(text.encode()) / 1e6:6.1f} MB  {time.perf_counter() - start:6.2f} s")


if __name__ == "__main__":
    main()
