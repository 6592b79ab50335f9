"""Region codes as prefixes: the one rule of scope.

GB/T 2260 codes are ordered by prefix (53 province → 5303 prefecture → 530326 county → 530326102
township), so "everything below a region" is a string prefix, the same in Python, SQLite and PostgreSQL.
"""

from __future__ import annotations


def prefix_of(code: str) -> str:
    """The prefix shared by a region and all below it: ``530000`` → ``53``, ``530300`` → ``5303``.

    Codes of counties and townships are their own prefix. An empty code has an empty prefix, which
    matches everything: callers decide whether that means "whole country" or "nothing".
    """
    if len(code) == 6:
        if code.endswith("0000"):
            return code[:2]
        if code.endswith("00"):
            return code[:4]
    return code


def is_within(code: str, region: str) -> bool:
    """True when ``code`` is ``region`` or lies below it (both GB/T 2260 codes)."""
    return bool(region) and code.startswith(prefix_of(region))
