"""One figure of a text with the features that the rules ask for; `figures` fills them in."""

from __future__ import annotations

from dataclasses import dataclass

from shanhai.text.claims.lexicon import Word
from shanhai.text.claims.mentions import Quantity

UNLISTED = "unlisted"  # the figure counts something that no list of nouns has
ROW = "row"  # the clause is a row of a table, whose head lies in lines above
LISTED = "listed"  # the figure only counts the names before it (甲镇等3个乡镇) or what holds others
HOSTS = frozenset({"workshop", "park", "base", "firm", "project", "investment", "signed_investment", "site"})


@dataclass(slots=True)
class Figure:
    """One quantity of the text with its features; ``at`` is the number of its clause.

    ``left`` and ``right`` bound its own part of the clause: the figures, or the clause's ends, beside it.
    Sets of strings are classes of words: of its noun ``phrase``, of its own ``verbs``, of the ``clause``
    and of a verb of giving in the next clause (``given``). ``flow``, ``goal``, ``partnered`` and ``owner``
    are filled in by `flow`. What few rules ask for is not kept here, but answered by :class:`Reading`.
    """

    quantity: Quantity
    at: int
    start: int
    end: int
    left: int = 0
    right: int = 0
    phrase: frozenset[str] = frozenset()
    head: Word | None = None
    verbs: frozenset[str] = frozenset()
    verb: Word | None = None
    clause: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    nested: bool = False
    flow: str = ""
    goal: bool = False
    partnered: bool = False
    owner: str = ""
