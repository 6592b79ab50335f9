"""Speed and memory of the claims reader beside jieba's posseg and JioNLP's parsers, in one run.

    python bench/claims.py [--documents 2000] [--seconds 8]

The text is made of the development bulletins and of prose between them. jieba and JioNLP come with the extra
``bench``; a peer that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

CASES = Path(__file__).parents[1] / "tests" / "cases" / "claims"
PROSE = (
    "会议强调，要提高政治站位，强化责任担当，以更大力度、更实举措推动各项工作走深走实，不断开创合作共赢的新局面。"
    * 6
)


def bulletins(count: int) -> list[str]:
    """``count`` short bulletins: the development ones in turn, each with prose as real ones have it."""
    texts = [path.read_text("utf-8") + "\n" + PROSE for path in sorted(CASES.glob("*/*.txt"))]
    return [texts[number % len(texts)] for number in range(count)]


def whole_pipeline(text: str) -> None:
    from shanhai.text.claims import read_document
    from shanhai.text.repair import repair

    read_document(repair(text))


def claims_only(text: str) -> None:
    from shanhai.text.claims import read_claims

    read_claims(text)


def posseg(text: str) -> None:
    peer = importlib.import_module("jieba.posseg")
    list(peer.cut(text))


def jionlp(text: str) -> None:
    peer = importlib.import_module("jionlp")
    peer.ner.extract_time(text, time_base=0.0)
    peer.ner.extract_money(text)
    peer.recognize_location(text)


def memory() -> float:
    """Megabytes that the process has used at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rate(work: Callable[[str], None], texts: list[str], seconds: float) -> tuple[float, float]:
    """Characters and documents a second, over as many texts as fit into ``seconds`` after one to warm up."""
    work(texts[0])
    signs = documents = 0
    start = time.perf_counter()
    for text in texts:
        work(text)
        signs, documents = signs + len(text), documents + 1
        if time.perf_counter() - start > seconds:
            break
    spent = time.perf_counter() - start
    return signs / spent, documents / spent


def two_cores(texts: list[str]) -> float:
    """Characters a second of the whole pipeline in two processes."""
    with multiprocessing.Pool(2) as pool:
        pool.map(whole_pipeline, texts[:2])
        start = time.perf_counter()
        pool.map(whole_pipeline, texts, chunksize=50)
        return sum(map(len, texts)) / (time.perf_counter() - start)


def cold_start() -> float:
    """Seconds from nothing to the claims of one bulletin."""
    path = next(iter(sorted(CASES.glob("*/*.txt"))))
    code = f"""from shanhai.text.claims import read_claims
read_claims(open({str(path)!r}, encoding="utf-8").read())"""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=8.0, help="most time for each row")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    texts = bulletins(args.documents)
    long_text = "\n".join(text for text in dict.fromkeys(texts) if "\n第一条" not in text)
    print(
        f"{len(texts)} bulletins of {sum(map(len, texts)) // len(texts)} characters; one of {len(long_text)}"
    )
    print(f"cold start, one bulletin: {cold_start():.2f} s")
    print(f"{'':32}{'characters/s':>14}{'documents/s':>14}{'memory':>14}")
    for name, work in {
        "claims": claims_only,
        "repair and claims": whole_pipeline,
        "jieba posseg": posseg,
        "JioNLP time, money, place": jionlp,
    }.items():
        try:
            signs, documents = rate(work, texts, args.seconds)
        except ImportError as error:
            print(f"{name:32}{'not installed: ' + str(error.name):>28}")
            continue
        print(f"{name:32}{signs:14,.0f}{documents:14,.0f}{memory():11,.0f} MB")
    signs, _ = rate(whole_pipeline, [long_text], args.seconds)
    print(f"{'repair and claims, long text':32}{signs:14,.0f}")
    print(f"{'repair and claims, two cores':32}{two_cores(texts[:600]):14,.0f}")


if __name__ == "__main__":
    main()
