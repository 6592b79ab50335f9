"""Reading the claims of a text: figures and events, with sides, period and status, each told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from shanhai.text.claims.details import gift_details
from shanhai.text.claims.events import Event, find_events
from shanhai.text.claims.figure import Figure
from shanhai.text.claims.figures import Reading
from shanhai.text.claims.flow import set_flow
from shanhai.text.claims.lexicon import confidences
from shanhai.text.claims.mentions import find_period_marks
from shanhai.text.claims.merge import merged
from shanhai.text.claims.model import NO_CONTEXT, Bound, Claim, Context, Explanation, Status
from shanhai.text.claims.relevance import Relevance
from shanhai.text.claims.rules import PRINTED, SAME, Rule, rules
from shanhai.text.claims.sides import Sides
from shanhai.text.claims.status import StatusReader
from shanhai.text.claims.tables import table_cells
from shanhai.text.claims.times import Times
from shanhai.text.grammar.place import PlaceContext, find_places
from shanhai.text.lexicon import measures

_RANK = re.compile(r"县处级|正处级|副处级|处级|正科级|副科级|科级|副厅级|厅局级|厅级")
_DASH = re.compile("元?[—-]")
_MARK = re.compile("[、，,；;：:（(]")
_NAME = re.compile(r"[一-鿿A-Za-z“”]{1,12}")
_HEAD_REACH = 24  # how far from its figure a head noun still belongs to the quoted words


def read_claims(text: str, context: Context = NO_CONTEXT) -> list[Claim]:
    """Every claim that ``text`` states about the cooperation, in the order of the text.

    ``text`` is repaired text (`shanhai.text.repair`); offsets are into it. A text about something else has
    none. Takes time in proportion to the length of the text.
    """
    reader = _Reader(text, context)
    if not reader.relevance.document:
        return []
    found = [*reader.cells(), *reader.figures(), *reader.events()]
    return merged(text, sorted(found, key=lambda c: (c.start, c.end)))


class _Reader:
    """One text being read: what its parts answer, asked claim by claim."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.reading = Reading(text)
        self.places = find_places(text, PlaceContext(context.east, context.west, context.published))
        self.sides = Sides(self.reading, self.places, context)
        self.in_tables: set[int] = set()
        self.relevance = Relevance(self.reading, self.sides)
        if self.relevance.document:
            set_flow(self.reading, self.sides)
            self.times = Times(self.reading, find_period_marks(text, context.published))
            self.status = StatusReader(self.reading)

    def cells(self) -> Iterator[Claim]:
        """Claims of the cells of tables; their numbers are no figures of the text any more."""
        for cell in table_cells(self.text):
            self.in_tables.add(cell.start)
            at = self.reading.clause_at(cell.start)
            column = cell.column
            claim = self._placed(
                column.measure,
                cell.value,
                column.unit,
                (at, cell.start, cell.end),
                ("", column.header, f"{column.measure}#table"),
                {},
            )
            yield claim._replace(since=cell.year, until=cell.year) if cell.year else claim

    def figures(self) -> list[Claim]:
        """Claims of figures: the rule table asked in the order of the text."""
        found: list[Claim] = []
        prior, base, sentence = "", "", -1
        like: dict[str, str] = {}  # the last measure of each class of unit in the sentence
        self.taken: set[tuple[str, int]] = set()
        for figure in self.reading.figures:
            clause = self.reading.clauses[figure.at]
            if clause.sentence != sentence and not self._goes_on(figure):
                prior, base, sentence, like = "", "", clause.sentence, {}
            if (
                self._announces(figure)
                or figure.start in self.in_tables
                or (clause.heading and clause.paragraph)  # a title tells its figures, a heading below it none
                or self.relevance.foreign(figure.at)
                or self.relevance.distractor(figure)
            ):
                continue
            rule = rules().pick(self.reading, figure, prior)
            if rule is None:
                continue
            measure = rule.measure
            if measure == SAME:
                measure = like.get(figure.quantity.unit_class, "")
            if not measure:
                continue
            if not figure.nested:
                like[figure.quantity.unit_class] = measure
            base = base if figure.nested else measure
            found.append(self._claim(figure, rule, measure, base))
            self.taken.add((measure, figure.at))
            prior = measure
        return found

    def _announces(self, figure: Figure) -> bool:
        """Whether the figure is only the head of a line that tells it again: 61家——引导61家企业落户."""
        clause = self.reading.clauses[figure.at]
        if self.text[clause.start : figure.start].strip() or not _DASH.match(self.text, figure.end):
            return False
        later = self.reading.figures_in(figure.end, clause.end)
        return any(other.quantity.value == figure.quantity.value for other in later)

    def _goes_on(self, figure: Figure) -> bool:
        """Whether the sentence only divides up what the one before told: 其中：甲县4家，乙县3家."""
        first = self.reading.clauses[self.reading.sentence_start(figure.at)]
        return figure.nested and self.text.startswith("其中", first.start)

    def events(self) -> Iterable[Claim]:
        """Claims of events without a figure, where no figure of the clause already tells them."""
        for event in find_events(self.reading, self.sides):
            if self.relevance.foreign(event.at):
                continue
            if (
                (event.measure, event.at) not in self.taken
                or "title" in event.extra
                or "ordinal" in event.extra
            ):
                yield self._event(event)

    def _claim(self, figure: Figure, rule: Rule, measure: str, base: str) -> Claim:
        quantity = figure.quantity
        extra = {"subset": base} if figure.nested and base else {}
        if rule.optional:
            extra["optional"] = "true"
        if measure.startswith("posting.") and (rank := self._rank(figure)):
            extra["rank"] = rank
        if measure.startswith("donation."):
            extra |= gift_details(self.reading, self.places, figure, measure)
        unit = _unit(rule, measure, quantity.unit_class, quantity.unit)
        trigger, head = figure.verb.text if figure.verb else "", figure.head.text if figure.head else ""
        return self._placed(
            measure,
            quantity.value,
            unit,
            (figure.at, *self._words(figure)),
            (trigger, head, rule.id),
            extra,
            figure=figure,
            bound=quantity.bound,
            status="planned" if rule.planned else self.status.of(figure.at, figure.start)[0],
        )

    def _event(self, event: Event) -> Claim:
        claim = self._placed(
            event.measure,
            Decimal(1),
            event.unit,
            (event.at, event.start, event.end),
            (event.trigger, event.head, f"{event.measure}#event"),
            event.extra,
        )
        east, west = self.sides.named(event.named, "east"), self.sides.named(event.named, "west")
        return claim._replace(east=east or claim.east, west=west or claim.west)

    def _placed(
        self,
        measure: str,
        value: Decimal,
        unit: str,
        where: tuple[int, int, int],
        why: tuple[str, str, str],
        extra: dict[str, str],
        *,
        figure: Figure | None = None,
        bound: Bound = "=",
        status: Status | None = None,
    ) -> Claim:
        """A claim in clause and words ``where``, with its sides, period and status.

        ``why`` are its trigger, its head and its rule; ``status`` is given where a rule decides it.
        """
        at, start, end = where
        east = self.sides.of(at, "east", figure)
        west = self.sides.of(at, "west", figure)
        time = self.times.of(at, start, figure.end) if figure else self.times.of_event(at, start)
        scope = f"east: {east.source}; west: {west.source}; period: {time.source or 'none'}"
        return Claim(
            measure=measure,
            kind=measures()[measure]["kind"],
            value=value,
            unit=unit,
            bound=bound,
            status=status or self.status.of(at, start)[0],
            east=east.codes,
            west=west.codes,
            since=time.since,
            until=time.until,
            start=start,
            end=end,
            text=self.text[start:end],
            group=0,
            extra=extra,
            confidence=confidences()[measure],
            explanation=Explanation(*why, scope),
        )

    def _rank(self, figure: Figure) -> str:
        """The rank of the cadres a figure counts: behind it (13位处级干部) or before it (其中处级1人)."""
        after = _RANK.search(self.text, figure.end, min(figure.right, figure.end + _HEAD_REACH))
        rank = after or _RANK.search(self.text, figure.left, figure.start)
        return rank.group() if rank else ""

    def _noun_start(self, figure: Figure) -> int:
        """Where what stands between a figure and the mark before it begins: 、保温杯60个."""
        left = max(figure.left, figure.start - _HEAD_REACH)
        marks = [match.end() for match in _MARK.finditer(self.text, left, figure.start)]
        start = marks[-1] if marks else left
        return start if _NAME.fullmatch(self.text, start, figure.start) else figure.start

    def _words(self, figure: Figure) -> tuple[int, int]:
        """The words that carry a figure: the figure and its head noun when that is near."""
        start, end = figure.start, figure.end
        if figure.head and figure.head.end <= start and start - figure.head.start <= _HEAD_REACH:
            start = figure.head.start
        elif figure.head and figure.head.start >= end and figure.head.end - end <= _HEAD_REACH:
            end = figure.head.end
        elif figure.verb and max(figure.left, start - _HEAD_REACH) <= figure.verb.start < start:
            start = figure.verb.start
        elif not figure.head:
            start = self._noun_start(figure)
        clause = self.reading.clauses[figure.at]
        return max(start, min(clause.start, figure.start)), end


def _unit(rule: Rule, measure: str, unit_class: str, unit: str) -> str:
    """The unit of a claim: the rule's, the text's own for people and pairs, else the measure's."""
    if unit_class in ("pair", "household"):
        return unit
    if rule.unit == PRINTED or (not rule.unit and unit_class in ("person", "person_times")):
        return re.split(r"[(（/]", unit)[0]
    return rule.unit or measures()[measure]["unit"]
