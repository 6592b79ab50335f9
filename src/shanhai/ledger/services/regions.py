"""The gazetteer as a table: loaded by `shanhai migrate`, so that every installation has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction

from shanhai.ledger.models import Region
from shanhai.text.gazetteer import Division, gazetteer, lineage
from shanhai.text.gazetteer.model import LEVELS

FIELDS = ("name", "short", "level", "parent_id", "since", "until", "successors")


@transaction.atomic
def load_regions() -> int:
    """Bring the region table in line with the packed gazetteer; how many rows were new or changed.

    A code that several divisions held one after the other is one row, told of its present or last holder.
    Codes that a later gazetteer no longer knows stay: records may refer to them.
    """
    there = {code: values for code, *values in Region.objects.values_list("code", *FIELDS)}
    changed = [row for row in _rows() if there.get(row.code) != [getattr(row, name) for name in FIELDS]]
    Region.objects.bulk_create(
        changed,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name.removesuffix("_id") for name in FIELDS],
    )
    return len(changed)


def _rows() -> Iterator[Region]:
    """One unsaved row a code, each after the row of its parent."""
    held: set[str] = set()
    for level in LEVELS:
        codes = dict.fromkeys(division.code for division in gazetteer().iter(level))
        for division in filter(None, map(gazetteer().get, codes)):
            yield _row(division, _parent(division, held))
        held.update(codes)


def _parent(division: Division, held: Iterable[str]) -> str | None:
    """The nearest code above that has a row: a district of Shanghai stands directly under 310000."""
    above = (division.parent_code, *lineage(division.code))
    return next((code for code in above if code != division.code and code in held), None)


def _row(division: Division, parent: str | None) -> Region:
    return Region(
        code=division.code,
        name=division.name,
        short=division.short or division.name,
        level=division.level,
        parent_id=parent,
        since=str(division.since or ""),
        until=str(division.until or ""),
        successors=list(division.successors),
    )
