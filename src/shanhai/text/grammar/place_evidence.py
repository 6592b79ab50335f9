"""What a document says about which regions it speaks of, and how well a division fits that.

Evidence is gathered once for a document, from the pair it is filed under, from names that can mean only
one division, and from words such as 沪滇; every name with several meanings is then judged against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shanhai.text.gazetteer import Division, gazetteer, lineage
from shanhai.text.gazetteer.pairings import pairings
from shanhai.text.gazetteer.words import words

# How much a fact speaks for a division; only their order and rough distance matter.
_EXACT, _PAIR_REGION = 8.0, 4.0
_PREFECTURE, _PROVINCE = 3.0, 2.0
# 白云区 beside a county of 贵州 is rather that of 广州, which gives, than that of 贵阳.
_GIVING, _RECEIVING = 2.5, 1.5
# A region with so much weight is as good as named: a county of it, or the pair, is.
STRONG_REGION = _PREFECTURE
_VALID, _METROPOLIS, _HIGHER_LEVEL, _FOCUS = 1.0, 0.5, 1.2, 2.0
_MUNICIPALITIES = ("11", "12", "31", "50")

_YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)年")


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What is known about a document from outside its text.

    ``east`` and ``west`` are codes of the pair the document is filed under; ``published`` decides which
    code was valid at the time told. Without it, the latest year printed in the text does.
    """

    east: tuple[str, ...] = ()
    west: tuple[str, ...] = ()
    published: date | None = None


@dataclass(slots=True)
class Evidence:
    """Regions that a document speaks of.

    ``exact``: divisions named beyond doubt, or given as the pair. ``focus``: those among them that are named
    for their own sake, not only as the region that another lies in.
    """

    year: int | None = None
    exact: set[str] = field(default_factory=set)
    focus: set[str] = field(default_factory=set)
    regions: dict[str, float] = field(default_factory=dict)
    givers: set[str] = field(default_factory=set)
    receivers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, text: str, context: PlaceContext) -> Evidence:
        """The evidence that lies outside names of divisions: the context, years, 沪滇, 援滇."""
        found = cls(year=_year(text, context))
        for code in (*context.east, *context.west):
            found.exact.add(code)
            for above in (code, *lineage(code)):
                found.speak_of(above, _PAIR_REGION)
        lexicon = words()
        for name, codes in lexicon.compounds.items():
            if name in text:
                found.add_regions(codes)
        found.add_regions(code for letter, code in lexicon.telling.items() if letter in text)
        return found

    def add_regions(self, codes: Iterable[str]) -> None:
        """The document speaks of these provinces or prefectures."""
        for code in codes:
            self.speak_of(code, _PROVINCE if code.endswith("0000") else _PREFECTURE)
            self.speak_of(code[:2] + "0000", _PROVINCE)

    def add_division(self, division: Division) -> None:
        """The document names ``division`` beyond doubt."""
        self.exact.add(division.code)
        self.speak_of(division.code, _PREFECTURE)
        self.add_regions(gazetteer().path(division.code))

    def add_pairs(self, codes: Iterable[str]) -> None:
        """Of divisions that are only likely, add the regions of those that the State has paired."""
        likely = {c for code in codes for c in (code, *gazetteer().path(code))}
        for pairing in pairings():
            if pairing.in_force(self.year) and pairing.east in likely and pairing.west in likely:
                self.add_regions((pairing.east, pairing.west))

    def speak_of(self, code: str, weight: float) -> None:
        """Remember the strongest reason to think that the document speaks of ``code``."""
        self.regions[code] = max(weight, self.regions.get(code, 0.0))

    def close(self) -> None:
        """When all regions are known: add those that are paired with them by the State."""
        for pairing in pairings():
            if pairing.in_force(self.year):
                if pairing.west in self.regions:
                    self.givers.add(pairing.east)
                if pairing.east in self.regions:
                    self.receivers.add(pairing.west)

    def support(self, division: Division) -> float:
        """How much the document speaks for ``division``; 0 when nothing does."""
        code = division.code
        if code in self.exact:
            return _EXACT
        around = (code, *gazetteer().path(code))
        score = sum(self.regions.get(c, 0.0) for c in around)
        if not self.givers.isdisjoint(around):
            return score + _GIVING
        return score + (0.0 if self.receivers.isdisjoint(around) else _RECEIVING)

    def rank(self, division: Division, form: str) -> float:
        """:meth:`support` and what speaks for a division in general: validity, and a big city in the east."""
        score = self.support(division)
        if division.valid_in(self.year) if self.year else division.current:
            score += _VALID
        if division.code[:2] in _MUNICIPALITIES:
            score += _METROPOLIS
        if form == "short":
            score += _FOCUS if division.code in self.focus else 0.0
            score += _HIGHER_LEVEL * {"province": 2, "prefecture": 1}.get(division.level, 0)
        return score


def _year(text: str, context: PlaceContext) -> int | None:
    if context.published is not None:
        return context.published.year
    return max(map(int, _YEAR.findall(text)), default=None)
