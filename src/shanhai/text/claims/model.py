"""What a claim is: a figure or an event that a document states, with the exact words that state it.

A claim is never counted by itself; it is checked against the ledger, or accepted into it by a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Bound = Literal["=", ">", "<", "~"]
Status = Literal["done", "planned"]


class Explanation(NamedTuple):
    """Why a claim was read as it was, in the words of the lexicon, for the review page.

    ``trigger`` and ``head`` are words of the text; ``rule`` is the id of the grammar rule; ``scope``
    says where the sides and the period came from (``sentence``, ``heading``, ``document pair`` …).
    """

    trigger: str = ""
    head: str = ""
    rule: str = ""
    scope: str = ""


class Claim(NamedTuple):
    """One claim, with offsets into the text it was read from (the repaired text).

    ``value`` is in the canonical unit (money in 元). ``east`` and ``west`` are GB/T 2260 codes, empty when
    the text does not tell. ``since`` and ``until`` are ISO dates as precise as the text gives them
    (``2017``, ``2018-03``, ``2023-06-28``), empty when open. ``group`` joins the claims of one event and is
    unique inside a document. ``confidence`` is the share of claims of this measure that were right on
    bulletins the rules never saw.
    """

    measure: str
    kind: str
    value: Decimal
    unit: str
    bound: Bound
    status: Status
    east: tuple[str, ...]
    west: tuple[str, ...]
    since: str
    until: str
    start: int
    end: int
    text: str
    group: int
    extra: dict[str, str]
    confidence: float
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a document from outside its text.

    ``published`` resolves relative dates (今年, 去年底, 6月) and stays None when unknown; ``east`` and
    ``west`` are the sides of the pair the document is filed under, used only where the text is silent.
    """

    published: date | None = None
    east: tuple[str, ...] = ()
    west: tuple[str, ...] = ()


NO_CONTEXT = Context()
"""Nothing is known from outside the text."""
