"""The amounts of many formulas for many pairings and days, read from the ledger at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from shanhai.accounts.models import User
from shanhai.assessment.amounts import Amount, amounts
from shanhai.assessment.formula import Formula, Term
from shanhai.assessment.models import Catalogue
from shanhai.assessment.row_amounts import figures
from shanhai.ledger.models import Pairing


class Source:
    """What terms amount to. ``rules`` are formulas, each with whether it is a stock.

    ``goals`` are targets by pairing and indicator, for formulas that divide by one.
    """

    def __init__(
        self,
        user: User,
        pairings: Sequence[Pairing],
        rules: Iterable[tuple[Formula, bool]],
        days: Sequence[date],
        catalogue: Catalogue,
        *,
        goals: Mapping[tuple[int, str], Decimal] | None = None,
        confirmed_only: bool = False,
    ) -> None:
        wanted = list(dict.fromkeys((term, stock) for rule, stock in rules for term in rule.all_terms))
        measures = {term.name for term, _stock in wanted if term.how == "measure"}
        on_rows = [(term, stock) for term, stock in wanted if term.on_rows]
        numbers = {name: catalogue.parameter(name) for name in catalogue.parameters}
        self.goals = goals or {}
        self.amounts = amounts(user, pairings, days, measures, confirmed_only=confirmed_only)
        self.figures = figures(user, pairings, days, on_rows, numbers, confirmed_only=confirmed_only)

    def get(self, term: Term, stock: bool, day: date, pairing: int) -> Amount:
        """One term's amount; a target counts as it stands, 0 without one."""
        if term.how == "target":
            return Amount(self.goals.get((pairing, term.name), Decimal(0)))
        if term.on_rows:
            return self.figures.get((day, pairing, term, stock)) or Amount()
        return self.amounts.get(day, pairing, term.name, term.unit)

    def told(self, terms: Iterable[Term], stock: bool, day: date, pairing: int) -> Amount:
        """The sum of terms, with the rows behind it."""
        total = Amount()
        for term in terms:
            amount = self.get(term, stock, day, pairing)
            total.value += term.sign * amount.value
            total.confirmed += term.sign * amount.confirmed
            total.rows += amount.rows
            total.proven += amount.proven
            total.inexact += amount.inexact
        return total
