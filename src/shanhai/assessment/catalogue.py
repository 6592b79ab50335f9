"""Reading the catalogue: which version and which lines are in force for a year, and for whom."""

from __future__ import annotations

from shanhai.accounts.models import User
from shanhai.assessment.formula import Formula
from shanhai.assessment.models import Catalogue, Indicator
from shanhai.ledger.kinds import kind_of_measure
from shanhai.ledger.scope import Scope


def catalogue_of(year: int) -> Catalogue | None:
    """The published version whose years hold ``year``; the earliest one for years before all of them.

    None only while nothing is published.
    """
    published = list(Catalogue.objects.filter(state=Catalogue.State.PUBLISHED).order_by("-since"))
    for catalogue in published:
        if catalogue.since <= year and (catalogue.until is None or year <= catalogue.until):
            return catalogue
    return published[-1] if published else None


def visible_indicators(user: User, catalogue: Catalogue) -> list[Indicator]:
    """The lines a user may see in printing order, parts behind their whole.

    A department sees the lines that its own ledgers make up entirely: a part of a sum would be misread.
    """
    scope = Scope.of(user)
    lines = [line for line in catalogue.indicators.all() if _seen(scope, line.rule)]
    codes = {line.code for line in lines}
    parts: dict[str, list[Indicator]] = {}
    for line in lines:
        if line.parent in codes:
            parts.setdefault(line.parent, []).append(line)
    whole = [line for line in lines if line.parent not in codes]
    return [line for head in whole for line in (head, *parts.get(head.code, []))]


def kinds_of(rule: Formula) -> set[str]:
    """The codes of the ledgers a formula reads."""
    found = set()
    for term in rule.all_terms:
        if term.on_rows:
            found.add(term.name)
        elif term.how == "measure":
            model = kind_of_measure(term.name)
            found |= {model.Kind.code} if model else set()
    return found


def _seen(scope: Scope, rule: Formula) -> bool:
    return all(scope.sees_kind(code) for code in kinds_of(rule))
