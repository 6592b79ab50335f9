"""Inserting many rows quickly: one prepared statement on SQLite, COPY on PostgreSQL.

Django's ``bulk_create`` builds a statement of ten thousands of placeholders a batch and prepares every
value through its field; for an import of 100,000 rows with history and observations that is three
quarters of the time (``bench/import_ledger.py`` has the figures). Values go through the field here too where
the database driver needs it (dates, decimals, JSON), and as they are where it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

from shanhai.ledger.fields import EncryptedField

Convert = Callable[[Any], Any]
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


class Inserter:
    """Inserts value tuples into the table of one model, in the order of ``names`` (field names)."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        fields = [model._meta.get_field(name) for name in names]
        concrete = [field for field in fields if isinstance(field, models.Field)]
        assert len(concrete) == len(names)
        quote = connection.ops.quote_name
        self.table = quote(model._meta.db_table)
        self.columns = ", ".join(quote(str(field.column)) for field in concrete)
        self.converters = [(at, _converter(field)) for at, field in enumerate(concrete)]
        self.converters = [(at, convert) for at, convert in self.converters if convert is not None]
        self.marks = ", ".join(["%s"] * len(concrete))

    def insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert the rows, in order, inside the surrounding transaction."""
        prepared = map(self._prepare, rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.table} ({self.columns}) FROM STDIN") as copy:
                    for row in prepared:
                        copy.write_row(row)
            else:
                cursor.executemany(
                    f"INSERT INTO {self.table} ({self.columns}) VALUES ({self.marks})", list(prepared)
                )

    def _prepare(self, row: tuple[Any, ...]) -> Sequence[Any]:
        values = list(row)
        for at, convert in self.converters:
            if values[at] is not None:
                values[at] = convert(values[at])  # type: ignore[misc]
        return values


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    """How a value must be prepared for the driver, None when it goes as it is."""
    if isinstance(field, models.JSONField):
        raise TypeError(f"{field} holds JSON, which no bulk-written table has")
    if isinstance(field, EncryptedField):
        return field.get_prep_value
    if isinstance(field, PLAIN) or connection.vendor == "postgresql":
        return None  # psycopg knows dates and decimals itself
    operations = connection.ops
    if isinstance(field, models.DateTimeField):
        return operations.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return operations.adapt_datefield_value
    if isinstance(field, models.DecimalField):
        digits, places = field.max_digits, field.decimal_places
        return lambda value: operations.adapt_decimalfield_value(value, digits, places)
    return lambda value: field.get_db_prep_save(value, connection)


def take_numbers(model: type[models.Model], count: int) -> range | list[int]:
    """Primary keys for ``count`` new rows, taken from the table's own counter inside the transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), count],
            )
            return [number for (number,) in cursor.fetchall()]
        # Inserting explicit numbers moves SQLite's counter along; the transaction holds the write lock.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return range(first, first + count)
