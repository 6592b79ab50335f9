"""The gazetteer: looking divisions up by code, by name, by parent and by time.

Nothing is read before the first question; townships are read only when one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, cached_property

from shanhai.text.gazetteer import pack
from shanhai.text.gazetteer.model import Division, Level, lineage, within
from shanhai.text.gazetteer.pairings import Pairing, pairings


class Gazetteer:
    """All divisions of the packed table. Use :func:`gazetteer`, which makes only one."""

    def get(self, code: str, on: date | None = None) -> Division | None:
        """The division that holds ``code``: on the day ``on``, else today's, else the last holder.

        A nine-digit code may be 民政部's or 统计局's. None when no division has the code (on that day).
        """
        if len(code) == 6:
            held = self._by_code.get(code, ())
        else:
            held = self._townships_by_code.get(code) or self._townships_by_nbs_code.get(code, ())
        if on is not None:
            held = tuple(d for d in held if d.valid_in(on.year))
        return max(held, key=_recency, default=None)

    def named(self, name: str) -> tuple[Division, ...]:
        """Every division, present or former, that is written ``name`` in full, short or as an alias."""
        return self._by_name.get(name, ()) + self.townships_named(name)

    def townships_named(self, name: str) -> tuple[Division, ...]:
        """Every township with the full name ``name``; there are 82 of the name 城关镇.

        乌镇 stands for 乌镇镇, as people write it.
        """
        fulls = (name, name + "镇") if name.endswith("镇") else (name,)
        return tuple(
            _township(full, mca, nbs)
            for full in fulls
            for mca, nbs in pack.township_codes(self._townships.get(full, ""))
        )

    def is_township_name(self, name: str) -> bool:
        """Is there a township that is written ``name`` anywhere?"""
        return name in self._townships or (name.endswith("镇") and name + "镇" in self._townships)

    def children(self, code: str) -> tuple[Division, ...]:
        """The present divisions directly below ``code``, by code."""
        if len(code) == 6 and not code.endswith("00"):
            return self._townships_of.get(code, ())
        return self._children.get(code, ())

    def parent(self, division: Division) -> Division | None:
        """The division above, in the time of ``division``; None for a province."""
        held = self._by_code.get(division.parent_code, ())
        year = division.until
        fitting = [d for d in held if year is None or d.valid_in(year)] or held
        return max(fitting, key=_recency, default=None)

    def iter(self, level: Level) -> Iterator[Division]:
        """Every division of ``level``, present and former, by code."""
        if level == "township":
            return (d for held in self._townships_of.values() for d in held)
        return (d for d in self.divisions if d.level == level)

    def successor_of(self, code: str) -> Division | None:
        """What the division with ``code`` is today: itself, or the end of its line of successors.

        None when the code is unknown or the line breaks off (dissolved into nothing that the sources name).
        """
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            division = self.get(code)
            if division is None or division.current:
                return division
            code = division.successors[0] if division.successors else ""
        return None

    def path(self, code: str) -> tuple[str, ...]:
        """The codes above ``code`` that divisions hold, nearest first: 530326 → 530300, 530000."""
        known = self._paths.get(code)
        if known is None:
            known = self._paths[code] = tuple(c for c in lineage(code) if c in self._by_code)
        return known

    def is_east(self, code: str, year: int | None = None) -> bool:
        """Does a pairing on record (of ``year``, or ever) name ``code`` or its region as the giving side?

        A prior only: the text decides. Both sides may hold for a region that changed roles (重庆, 河北).
        """
        return any(within(code, p.east) for p in pairings() if p.in_force(year))

    def is_west(self, code: str, year: int | None = None) -> bool:
        """Does a pairing on record name ``code`` or its region as the receiving side? See :meth:`is_east`."""
        return any(within(code, p.west) for p in pairings() if p.in_force(year))

    def pairings_of(self, code: str, year: int | None = None) -> tuple[Pairing, ...]:
        """The regional pairings on record that ``code`` falls under, on either side."""
        return tuple(
            p for p in pairings() if p.in_force(year) and (within(code, p.east) or within(code, p.west))
        )

    @cached_property
    def divisions(self) -> tuple[Division, ...]:
        """Every division from province to county, present and former, by code."""
        return tuple(pack.read_divisions())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every way to write a division from province to county, each once."""
        return tuple(self._by_name)

    def upper_named(self, name: str) -> tuple[Division, ...]:
        """As :meth:`named`, without townships: reads no township table."""
        return self._by_name.get(name, ())

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _by_code(self) -> dict[str, tuple[Division, ...]]:
        return _grouped((d.code, d) for d in self.divisions)

    @cached_property
    def _by_name(self) -> dict[str, tuple[Division, ...]]:
        return _grouped((name, d) for d in self.divisions for name in (d.name, d.short, *d.aliases) if name)

    @cached_property
    def _children(self) -> dict[str, tuple[Division, ...]]:
        return _grouped((d.parent_code, d) for d in self.divisions if d.current)

    @cached_property
    def _townships(self) -> dict[str, str]:
        return pack.read_townships()

    @cached_property
    def _townships_of(self) -> dict[str, tuple[Division, ...]]:
        made = (d for name in self._townships for d in self.townships_named(name))
        return _grouped((d.parent_code, d) for d in sorted(made, key=lambda d: d.code))

    @cached_property
    def _townships_by_code(self) -> dict[str, tuple[Division, ...]]:
        return _grouped((d.code, d) for held in self._townships_of.values() for d in held)

    @cached_property
    def _townships_by_nbs_code(self) -> dict[str, tuple[Division, ...]]:
        return _grouped((d.nbs_code, d) for held in self._townships_of.values() for d in held)


def _township(name: str, mca: str, nbs: str) -> Division:
    code = mca or nbs
    # A township that only 统计局 lists was gone from 民政部's later list: it ended after 2023.
    until = None if mca else 2023
    aliases = (name[:-1],) if name.endswith("镇镇") else ()
    return Division(code, name, "township", "", aliases, code[:6], None, until, (), (), nbs or code)


def _recency(division: Division) -> tuple[int, int]:
    return division.until or 9999, division.since or 0


def _grouped(pairs: Iterable[tuple[str, Division]]) -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for key, division in pairs:
        found.setdefault(key, []).append(division)
    return {key: tuple(held) for key, held in found.items()}


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process."""
    return Gazetteer()
