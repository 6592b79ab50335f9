"""Reading snapshots: opened as they were, checked against their hash, compared with today."""

from __future__ import annotations

import hashlib
import io
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

Line = dict[str, Any]
"""One frozen row, as ``services.snapshots`` writes it."""
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
    """The frozen rows the user may see, of all kinds or of one, in their order: by kind, then by number."""
    scope = Scope.of(user)
    # Inside a text a quotation mark is escaped, so this stands only where the line names its kind.
    named = f'"kind":"{code}"'.encode() if code else b""
    lines = io.BytesIO(store.read_bytes(snapshot.sha256))
    next(lines)
    for raw in lines:
        if named in raw:
            line = json.loads(raw)
            if scope.sees_kind(line["kind"]) and line["values"]["place_code"].startswith(scope.township):
                yield line


def kinds_in(user: User, snapshot: Snapshot) -> list[tuple[type[Record], int]]:
    """The kinds of which it holds rows the user may see, with their numbers."""
    if Scope.of(user).township:
        counts = Counter(line["kind"] for line in frozen_lines(user, snapshot))
    else:
        counts = Counter(snapshot.counts)
    return [(model, counts[model.Kind.code]) for model in visible_kinds(user) if counts[model.Kind.code]]


def rows_seen(user: User, snapshot: Snapshot) -> int | None:
    """How many of its rows the user may see; None for a township, for which all would have to be read."""
    if Scope.of(user).township:
        return None
    counts: dict[str, int] = snapshot.counts
    return sum(counts.get(model.Kind.code, 0) for model in visible_kinds(user))


def cells(model: type[Record], line: dict[str, Any]) -> list[str]:
    """The values of a frozen row as people read them, in printing order, with 备注 last."""
    return [words_of_text(model, name, line["values"].get(name, "")) for name in printed(model)]


def printed(model: type[Record]) -> tuple[str, ...]:
    """The columns a frozen row is shown with."""
    return ("year", *model.Kind.field_names(), "note")


def _header(snapshot: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store.read_bytes(snapshot.sha256).partition(b"\n")[0])
    return found


def compare(user: User, snapshot: Snapshot) -> Iterator[Difference]:
    """Every row that is not today what it was, of kinds and places the user may see; by kind and number."""
    for model in visible_kinds(user):
        yield from _differences(user, snapshot, model)


def _differences(user: User, snapshot: Snapshot, model: type[Record]) -> Iterator[Difference]:
    """Both sides come in the order of their numbers, so one row of each is held at a time."""
    township, hashed = Scope.of(user).township, _header(snapshot)["key"] == key_name()
    today = frozen_rows(model, snapshot.pairing, snapshot.year, snapshot.month)
    sides = (
        frozen_lines(user, snapshot, model.Kind.code),
        (line for line in today if line["values"]["place_code"].startswith(township)),
    )
    for then, now in _side_by_side(*sides):
        if then is None and now is not None:
            yield Difference(model, now["id"], now["label"], NEW)
        elif now is None and then is not None:
            yield _missing(user, model, then)
        elif then and now and (changes := tuple(_changes(model, then, now, hashed=hashed))):
            yield Difference(model, now["id"], now["label"], CHANGED, changes)


def _side_by_side(left: Iterator[Line], right: Iterator[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Lines with the same number together; where one side has none, None."""
    then, now = next(left, None), next(right, None)
    while then is not None or now is not None:
        if now is None or (then is not None and then["id"] < now["id"]):
            yield then, None
            then = next(left, None)
        elif then is None or now["id"] < then["id"]:
            yield None, now
            now = next(right, None)
        else:
            yield then, now
            then, now = next(left, None), next(right, None)


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
