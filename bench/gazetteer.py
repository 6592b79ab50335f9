"""The gazetteer and the place grammar: load, memory and speed, beside jieba's part-of-speech tagger.

Run ``python bench/gazetteer.py`` (extra ``bench``). Every figure is of a fresh process; the texts are made of
our own sentences. jieba's posseg marks place names as ``ns``: no codes, no townships, no nesting, so it is a
peer for finding names only.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases" / "grammar" / "places.tsv"


def sentences() -> list[str]:
    """The sentences of our table of place cases."""
    rows = CASES.read_text("utf-8").splitlines()
    return [row.split("\t")[0] for row in rows if row and not row.startswith("#")][1:]


def documents(count: int) -> list[str]:
    """Bulletins of about 300 signs: eight sentences of place names with plain prose between."""
    prose = "双方围绕产业、劳务、人才和消费协作深入交流，明确下一步工作重点，确保各项任务落到实处。"
    lines = sentences()
    return ["。".join(lines[(n * 7 + k) % len(lines)] + "，" + prose for k in range(5)) for n in range(count)]


def shanhai() -> dict[str, float]:
    """Load and throughput of our own place grammar."""
    began = time.perf_counter()
    from shanhai.text.gazetteer import gazetteer
    from shanhai.text.grammar.place import find_places

    imported = time.perf_counter()
    gazetteer().get("530326")
    upper = time.perf_counter()
    find_places("会泽县大桥乡")
    ready = time.perf_counter()
    return {
        "import ms": (imported - began) * 1000,
        "table ms": (upper - imported) * 1000,
        "first text ms": (ready - upper) * 1000,
        **_throughput(find_places),
    }


def posseg() -> dict[str, float]:
    """Load and throughput of jieba's tagger on the same texts."""
    began = time.perf_counter()
    import jieba
    from jieba import posseg as tagger

    jieba.setLogLevel(60)
    imported = time.perf_counter()
    next(iter(tagger.cut("会泽县大桥乡")))
    ready = time.perf_counter()
    return {
        "import ms": (imported - began) * 1000,
        "first text ms": (ready - imported) * 1000,
        **_throughput(lambda text: [w for w in tagger.cut(text) if w.flag == "ns"]),
    }


def _throughput(find: Callable[[str], Sequence[object]]) -> dict[str, float]:
    """Characters a second, the best of three rounds over 200 documents, and the peak of memory."""
    texts = documents(200)
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        found = sum(len(find(text)) for text in texts)
        spent.append(time.perf_counter() - began)
    return {
        "chars/s": sum(map(len, texts)) / min(spent),
        "places": found,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def bare_process() -> dict[str, float]:
    """What an empty Python process takes."""
    return {"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


RUNS = {"empty": bare_process, "shanhai": shanhai, "jieba.posseg": posseg}


def main() -> None:
    """Run each contestant in a process of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=RUNS)
    only = parser.parse_args().only
    if only:
        print(json.dumps(RUNS[only]()))
        return
    for name in RUNS:
        done = subprocess.run([sys.executable, __file__, "--only", name], capture_output=True, text=True)
        if done.returncode:
            print(f"{name:14} not run: {done.stderr.strip().splitlines()[-1]}")
            continue
        figures = json.loads(done.stdout)
        print(f"{name:14} " + "  ".join(f"{key} {value:,.0f}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
