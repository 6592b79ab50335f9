"""Reading snapshots: opened as they were, checked against their hash, compared with today."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shanhai.accounts.models import User
from shanhai.ledger import store
from shanhai.ledger.history import FieldChange
from shanhai.ledger.models import Record, Snapshot, State
from shanhai.ledger.privacy import key_name
from shanhai.ledger.scope import Scope
from shanhai.ledger.selectors import visible_kinds
from shanhai.ledger.services.records import writable_fields
from shanhai.ledger.services.snapshots import frozen_rows
from shanhai.ledger.values import title_of, words_of_text

NEW, CHANGED, VOID, MOVED = "new", "changed", "void", "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """How one row differs today: new, changed (field by field), void, or moved out of pairing or period."""

    model: type[Record]
    number: int
    label: str
    what: str
    changes: tuple[FieldChange, ...] = ()


def is_intact(snapshot: Snapshot) -> bool:
    """True when the store still holds exactly the bytes that were frozen."""
    try:
        data = store.read_bytes(snapshot.sha256)
    except FileNotFoundError:
        return False
    return hashlib.sha256(data).hexdigest() == snapshot.sha256


def frozen_lines(user: User, snapshot: Snapshot, code: str = "") -> Iterator[dict[str, Any]]:
    """The frozen rows the user may see, of all kinds or of one, in their order."""
    scope = Scope.of(user)
    lines = store.read_bytes(snapshot.sha256).splitlines()
    for raw in lines[1:]:
        line = json.loads(raw)
        wanted = not code or line["kind"] == code
        if (
            wanted
            and scope.sees_kind(line["kind"])
            and line["values"]["place_code"].startswith(scope.township)
        ):
            yield line


def kinds_in(user: User, snapshot: Snapshot) -> list[tuple[type[Record], int]]:
    """The kinds of which it holds rows the user may see, with their numbers."""
    if Scope.of(user).township:
        counts = Counter(line["kind"] for line in frozen_lines(user, snapshot))
    else:
        counts = Counter(snapshot.counts)
    return [(model, counts[model.Kind.code]) for model in visible_kinds(user) if counts[model.Kind.code]]


def cells(model: type[Record], line: dict[str, Any]) -> list[str]:
    """The values of a frozen row as people read them, in printing order, with 备注 last."""
    return [words_of_text(model, name, line["values"].get(name, "")) for name in printed(model)]


def printed(model: type[Record]) -> tuple[str, ...]:
    """The columns a frozen row is shown with."""
    return ("year", *model.Kind.field_names(), "note")


def _header(snapshot: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store.read_bytes(snapshot.sha256).partition(b"\n")[0])
    return found


def compare(user: User, snapshot: Snapshot) -> list[Difference]:
    """Every row that is not today what it was, of kinds and places the user may see."""
    then: dict[str, dict[int, dict[str, Any]]] = {}
    for line in frozen_lines(user, snapshot):
        then.setdefault(line["kind"], {})[line["id"]] = line
    found: list[Difference] = []
    for model in visible_kinds(user):
        found += _differences(user, snapshot, model, then.get(model.Kind.code, {}))
    return found


def _differences(
    user: User, snapshot: Snapshot, model: type[Record], then: dict[int, dict[str, Any]]
) -> Iterator[Difference]:
    township, hashed = Scope.of(user).township, _header(snapshot)["key"] == key_name()
    here = {}
    for now in frozen_rows(model, snapshot.pairing, snapshot.year, snapshot.month):
        if now["values"]["place_code"].startswith(township):
            here[now["id"]] = now
    for number, now in here.items():
        if number not in then:
            yield Difference(model, number, now["label"], NEW)
        elif changes := tuple(_changes(model, then[number], now, hashed=hashed)):
            yield Difference(model, number, now["label"], CHANGED, changes)
    for number in then.keys() - here.keys():
        yield _missing(user, model, then[number])


def _missing(user: User, model: type[Record], line: dict[str, Any]) -> Difference:
    """A row that was there: void today, or moved to another pairing or period."""
    record = model.objects.for_user(user).filter(pk=line["id"]).first()
    if record is None or record.state != State.VOID:
        return Difference(model, line["id"], line["label"], MOVED)
    return Difference(
        model,
        line["id"],
        line["label"],
        VOID,
        (FieldChange(title_of(model, "state_reason"), "", record.state_reason),),
    )


def _changes(
    model: type[Record], then: dict[str, Any], now: dict[str, Any], *, hashed: bool
) -> Iterator[FieldChange]:
    """State and values that differ.

    ``hashed``: the hashes are of today's key, so personal data that differs in its hidden digits is told too.
    """
    if then["state"] != now["state"]:
        old, new = (words_of_text(model, "state", line["state"]) for line in (then, now))
        yield FieldChange(title_of(model, "state"), old, new)
    for name in writable_fields(model):
        old, new = (line["values"].get(name, "") for line in (then, now))
        if old != new or (hashed and then["hashes"].get(name) != now["hashes"].get(name)):
            yield FieldChange(
                title_of(model, name), words_of_text(model, name, old), words_of_text(model, name, new)
            )
