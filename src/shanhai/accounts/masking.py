"""Numbers of persons in free text: a reason or a summary may hold one that somebody typed."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(
    r"""(?<![0-9A-Za-z])(?:
        (?P<id>[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx])   # identity number, GB 11643
      | (?P<phone>1[3-9]\d{9})                                       # mobile telephone
      | (?P<card>62\d{14,17})                                        # bank card of UnionPay
    )(?![0-9A-Za-z])""",
    re.VERBOSE,
)
_KEPT = {"id": (6, 4), "phone": (3, 4), "card": (0, 4)}


def hide_numbers(text: str) -> str:
    """The text with the middle of identity, telephone and bank card numbers starred out (DOMAIN.md i)."""
    return _NUMBER.sub(_starred, text)


def _starred(found: re.Match[str]) -> str:
    number = found.group()
    head, tail = _KEPT[found.lastgroup or "id"]
    return number[:head] + "*" * (len(number) - head - tail) + number[len(number) - tail :]


def hide_everywhere(value: Any) -> Any:
    """The same for every text inside lists and dictionaries."""
    if isinstance(value, str):
        return hide_numbers(value)
    if isinstance(value, dict):
        return {key: hide_everywhere(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [hide_everywhere(inner) for inner in value]
    return value
