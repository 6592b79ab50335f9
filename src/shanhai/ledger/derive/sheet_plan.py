"""Comparing a workbook with the ledger: what an import would do with each of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Literal

from shanhai.accounts.models import User
from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_read import Row, Sheet, read_workbook
from shanhai.ledger.errors import Problem
from shanhai.ledger.models import Pairing, Record, Source, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.privacy import is_masked, mask
from shanhai.ledger.services.bulk import CHUNK, BulkWriter

Action = Literal["new", "changed", "same", "wrong"]
Key = tuple[str, ...]


@dataclass(slots=True)
class Planned:
    """What the import does with one row: the record it makes or changes, what differs, what is wrong."""

    row: Row
    action: Action
    record: Record | None = None
    changes: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Plan:
    """Compares the rows of a file with the ledger, chunk by chunk, in the order of the file."""

    def __init__(self, writer: BulkWriter, file: str, sheets: list[Sheet]) -> None:
        self.writer, self.file, self.sheets = writer, file, sheets
        self.model = writer.model
        self.blank = self.model().values()
        self.hidden = set(self.model.Kind.sensitive)
        self.known = self._known()
        self.taken: dict[Key, Row] = {}

    def chunks(self) -> Iterator[list[Planned]]:
        """The planned rows, at most ``CHUNK`` at a time."""
        rows = (row for sheet in self.sheets for row in sheet.rows)
        while chunk := list(islice(rows, CHUNK)):
            yield self._plan(chunk)

    def _known(self) -> dict[Key, int]:
        """Numbers of the rows that the actor's side has in this pairing, by natural key."""
        names = self.model.Kind.natural_key
        rows = self.model.objects.for_user(self.writer.actor).exclude(state=State.VOID)
        own = rows.filter(pairing=self.writer.pairing, owner_side=self.writer.side)
        found: dict[Key, int] = {}
        for pk, year, *values in own.values_list("pk", "year", *names).iterator():
            key, shown = _key(year, values), _key(year, map(self._masked, names, values))
            found[key] = pk
            if shown != key:
                # An export shows personal data masked; such a row is found by what is shown, if only one is.
                found[shown] = 0 if shown in found else pk
        return found

    def _masked(self, name: str, value: Any) -> Any:
        return mask(value or "", self.model.Kind.sensitive[name]) if name in self.hidden else value

    def _key_of(self, row: Row) -> Key:
        day = row.values.get(self.model.Kind.date_field)
        year = row.values.get("year") or (day.year if day else None)
        return _key(year, [row.values.get(name, self.blank[name]) for name in self.model.Kind.natural_key])

    def _plan(self, rows: list[Row]) -> list[Planned]:
        keys = [self._key_of(row) for row in rows]
        found = self._fetch({self.known[key] for key in keys if key in self.known})
        return [
            self._plan_row(row, key, found.get(self.known.get(key, 0)))
            for row, key in zip(rows, keys, strict=True)
        ]

    def _fetch(self, numbers: set[int]) -> dict[int, Record]:
        rows = self.model.objects.for_user(self.writer.actor).filter(pk__in=numbers)
        return {record.pk: record for record in rows.select_related("pairing")}

    def _plan_row(self, row: Row, key: Key, known: Record | None) -> Planned:
        if row.problems:
            return Planned(row, "wrong", problems=row.problems)
        if key in self.taken:
            first = self.taken[key]
            names = "、".join(
                str(field_of(self.model, name).verbose_name) for name in self.model.Kind.natural_key
            )
            message = f"与“{first.sheet}”第{first.number}行重复（同一年度、同样的{names}），请合并或注明区别"
            return self._wrong(row, [Problem("repeated", message)])
        self.taken[key] = row
        values = {name: value for name, value in row.values.items() if not (name == "year" and value is None)}
        for name in self.hidden & values.keys():
            if is_masked(str(values[name] or "")):
                if known is None:
                    problem = Problem("masked", "脱敏的号码不能导入，请填完整号码", name, str(values[name]))
                    return self._wrong(row, [problem])
                del values[name]
        if known is None:
            record, problems = self.writer.new(values)
            return self._wrong(row, problems) if problems else Planned(row, "new", record)
        changes, problems = self.writer.change(known, values)
        if problems:
            return self._wrong(row, problems)
        return Planned(row, "changed" if changes else "same", known, changes)

    def _wrong(self, row: Row, problems: list[Problem]) -> Planned:
        headers = {column.field: column.header for column in sheet_columns(self.model)}
        placed = [
            replace(
                problem,
                file=self.file,
                sheet=row.sheet,
                row=row.number,
                column=headers.get(problem.field, ""),
            )
            for problem in problems
        ]
        return Planned(row, "wrong", problems=placed)


def _key(year: Any, values: Iterable[Any]) -> Key:
    """A natural key as it is compared: empty is empty, ``100.00`` and ``100`` are the same figure."""
    return (str(year), *(_shown(value) for value in values))


def _shown(value: Any) -> str:
    text = "" if value is None else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdigit() else text


def preview(actor: User, model: type[Record], pairing: Pairing, name: str, data: bytes) -> list[Planned]:
    """What an import of this file would do, row by row. Nothing is written.

    Raises :class:`LedgerError` when the file cannot be read or the actor may not enter rows there.
    """
    writer = BulkWriter(actor, model, pairing, source=Source.IMPORT, reason="")
    return [
        planned
        for chunk in Plan(writer, name, read_workbook(model, name, data)).chunks()
        for planned in chunk
    ]
