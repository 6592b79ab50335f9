"""Write `claim_confidence.tsv`: how often a claim of each measure is right on bulletins the rules never saw.

    python bench/claim_confidence.py

Counted on `tests/cases/claims/test/` alone: on the part that rules were written by they look surer than they
are. The share is smoothed towards that of all claims, so that a measure seen twice is not called certain.
Run it after the rules or the bulletins have changed.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from shanhai.text.claims import read_claims
from shanhai.text.lexicon import measures

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "claims"
TARGET = ROOT / "src" / "shanhai" / "text" / "lexicon" / "claim_confidence.tsv"
WEIGHT = 8  # so many claims of average luck are added to each measure


def gold_keys(table: Path) -> Counter[tuple[str, Decimal, str]]:
    """Measure, value and unit of each row of a gold table, optional rows as well."""
    header, *lines = table.read_text("utf-8").splitlines()
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=False)) for line in lines if line]
    return Counter((row["measure"], Decimal(row["value"].lstrip("~")), row["unit"]) for row in rows)


def main() -> None:
    told: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for table in sorted(CASES.glob("test/*.tsv")):
        gold = gold_keys(table)
        for claim in read_claims(table.with_suffix(".txt").read_text("utf-8")):
            key = (claim.measure, claim.value, claim.unit)
            told[claim.measure] += 1
            right[claim.measure] += gold[key] > 0
            gold[key] -= 1
    average = right.total() / told.total()
    lines = [
        "# Share of right claims on bulletins the rules never saw; written by bench/claim_confidence.py."
    ]
    lines.append("measure\tshare")
    for measure in measures():
        share = (right[measure] + WEIGHT * average) / (told[measure] + WEIGHT)
        lines.append(f"{measure}\t{share:.2f}")
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{told.total()} claims, {average:.3f} right; {TARGET.name} written")


if __name__ == "__main__":
    main()
