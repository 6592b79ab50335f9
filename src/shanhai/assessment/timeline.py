"""A pairing's years (大事记): agreements, meetings, visits and batches of people, year by year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from shanhai.accounts.models import User
from shanhai.ledger.covers import COUNTED
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.scope import Scope

SOURCES = (
    ("agreement", "signed_on", Q()),
    ("meeting", "held_on", Q(category="joint")),
    ("visit", "started_on", Q(level__in=["heads", "leaders"])),
    ("posting", "arrived_on", ~Q(batch="")),
)
"""What makes history: kind, day, and which of its rows."""
MOST_A_SOURCE = 400
MOST_A_YEAR = 12


@dataclass(slots=True)
class Year:
    """One year of a pairing, its events by day; ``more`` were left out."""

    year: int
    events: list[tuple[date | None, Record]] = field(default_factory=list)
    more: int = 0


def timeline(user: User, pairing: Pairing) -> list[Year]:
    """The years in which something happened, newest first; a batch of people is one event."""
    scope = Scope.of(user)
    years: dict[int, list[tuple[date | None, Record]]] = defaultdict(list)
    batches: set[Any] = set()
    for code, day, chosen in SOURCES:
        if not scope.sees_kind(code):
            continue
        model = kind(code)
        rows = model.objects.for_user(user).filter(chosen, pairing=pairing, state__in=COUNTED)
        for row in rows.order_by(f"-{day}", "-pk")[:MOST_A_SOURCE]:
            batch = (row.year, getattr(row, "batch", None))
            if code == "posting" and batch in batches:
                continue
            batches.add(batch)
            years[row.year].append((getattr(row, day), row))
    return [_year(number, years[number]) for number in sorted(years, reverse=True)]


def _year(number: int, events: list[tuple[date | None, Record]]) -> Year:
    ordered = sorted(events, key=lambda event: (event[0] is None, event[0] or date.max), reverse=True)
    return Year(number, ordered[:MOST_A_YEAR], max(len(ordered) - MOST_A_YEAR, 0))


def in_post(user: User, pairing: Pairing, day: date, limit: int = 30) -> tuple[list[Record], int]:
    """The people in post on a day who are named in the ledger, the newest first, and how many they are."""
    if not Scope.of(user).sees_kind("posting"):
        return [], 0
    rows = kind("posting").objects.for_user(user).filter(
        Q(left_on__isnull=True) | Q(left_on__gte=day),
        Q(due_on__isnull=True) | Q(due_on__gte=day) | Q(left_on__gte=day),
        pairing=pairing, state__in=COUNTED, arrived_on__lte=day,
    ).exclude(person_name="")  # fmt: skip
    people: dict[tuple[str, str], Record] = {}
    for row in rows.order_by("-arrived_on", "-pk"):
        people.setdefault((row.person_name, row.birth), row)
    return list(people.values())[:limit], len(people)


def open_issues(user: User, pairing: Pairing, limit: int = 10) -> tuple[list[Record], int]:
    """Findings not closed, the earliest deadline first, and how many they are."""
    if not Scope.of(user).sees_kind("issue"):
        return [], 0
    rows = (
        kind("issue")
        .objects.for_user(user)
        .filter(pairing=pairing, state__in=COUNTED, closed_on__isnull=True)
    )
    return list(rows.order_by("due_on", "pk")[:limit]), rows.count()


def projects(user: User, pairing: Pairing, year: int, limit: int = 10) -> tuple[list[Record], int]:
    """The projects of a year, the largest first, and how many they are."""
    if not Scope.of(user).sees_kind("project"):
        return [], 0
    rows = kind("project").objects.for_user(user).filter(pairing=pairing, state__in=COUNTED, year=year)
    return list(rows.order_by("-total", "pk")[:limit]), rows.count()
