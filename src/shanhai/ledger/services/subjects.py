"""Keys of what is counted once: persons, firms, villages."""

from __future__ import annotations

from typing import Any


def subject_key(record: Any, fields: tuple[str, ...]) -> str:
    """The identity of a row's subject, empty when the first field is empty (then each row counts alone).

    A summary row of many persons has no single subject and is never merged with another.
    """
    if not fields or record.is_summary or getattr(record, fields[0]) in (None, ""):
        return ""
    return "|".join(str(getattr(record, name) or "") for name in fields)[:160]
