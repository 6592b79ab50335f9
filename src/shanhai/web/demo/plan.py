"""The plan of the demonstration data: ``examples/demo.toml``, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class DemoUser:
    """One log-in. ``kinds`` limits a department to its own ledgers."""

    username: str
    name: str
    role: str
    region: str = ""
    unit: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoPairing:
    """One pairing, known in the plan by ``key``; ``after`` is the key of its predecessor."""

    key: str
    east: str
    west: str
    since: date
    level: str = "county"
    regime: str = "cooperation"
    until: date | None = None
    basis: str = ""
    note: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """One organisation of a region."""

    name: str
    type: str
    region: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A row of a workbook that the other side sends back."""

    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class DemoWorkbook:
    """One workbook: whose, into which ledger, and what the other side has done about its rows.

    Rows up to the year ``confirmed_until`` are confirmed by the user ``confirmed_by``. ``report`` false
    leaves all rows as drafts.
    """

    file: str
    kind: str
    pairing: str
    by: str
    report: bool = True
    confirmed_by: str = ""
    confirmed_until: int = 0
    returned: tuple[Returned, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One claim that is decided on: the measure and the figure find it.

    ``row`` names the ledger row of ``year`` it backs; without one a new record is made from it, with
    ``values`` that the reviewer adds to what the claim tells.
    """

    measure: str
    value: int
    row: str = ""
    year: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class DemoBulletin:
    """One bulletin, with the few claims that are decided on; the others are left for the walk-through."""

    file: str
    by: str
    published: date | None = None
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoTargets:
    """The targets of one pairing and year by indicator (money in 万元), signed when a day is given."""

    pairing: str
    year: int
    by: str
    values: Mapping[str, int]
    document: str = ""
    signed_on: date | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """All of the plan, with the folder the files lie in."""

    folder: Path
    users: tuple[DemoUser, ...]
    pairings: tuple[DemoPairing, ...]
    organisations: tuple[DemoOrganisation, ...]
    workbooks: tuple[DemoWorkbook, ...]
    bulletins: tuple[DemoBulletin, ...]
    targets: tuple[DemoTargets, ...]


def examples_folder() -> Path:
    """Where the examples lie: in the source tree. ``ValidationError`` for an installation without it."""
    folder = Path(__file__).parents[4] / "examples"
    if not (folder / "demo.toml").is_file():
        raise ValidationError("找不到 examples 文件夹，示例随源代码提供 (examples come with the source tree)")
    return folder


def read_plan() -> Plan:
    """Read the plan; an unknown key is an error (``TypeError``), not ignored."""
    folder = examples_folder()
    told = tomllib.loads((folder / "demo.toml").read_text("utf-8"))
    return Plan(
        folder=folder,
        users=_all(DemoUser, told["user"]),
        pairings=_all(DemoPairing, told["pairing"]),
        organisations=_all(DemoOrganisation, told["organisation"]),
        workbooks=_all(DemoWorkbook, told["workbook"], returned=Returned),
        bulletins=_all(DemoBulletin, told["bulletin"], decisions=Decision),
        targets=_all(DemoTargets, told["targets"]),
    )


T = TypeVar("T")


def _all(made: type[T], rows: list[dict[str, Any]], **parts: type[Any]) -> tuple[T, ...]:
    """One ``made`` a table; lists become tuples, tables inside become what ``parts`` says."""
    return tuple(_one(made, row, parts) for row in rows)


def _one(made: type[T], row: dict[str, Any], parts: dict[str, type[Any]]) -> T:
    values = dict(row)
    for name, part in parts.items():
        values[name] = _all(part, row.get(name, []))
    return made(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    )
