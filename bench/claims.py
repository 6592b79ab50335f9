"""Speed and memory of the claims reader beside jieba's posseg and JioNLP's parsers, in one run.

    python bench/claims.py [--documents 2000] [--seconds 8] [--memory]

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

ROUND = 250  # texts
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
    """Characters and documents in a second of one core: the best of the rounds that fit into ``seconds``.

    Time is the processor's, so that other work on the machine counts little. One text warms up.
    """
    work(texts[0])
    best = (0.0, 0.0)
    start = time.process_time()
    for at in range(0, len(texts), ROUND):
        some, begun = texts[at : at + ROUND], time.process_time()
        for text in some:
            work(text)
        spent = time.process_time() - begun
        best = max(best, (sum(map(len, some)) / spent, len(some) / spent))
        if time.process_time() - start > seconds:
            break
    return best


def unseen(texts: list[str]) -> float:
    """Characters a second of the whole pipeline on texts it reads for the first time, after others like them.

    What is kept from text to text (numerals, common pairs of noun and verb) helps here as it does in use.
    """
    different = list(dict.fromkeys(texts))
    for text in different[::2]:
        whole_pipeline(text)
    start = time.process_time()
    for text in different[1::2]:
        whole_pipeline(text)
    return sum(map(len, different[1::2])) / (time.process_time() - start)


def growth() -> tuple[float, float]:
    """Megabytes after 1,000 and after 10,000 short bulletins, none like another in its figures."""
    texts = bulletins(1000)
    sizes = []
    for number in range(10_000):
        text = texts[number % 1000]
        whole_pipeline(text[: len(text) - len(PROSE)] + f"共投入资金{number + 1}.{number % 97}万元。")
        if number + 1 in (1000, 10_000):
            sizes.append(memory())
    return sizes[0], sizes[1]


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
    parser.add_argument("--memory", action="store_true", help="only the memory over 10,000 short bulletins")
    args = parser.parse_args()
    if args.memory:
        print("memory after 1,000 and after 10,000 bulletins: {:.0f} MB, {:.0f} MB".format(*growth()))
        return
    logging.disable(logging.CRITICAL)
    texts = bulletins(args.documents)
    long_text = "\n".join(text for text in dict.fromkeys(texts) if "\n第一条" not in text)
    print(
        f"{len(texts)} bulletins of {sum(map(len, texts)) // len(texts)} characters; one of {len(long_text)}"
    )
    print(f"cold start, one bulletin: {min(cold_start() for _ in range(3)):.2f} s")
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
    print(f"{'repair and claims, unseen texts':32}{unseen(texts):14,.0f}")
    signs, _ = rate(whole_pipeline, [long_text] * 5 * ROUND, args.seconds)
    print(f"{'repair and claims, long text':32}{signs:14,.0f}")
    print(f"{'repair and claims, two cores':32}{two_cores(texts[:600]):14,.0f}")


if __name__ == "__main__":
    main()
