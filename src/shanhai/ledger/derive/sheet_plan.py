"""Comparing a workbook with the ledger: what an import would do with each of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Literal

from shanhai.ledger.derive.sheet_cells import text_of
from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_read import Row, Sheet
from shanhai.ledger.errors import Problem
from shanhai.ledger.models import Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.privacy import is_masked, mask
from shanhai.ledger.services.bulk import CHUNK, BulkWriter

Action = Literal["new", "changed", "same", "wrong"]
Key = tuple[str, ...]


@dataclass(slots=True)
class Planned:
    """What an import does with one row: the record it makes or changes; what differs, is wrong, doubtful."""

    model: type[Record]
    row: Row
    action: Action
    record: Record | None = None
    changes: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)


class Plan:
    """Compares the rows of a file with the ledger, chunk by chunk, in the order of the file.

    A row that carries the key of a record of this pairing is that record, whatever has been changed in it;
    other rows are recognised by the natural key among those of the actor's side.
    """

    def __init__(self, writer: BulkWriter, file: str, sheets: list[Sheet]) -> None:
        self.writer, self.file, self.sheets = writer, file, sheets
        self.model = writer.model
        self.blank = self.model().values()
        self.hidden = set(self.model.Kind.sensitive)
        self.known = self._known()
        self.taken: dict[Key, Row] = {}
        self.keyed: set[int] = set()

    def chunks(self) -> Iterator[list[Planned]]:
        """The planned rows, at most ``CHUNK`` at a time."""
        rows = (row for sheet in self.sheets for row in sheet.rows())
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
        numbers = {row.key.pk for row in rows if row.key and row.key.kind == self.model.Kind.code}
        found = self._fetch(numbers | {self.known[key] for key in keys if key in self.known})
        return [self._plan_row(row, key, found) for row, key in zip(rows, keys, strict=True)]

    def _fetch(self, numbers: set[int]) -> dict[int, Record]:
        rows = self.model.objects.for_user(self.writer.actor).filter(pk__in=numbers)
        if self.writer.batch is not None:  # an import: nobody changes a row between this and its writing
            rows = rows.select_for_update(of=("self",)).order_by("pk")
        found = {record.pk: record for record in rows} if numbers else {}
        for record in found.values():
            if record.pairing_id == self.writer.pairing.pk:
                record.pairing = self.writer.pairing  # not read anew for each row
        return found

    def _plan_row(self, row: Row, key: Key, found: dict[int, Record]) -> Planned:
        if row.problems:
            return Planned(self.model, row, "wrong", problems=row.problems)
        if row.pairing and row.pairing != text_of(str(self.writer.pairing)):
            message = f"这一行属于“{row.pairing}”，请选择那个结对导入"
            return self._wrong(row, [Problem("other_pairing", message)])
        known = self._exported(row, found)
        if known is None:
            repeated = self._repeated(row, key)
            if repeated:
                return self._wrong(row, [repeated])
            known = found.get(self.known.get(key, 0))
            known = None if known is not None and known.pk in self.keyed else known
        values = {name: value for name, value in row.values.items() if not (name == "year" and value is None)}
        for name in self.hidden & values.keys():
            if is_masked(str(values[name] or "")):
                if known is None:
                    problem = Problem("masked", "脱敏的号码不能导入，请填完整号码", name, str(values[name]))
                    return self._wrong(row, [problem])
                del values[name]
        return self._compared(row, known, values)

    def _exported(self, row: Row, found: dict[int, Record]) -> Record | None:
        """The record this row was exported from, if it is of this pairing and not void.

        Of several rows with one key, as when somebody copies a line to write the next, the first is it.
        """
        if row.key is None or row.key.kind != self.model.Kind.code or row.key.pk in self.keyed:
            return None
        record = found.get(row.key.pk)
        if record is None or record.pairing_id != self.writer.pairing.pk or record.state == State.VOID:
            return None
        self.keyed.add(record.pk)
        return record

    def _repeated(self, row: Row, key: Key) -> Problem | None:
        if key in self.taken:
            first = self.taken[key]
            names = "、".join(
                str(field_of(self.model, name).verbose_name) for name in self.model.Kind.natural_key
            )
            message = f"与“{first.sheet}”第{first.number}行重复（同一年度、同样的{names}），请合并或注明区别"
            return Problem("repeated", message)
        self.taken[key] = row
        return None

    def _compared(self, row: Row, known: Record | None, values: dict[str, Any]) -> Planned:
        if known is None:
            record, problems = self.writer.new(values)
            return self._wrong(row, problems) if problems else Planned(self.model, row, "new", record)
        changes, problems = self.writer.change(known, values)
        stale = row.key is not None and row.key.pk == known.pk and row.key.version != known.version
        if changes and stale and not problems:
            message = (
                f"导出以后，这条记录已被{known.last_editor or '他人'}修改（现为第{known.version}版），"
                "没有覆盖。请重新导出，在最新内容上修改"
            )
            problems = [Problem("conflict", message)]
        if problems:
            return replace(self._wrong(row, problems), changes=changes)
        return Planned(self.model, row, "changed" if changes else "same", known, changes)

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
        return Planned(self.model, row, "wrong", problems=placed)


def _key(year: Any, values: Iterable[Any]) -> Key:
    """A natural key as it is compared: empty is empty, ``100.00`` and ``100`` are the same figure."""
    return (str(year), *(_shown(value) for value in values))


def _shown(value: Any) -> str:
    text = "" if value is None else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdigit() else text
