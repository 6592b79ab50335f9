"""Money that looks wrong by a factor of 10,000: 万元 typed as 元, or 元 as 万元 (DOMAIN.md g.7).

It is only said, never refused: now and then a sum really is so large or so small. A figure is doubted for
what it is by itself, beside the row's other figures, or beside what the same ledger held before.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations
from math import log10

from shanhai.accounts.models import User
from shanhai.ledger.errors import Problem
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.numbers import in_wan
from shanhai.ledger.wording import official

MOST_PLAUSIBLE = Decimal(10) ** 10
"""元; no row of a county's or a city's ledger holds ten billion."""
LEAST_PLAUSIBLE = Decimal(100)
"""元; columns in 万元 do not hold less than a hundred yuan."""
BESIDE = (3.7, 4.3)
"""How far apart, in powers of ten, two figures of one row are when one of them has the wrong unit."""
SHIFT = 4.0
"""万元 and 元 lie so many powers of ten apart."""
MARGIN = 0.5
"""How far beyond what is usual a figure in its right unit may lie, in powers of ten."""
ENOUGH = 5
"""Former figures it takes to know what is usual."""
NEAR = log10(30)
"""A former figure as near as this shows that such sums do occur."""
MOST_READ = 2000


class Usual:
    """The figures a ledger has held, by column, as powers of ten."""

    def __init__(self, model: type[Record]) -> None:
        self.model = model
        self.powers: dict[str, list[float]] = {name: [] for name in model.Kind.money_fields}

    @classmethod
    def of(cls, user: User, model: type[Record], pairing: Pairing) -> Usual:
        """What the newest rows of a kind in a pairing hold, as far as the user sees them."""
        usual = cls(model)
        names = tuple(usual.powers)
        if names:
            rows = model.objects.for_user(user).filter(pairing=pairing).exclude(state=State.VOID)
            for values in rows.order_by("-pk").values_list(*names)[:MOST_READ]:
                usual._add(zip(names, values, strict=True))
        return usual

    def learn(self, records: Iterable[Record]) -> None:
        """Take in rows that are about to be written: the first file of a ledger is its own measure.

        Columns that are known well enough learn nothing more, or a file that is wrong throughout would
        vouch for itself.
        """
        unknown = [name for name, powers in self.powers.items() if len(powers) < ENOUGH]
        for record in records:
            self._add((name, getattr(record, name)) for name in unknown)

    def _add(self, figures: Iterable[tuple[str, Decimal | None]]) -> None:
        for name, value in figures:
            if value:
                insort(self.powers[name], log10(value))

    def median(self, name: str, value: Decimal) -> Decimal | None:
        """The median of the former figures when ``value`` is off by about 10,000; None when it is not.

        None as well when too few are known, or when sums like this one do occur.
        """
        powers, power = self.powers[name], log10(value)
        if len(powers) < ENOUGH:
            return None
        # The row itself, and a few slips like it, do not make it usual.
        few = max(1, len(powers) // 10)
        if bisect_left(powers, power + NEAR) - bisect_left(powers, power - NEAR) > few:
            return None
        least, most = powers[few] - MARGIN, powers[-1 - few] + MARGIN
        if not any(least <= power + shift <= most for shift in (-SHIFT, SHIFT)):
            return None
        return Decimal(10 ** powers[len(powers) // 2]).quantize(Decimal("1"))


def doubts(record: Record, usual: Usual | None = None) -> list[Problem]:
    """What about the money of a row should be looked at again; at most one doubt a column."""
    figures = {name: value for name in record.Kind.money_fields if (value := getattr(record, name))}
    found: dict[str, str] = {}
    for name, value in figures.items():
        if value >= MOST_PLAUSIBLE or value < LEAST_PLAUSIBLE:
            found[name] = f"{_shown(record, name, value)}，请核对单位是万元还是元"
        elif usual is not None and (median := usual.median(name, value)) is not None:
            found[name] = (
                f"{_shown(record, name, value)}，与这类台账以往的数（多为{in_wan(median)}万元上下）"
                "相差约一万倍，请核对单位是万元还是元"
            )
    for (first, one), (second, other) in combinations(figures.items(), 2):
        if BESIDE[0] <= abs(log10(one) - log10(other)) <= BESIDE[1] and not {first, second} & found.keys():
            small, large = sorted(((one, first), (other, second)))
            found[small[1]] = (
                f"{_shown(record, small[1], small[0])}，{_shown(record, large[1], large[0])}，"
                "相差约一万倍，请核对单位是万元还是元"
            )
    return [Problem("factor", message, name) for name, message in found.items()]


def _shown(record: Record, name: str, value: Decimal) -> str:
    return f"{official(field_of(record, name).verbose_name)}{in_wan(value)}万元"
