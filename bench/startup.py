"""Cold start of the text commands, beside the Python interpreter alone and JioNLP's import.

Run ``python bench/startup.py`` (extra ``bench`` for the peer). Each figure is the median of fresh processes.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

RUNS = 7
BULLETIN = "2021年以来，南湖区选派12名医生到若尔盖县支医，投入帮扶资金300万元，东西部协作成效明显。\n"
COMMAND = "import sys; from shanhai.cli import main; sys.argv[1:] = {arguments!r}; main()"


def seconds(code: str) -> float:
    """Median wall time of ``python -c code`` from start to end."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    """Print one line a program."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bulletin.txt"
        file.write_text(BULLETIN, "utf-8")
        programs = {
            "python alone": "pass",
            "shanhai --help": COMMAND.format(arguments=["--help"]),
            "shanhai repair, one bulletin": COMMAND.format(arguments=["repair", str(file)]),
            "shanhai claims, one bulletin": COMMAND.format(arguments=["claims", str(file)]),
        }
        if find_spec("jionlp"):
            programs["import jionlp, one bulletin"] = f"import jionlp; jionlp.extract_money({BULLETIN!r})"
        for name, code in programs.items():
            print(f"{name:32} {seconds(code) * 1000:8.0f} ms")


if __name__ == "__main__":
    main()
