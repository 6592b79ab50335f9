"""CSV in and out: the offices' encodings are read, cells that would be run as formulas made harmless."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shanhai.ledger.derive.sheet_values import OutColumn, Value
from shanhai.ledger.models import Record
from shanhai.ledger.numbers import plain
from shanhai.ledger.wording import official_language

BOM = "\ufeff"
DELIMITERS = ",\t;，"
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def is_formula(text: str) -> bool:
    """True for a text that a spreadsheet program would run when it opens it in a CSV file."""
    return len(text) > 1 and _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """A text that is shown as it is: an apostrophe before what would be run, and before one that is there."""
    return f"'{text}" if is_formula(text) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


def csv_lines(records: Iterable[Record], columns: Sequence[OutColumn]) -> Iterator[bytes]:
    """A CSV file in pieces: UTF-8 with the mark by which Excel knows it, header first, then the rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    with official_language():
        writer.writerow(["序号", *(guarded(column.header) for column in columns)])
        for number, record in enumerate(records, 1):
            writer.writerow([number, *(_text(column.value(record)) for column in columns)])
            if buffer.tell() > 1 << 16:
                yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return plain(value)
    return guarded(value)


def decoded(data: bytes) -> str | None:
    """The text of a CSV file (UTF-8, GB18030, or UTF-16 with a mark); None when it is no text."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def csv_cells(text: str) -> list[list[Any]]:
    """The cells of a CSV text, whatever separates them. Raises ``csv.Error`` when it cannot be read."""
    head = text[:20_000]
    widest = max(
        DELIMITERS, key=lambda mark: max((line.count(mark) for line in head.splitlines()), default=0)
    )
    return [[unguarded(cell) for cell in line] for line in csv.reader(io.StringIO(text), delimiter=widest)]
