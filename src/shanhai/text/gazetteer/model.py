"""What an administrative division is, and how its code tells its level."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["province", "prefecture", "county", "township"]

LEVELS: tuple[Level, ...] = ("province", "prefecture", "county", "township")


class Division(NamedTuple):
    """One division under one code and one name, for the years in which it had both.

    ``code`` has six digits (GB/T 2260), a township nine (GB/T 10114). A division that changes its name
    or its code becomes another ``Division``, joined by ``predecessors`` and ``successors`` (codes).
    ``since`` and ``until`` are years, because the code books are yearly: in the year of a change both
    names hold. ``since`` None: already so in 1985; ``until`` None: still so. ``nbs_code`` is the code of
    统计局 where it differs from that of 民政部, else equal to ``code``.
    """

    code: str
    name: str
    level: Level
    short: str
    aliases: tuple[str, ...]
    parent_code: str
    since: int | None
    until: int | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    nbs_code: str

    @property
    def current(self) -> bool:
        """Does the division exist today under this name and code?"""
        return self.until is None

    def valid_in(self, year: int) -> bool:
        """Did the division have this name and code at some time of ``year``?"""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


def level_of(code: str) -> Level:
    """The level that a code of six or nine digits stands for: ``530326`` is a county."""
    if len(code) == 9:
        return "township"
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def lineage(code: str) -> tuple[str, ...]:
    """The codes above ``code`` by its digits, nearest first: ``530326102`` → 530326, 530300, 530000.

    Not every one need exist: districts of Shanghai stand directly under 310000.
    """
    county, prefecture, province = code[:6], code[:4] + "00", code[:2] + "0000"
    return tuple(dict.fromkeys(c for c in (county, prefecture, province) if c != code))


def within(code: str, outer: str) -> bool:
    """Is ``code`` the division ``outer`` or a part of it, judged by the digits?"""
    if len(outer) == 6:
        outer = outer.removesuffix("00").removesuffix("00")
    return code.startswith(outer)
