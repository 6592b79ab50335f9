"""The packed table: one zip archive with two TSV members, divisions and townships.

The archive is an ordinary zip file, so that anyone can look into it; townships are a member of their own
because most questions never need them. ``NOTICE`` travels inside.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from shanhai.text.gazetteer.model import Division, level_of

PACKED = Path(__file__).with_name("gazetteer.zip")
_NOTICE = Path(__file__).with_name("NOTICE")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time stamp: equal sources give an equal file

TownshipRow = tuple[str, str, str]
"""Name, code by 民政部, code by 统计局; either code may be empty, not both."""


def write(path: Path, divisions: Iterable[Division], townships: Iterable[TownshipRow]) -> None:
    """Write the archive; rows are sorted so that a rebuild from the same sources is byte-identical."""
    lines = sorted("\t".join(_cells(d)) for d in divisions)
    named: dict[str, list[str]] = {}
    for name, mca, nbs in sorted(townships):
        named.setdefault(name, []).append(mca if mca == nbs else f"{mca}/{nbs}")
    members = {
        "divisions.tsv": "\n".join(lines),
        "townships.tsv": "\n".join(f"{name}\t{' '.join(codes)}" for name, codes in named.items()),
        "NOTICE": _NOTICE.read_text("utf-8"),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            archive.writestr(info, text, zipfile.ZIP_DEFLATED, 9)


def _cells(d: Division) -> tuple[str, ...]:
    return (
        d.code,
        d.name,
        d.short,
        " ".join(d.aliases),
        d.parent_code,
        str(d.since or ""),
        str(d.until or ""),
        " ".join(d.predecessors),
        " ".join(d.successors),
        d.nbs_code if d.nbs_code != d.code else "",
    )


def _lines(member: str) -> list[str]:
    with zipfile.ZipFile(PACKED) as archive:
        return archive.read(member).decode("utf-8").split("\n")


def read_divisions() -> list[Division]:
    """Every division from province to county, present and former, ordered by code."""
    found = []
    for line in _lines("divisions.tsv"):
        code, name, short, aliases, parent, since, until, before, after, nbs = line.split("\t")
        found.append(
            Division(
                code=code,
                name=name,
                level=level_of(code),
                short=short,
                aliases=tuple(aliases.split()),
                parent_code=parent,
                since=int(since) if since else None,
                until=int(until) if until else None,
                predecessors=tuple(before.split()),
                successors=tuple(after.split()),
                nbs_code=nbs or code,
            )
        )
    return found


def read_townships() -> dict[str, str]:
    """The codes of all townships by full name, still packed: see :func:`township_codes`."""
    return dict(line.split("\t") for line in _lines("townships.tsv"))


def township_codes(packed: str) -> Iterator[tuple[str, str]]:
    """The codes (民政部, 统计局; one may be empty) in one packed entry: ``530326102/530326103 …``."""
    for entry in packed.split():
        mca, slash, nbs = entry.partition("/")
        yield mca, nbs if slash else mca
