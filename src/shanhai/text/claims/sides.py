"""The eastern and the western side of a claim: which places give, which receive, and what «我县» means.

The document as a whole has a pair: the places of each side that it names most, as precisely as it names them.
A claim takes the places of its own clause, else the nearest before it in its sentence, else the pair. A place
above the pair's own stands for it (上海 in a text about 宝山区), one inside it is more precise and wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shanhai.text.claims.figure import Figure
from shanhai.text.claims.figures import Reading
from shanhai.text.claims.model import Context
from shanhai.text.claims.pair import depth, narrowed, split, widened
from shanhai.text.claims.pointers import initials, institutions, short_names
from shanhai.text.claims.scope import finder_of, tiers
from shanhai.text.gazetteer import gazetteer, within
from shanhai.text.grammar.place import Place

_HOME = re.compile(r"(?:我|本|全|该)(县|区|市|州|旗|省|盟|镇|乡)|(县|州|旗)(?:里|内|域)")
_HOME_AT = re.compile(f"(?={_HOME.pattern})")  # also those that overlap, for any stretch begins with its own
_OWN_GAP = re.compile(r"[:：]?(?:各|有|就有|共|占|为|达|为|则有)?")
_THAT = re.compile("(?:该|此)([县区市州旗])")
_LOOK_BACK = 12
_POINTING = ("该", "此项目", "这个", "这一")
_LEAD, _LEAD_WEIGHT = 2, 3  # paragraphs at the head of a text, and how much more their places count
_WHOLE, _COUNTY = 5, 3
_MATES, _MATE_SHARE = 4, 0.3
_JOINT = re.compile("[、和与及·—-]|以及")
_COUNTED = re.compile("(?:两|三|四|五|六|七|八|[2-8]个?)(?:[县区市州旗地]|个县)")
_STRONG = 0.5  # share of its side's mentions that makes the pair sure


class Side(NamedTuple):
    """Codes of one side of a claim and where they were read."""

    codes: tuple[str, ...]
    source: str


class _Spot(NamedTuple):
    start: int
    end: int
    code: str
    side: str
    weak: bool


class Sides:
    """All that one text says about who gives and who receives."""

    def __init__(self, reading: Reading, places: Sequence[Place], context: Context) -> None:
        self._reading = reading
        self._split = split(places)
        self._spots = [
            _Spot(p.start, p.end, p.code[:6], side, p.source == "letter")
            for p in places
            if p.code and (side := self.side_of(p.code))
        ]
        again = [_Spot(i, j, p.code, p.side, False) for i, j, p in short_names(reading.text, self._spots)]
        self._spots = sorted([*self._spots, *again], key=lambda s: s.start)
        self._starts = [spot.start for spot in self._spots]
        self._held = frozenset(part.code for p in places for part in p.parts[:-1])
        title = reading.clauses[0].paragraph if reading.clauses else 0
        heading = [c for c in reading.clauses[:4] if c.paragraph == title and c.heading]
        self._titled = frozenset(
            s.code for s in self._spots if heading and s.end <= heading[-1].end and depth(s.code) > 1
        )
        self._named = [(p.start, p.code[:6]) for p in places if p.code and p.source != "letter"]
        self._strong: dict[str, bool] = {}
        self.pair = {
            "east": self._main("east") or context.east,
            "west": self._main("west") or context.west,
        }
        for side, other in (("east", "west"), ("west", "east")):
            if not self.pair[side]:
                self.pair[side] = self._recorded(side, self.pair[other])
            elif self.pair[other] and all(depth(code) == _COUNTY for code in self.pair[other]):
                self.pair[side] = self._only_one(self.pair[side])
        self._words = [
            _Spot(word.start, word.end, "", "east" if "east_side" in word.classes else "west", True)
            for word in finder_of("east_side", "west_side").find(reading.text)
        ]
        learnt = [*institutions(reading.text, self._spots), *initials(reading.text, self.pair)]
        self._words += [_Spot(start, end, "", side, True) for start, end, side in learnt]
        self._words.sort(key=lambda word: word.start)
        self._word_starts = [word.start for word in self._words]
        self._homes = self._home_side()
        self._home_spots = [m.start() for m in _HOME_AT.finditer(reading.text)] if self._homes else []
        self._named_in: dict[tuple[int, str], tuple[str, ...]] = {}
        self._found: dict[tuple[int, str], Side] = {}

    def side_of(self, code: str) -> str:
        """``east``, ``west`` or '' for a division code in this text."""
        tier = tiers().get(code[:2])
        if tier is None:
            return ""
        return self._split.get(tier, "")

    def elsewhere(self, start: int, end: int) -> bool:
        """Whether ``start..end`` names places, and none that has to do with the pair."""
        low = bisect_left(self._named, (start, ""))
        codes = [code for _, code in self._named[low : bisect_left(self._named, (end, ""))]]
        pair = (*self.pair["east"], *self.pair["west"])
        return bool(codes) and not any(within(c, own) or within(own, c) for c in codes for own in pair)

    def pointers(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Everything in ``start..end`` that names or means a side, as (start, end, side), in order."""
        found = [(s.start, s.end, s.side) for s in self._inside(start, end)]
        low, high = bisect_left(self._word_starts, start), bisect_left(self._word_starts, end)
        found += [(w.start, w.end, w.side) for w in self._words[low:high] if w.end <= end]
        low, high = bisect_left(self._home_spots, start), bisect_left(self._home_spots, end)
        if low < high:
            for match in _HOME.finditer(self._reading.text, self._home_spots[low], end):
                kind = match.group(1) or match.group(2)
                if side := self._homes.get(kind, ""):
                    found.append((match.start(), match.end(), side))
        return sorted(found) if len(found) > 1 else found

    def of(self, at: int, side: str, figure: Figure | None = None) -> Side:
        """The codes of one side of a claim in clause ``at``; ``figure`` when it is one of several there."""
        if figure and (own := self._own(figure, side)):
            return Side(own, "figure")
        if (at, side) not in self._found:
            self._found[at, side] = self._nearest(at, side)
        return self._found[at, side]

    def _nearest(self, at: int, side: str) -> Side:
        """The side as clause ``at``, a clause before it in the sentence, or the whole text names it."""
        first = self._reading.sentence_start(at)
        for near in range(at, first - 1, -1):
            if codes := self._in_clause(near, side):
                return Side(codes, "clause" if near == at else "sentence")
        if self._reading.text.startswith(_POINTING, self._reading.clauses[first].start):
            return self._sentence_before(first, side)
        return Side(self.pair[side], "document")

    def named(self, stretches: Iterable[tuple[int, int]], side: str) -> tuple[str, ...]:
        """The codes of ``side`` that the names at ``stretches`` themselves tell, () when they tell none."""
        spots = [spot for start, end in stretches for spot in self._inside(start, end)]
        return self._fit([s.code for s in spots if s.side == side and not s.weak], side)

    def _in_clause(self, at: int, side: str) -> tuple[str, ...]:
        """The codes of one side that clause ``at`` names or points back to."""
        if (at, side) not in self._named_in:
            clause = self._reading.clauses[at]
            spots = [*self._inside(clause.start, clause.end), *self._meant(clause.start, clause.end)]
            mine = [s.code for s in spots if s.side == side and not s.weak]
            self._named_in[at, side] = self._fit(mine, side) if mine else ()
        return self._named_in[at, side]

    def _sentence_before(self, first: int, side: str) -> Side:
        """The side as the sentence before clause ``first`` has it, in the same paragraph."""
        clauses = self._reading.clauses
        if first and clauses[first - 1].paragraph == clauses[first].paragraph:
            opening = self._reading.sentence_start(first - 1)
            spots = self._inside(clauses[opening].start, clauses[first - 1].end)
            codes = self._fit((s.code for s in spots if s.side == side and not s.weak), side)
            if codes:
                return Side(codes, "sentence before")
        return Side(self.pair[side], "document")

    def _meant(self, start: int, end: int) -> list[_Spot]:
        """Places that 该县, 该区 … in ``start..end`` point back to: the last one of that kind."""
        found = []
        for match in _THAT.finditer(self._reading.text, start, end):
            last = bisect_left(self._starts, match.start())
            for spot in reversed(self._spots[max(last - _LOOK_BACK, 0) : last]):
                division = gazetteer().get(spot.code)
                if division is not None and division.name.endswith(match.group(1)) and not spot.weak:
                    found.append(_Spot(match.start(), match.end(), spot.code, spot.side, False))
                    break
        return found

    def _own(self, figure: Figure, side: str) -> tuple[str, ...]:
        """The place that stands right before a figure and is told by it alone: 都安1.85亿元、大化1.42亿元."""
        spots = [s for s in self._inside(figure.left, figure.start) if s.side == side and not s.weak]
        if not spots or not _OWN_GAP.fullmatch(self._reading.text, spots[-1].end, figure.start):
            return ()
        return self._fit([spots[-1].code], side)

    def _fit(self, codes: Iterable[str], side: str) -> tuple[str, ...]:
        """Codes as a claim has them: raised to the pair's precision, strangers to a sure pair left out."""
        pair = self.pair[side]
        found: list[str] = []
        for code in dict.fromkeys(codes):
            inside = tuple(own for own in pair if within(own, code))
            if inside:
                found += inside
            elif any(within(code, own) for own in pair) or not self._strong.get(side):
                found.append(code)
        for own in pair:  # a long list of its parts means the whole
            if sum(c != own and within(c, own) for c in found) >= _WHOLE:
                found.append(own)
        kept = [c for c in found if not any(o != c and within(c, o) for o in found)]
        return tuple(sorted(dict.fromkeys(kept)))

    def _inside(self, start: int, end: int) -> list[_Spot]:
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end, low)
        return [spot for spot in self._spots[low:high] if spot.end <= end]

    def _main(self, side: str) -> tuple[str, ...]:
        """The places of one side that the text is about, as precisely as it says."""
        weights: Counter[str] = Counter()
        leading: set[str] = set()
        for spot in self._spots:
            if spot.side == side and not spot.weak:
                lead = self._reading.clauses[self._reading.clause_at(spot.start)].paragraph < _LEAD
                weights[spot.code] += _LEAD_WEIGHT if lead else 1
                if lead:
                    leading.add(spot.code)
        if not weights:
            return ()
        best = max(weights, key=lambda code: (weights[code], -code.count("0")))
        best = narrowed(widened(best, weights, leading, self._held), weights, self._titled)
        often = max(_MATE_SHARE * weights[best], 2)
        mates = [
            code
            for code, counted in self._beside(best).items()
            if code != best
            and depth(code) == depth(best)
            and code in weights
            and (counted or weights[code] >= often)
        ]
        chosen = tuple(sorted([best, *mates])) if len(mates) < _MATES else (best,)
        related = sum(w for c, w in weights.items() if any(within(c, o) or within(o, c) for o in chosen))
        self._strong[side] = related >= _STRONG * sum(weights.values())
        return chosen

    def _recorded(self, side: str, partners: tuple[str, ...]) -> tuple[str, ...]:
        """A side told by a letter only (援疆), not once: the one region there on record with its partner."""
        counted = Counter(spot.code for spot in self._spots if spot.side == side and spot.weak)
        letters = {code for code, times in counted.items() if times > 1}
        known = {getattr(p, side) for partner in partners for p in gazetteer().pairings_of(partner)}
        inside = {code for code in known if any(within(code, letter) for letter in letters)}
        return tuple(sorted(inside if len(inside) == 1 else letters))

    def _only_one(self, pair: tuple[str, ...]) -> tuple[str, ...]:
        """Of a province that a county is paired with, the one place in it that the text names at all."""
        inside = {s.code for s in self._spots if not s.weak and any(within(s.code, own) for own in pair)}
        inside -= set(pair)
        return tuple(inside) if len(inside) == 1 and all(depth(own) == 1 for own in pair) else pair

    def _beside(self, best: str) -> dict[str, bool]:
        """Places joined to ``best`` by 、 or 和 somewhere, and whether a count follows (都安、大化两县)."""
        text = self._reading.text
        found: dict[str, bool] = {}
        for first, second in zip(self._spots, self._spots[1:], strict=False):
            if best in (first.code, second.code) and _JOINT.fullmatch(text, first.end, second.start):
                other = second.code if first.code == best else first.code
                found[other] = found.get(other, False) or bool(_COUNTED.match(text, second.end))
        return found

    def _home_side(self) -> dict[str, str]:
        """Which side 我县, 我区 … means in this text: the kind of division → ``east`` or ``west``."""
        homes: dict[str, str] = {}
        for side in ("east", "west"):
            for code in self.pair[side]:
                division = gazetteer().get(code)
                if division is None:
                    continue
                kind = division.name[-1]
                homes[kind] = side if homes.get(kind, side) == side else ""
        for kind in [kind for kind, side in homes.items() if not side]:
            homes[kind] = self._who_speaks(kind)
        if "县" not in homes and any(code.endswith("00") for code in self.pair["west"]):
            homes["县"] = "west"
        return homes

    def _who_speaks(self, kind: str) -> str:
        """Whose «我区» it is when both sides are 区: the west's, when help comes to it, else the east's."""
        text = self._reading.text
        spot = next((s for s in self._spots if not s.weak), None)
        coming = len(re.findall(f"(?:来|到|对|给|向|支持|支援|帮助|帮扶|为)我{kind}", text))
        going = len(re.findall(f"我{kind}[^，。；,;]{{0,12}}(?:援|支持|帮扶|对口|捐赠|投入|结对)", text))
        if coming == going and spot is not None:
            return spot.side
        return "west" if coming > going else "east"
