"""Text repair beside OpenCC t2s and ftfy.fix_text, in the same run: MB/s, memory, growth, hostile text.

    python bench/repair.py [--huge] [--hostile]

Megabytes are of UTF-8; times are of the processor, so that other work on the machine disturbs them little.
«text» is what ftfy gives too; «edits» also looks at the edits and at what could not be repaired, which are
worked out when somebody looks. Texts are our own random bulletins (tests/text/repair/sentences.py), clean and
damaged at byte level (tests/damage.py). Hostile texts each run in a process of their own, for their memory.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import ftfy
from opencc import OpenCC

from shanhai.text.repair import decode, repair
from tests.damage import damage
from tests.text.repair.sentences import paragraphs

SIZE = 300_000  # characters
HOSTILE = {
    "brackets": "(",
    "closed": "()",
    "readings": "(qū)",
    "question marks": "?",
    "lost bytes": "管?！毕盗",
    "shifted pairs": "專家?guī)椭",
    "marked": "協(xié)",
    "lone surrogates": "\ud800",
    "surrogates, traditional": "縣\ud800",
    "NULs": "\0",
    "quotation marks": "“",
    "tags": "<p>",
    "wrong encoding": "Ã©Ã¥",
    "names": "陳乾書記",
    "random bytes": "",
}
SIZES = (2, 5, 10)  # megabytes of hostile text
fork = multiprocessing.get_context("fork")
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
    """Best of five, in MB/s."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return len(text.encode()) / 1e6 / best


def whole(text: str) -> None:
    """Repair and look at everything."""
    done = repair(text)
    len(done.edits), len(done.residue)


def hostile(name: str, megabytes: int) -> None:
    """Print time and memory of one hostile text; runs in a process of its own."""
    unit = HOSTILE[name]
    size = megabytes * 1_000_000
    text = unit * (size // len(unit.encode("utf-8", "surrogatepass"))) if unit else ""
    text = text or decode(random.Random(0).randbytes(size)).text
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    done = repair(text)
    shown = time.process_time() - start
    edits = len(done.edits)
    seconds = time.process_time() - start
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    print(f"{name:<24}{megabytes:3d} MB{shown:9.2f} s{seconds:9.2f} s{edits:10d}{memory:9.0f} MB", flush=True)


def peak(text: str) -> float:
    """Peak of Python's own memory while repairing, in MB."""
    tracemalloc.start()
    whole(text)
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
    heads = ("text", "edits", "ftfy", "OpenCC", "text/ftfy", "edits/ftfy")
    print(f"{'MB/s':<10}" + "".join(f"{head:>11}" for head in heads))
    for name, text in (("clean", clean), ("damaged", damaged)):
        rates = [speed(work, text) for work in (repair, whole, ftfy.fix_text, convert)]
        rates += [rates[0] / rates[2], rates[1] / rates[2]]
        print(f"{name:<10}" + "".join(f"{rate:>11.2f}" for rate in rates))
    size = len(clean.encode()) / 1e6
    print(f"peak memory for {size:.1f} MB: clean {peak(clean):.0f} MB, damaged {peak(damaged):.0f} MB")
    if args.hostile:
        print(f"{'hostile':<30}{'text':>10}{'edits':>11}{'edits':>10}{'memory':>12}", flush=True)
        for name in HOSTILE:
            for megabytes in SIZES:
                child = fork.Process(target=hostile, args=(name, megabytes))
                child.start()
                child.join()
    for megabytes in (1, 5, 10, 25, 50) if args.huge else ():
        # numbered lines: repeated ones would be taken for repeated bodies
        lines = clean.split("\n")
        times = megabytes * 1_000_000 // len(clean.encode()) + 1
        text = "\n".join(f"{line}{i}" for i in range(times) for line in lines)
        start = time.process_time()
        repair(text)
        print(f"{len(text.encode()) / 1e6:6.1f} MB  {time.process_time() - start:6.2f} s")


if __name__ == "__main__":
    main()
