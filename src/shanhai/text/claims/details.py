"""Who gave what to whom: the names that stand beside a gift, for the columns of its ledger row.

Keys are the columns of the ledger: ``donor``, ``receiver`` (or ``beneficiary``) and ``goods``. A name is
given only where the clause plainly says it (甲公司向乙小学捐赠电脑40台); nothing is guessed.
"""

from __future__ import annotations

import re

from shanhai.text.claims.figure import Figure
from shanhai.text.claims.figures import Reading
from shanhai.text.claims.segment import Clause
from shanhai.text.grammar.organisation import find_organisations
from shanhai.text.grammar.place import Place

_TOWARDS = re.compile(r"(?<!意)[向给为](?!了|期|主)")
_GIVING = frozenset({"donate", "gift", "hand"})
_NAME = re.compile(r"[一-鿿A-Za-z（）()·“”]{2,30}")
_PEOPLE = re.compile(r"(?:群众|学生|学子|孩子|儿童|老人|农户|居民|村民|师生|患者|家庭|户|人员)(?:们)?$")
_JOINED = re.compile(r"[、和与及]|以及")
_REST = re.compile(r"[，。、；：,;:（(和及与]|等|价值|折价|合计|共计|总价|用于|到|送|给|向|为|惠及|一批")
_LEAD = re.compile(r".*(?:捐赠了?|捐助|买了?|购买|赠送|捐|送去|送来|送上|发放|购置|筹集|募集|和|及|与|的)")
_COUNTED = re.compile(r"[共约近各等计达合有]+$")
_GOODS = re.compile(r"[一-鿿A-Za-z“”]{1,12}")
_MARKS = "、，,；;：:"


def gift_details(reading: Reading, places: list[Place], figure: Figure, measure: str) -> dict[str, str]:
    """Donor, receiver and goods of a gift, as its clause or the giving clause before it names them."""
    found: dict[str, str] = {}
    if measure == "donation.items" and (goods := _goods(reading, figure)):
        found["goods"] = goods
    if clause := _giving_clause(reading, figure.at):
        verb = next(w for w in reading.triggers_in(clause.start, clause.end) if w.classes & _GIVING)
        towards = _TOWARDS.search(reading.text, clause.start, verb.start)
        if donor := _named(reading.text, places, clause.start, towards.start() if towards else verb.start):
            found["donor"] = donor
        receiver = reading.text[towards.end() : verb.start] if towards else ""
        if _NAME.fullmatch(receiver):
            found["beneficiary" if _PEOPLE.search(receiver) else "receiver"] = receiver
    return found


def _giving_clause(reading: Reading, at: int) -> Clause | None:
    """The clause that tells of the giving: the figure's own or the nearest before it up to a semicolon."""
    for near in range(at, reading.segment_start(at) - 1, -1):
        clause = reading.clauses[near]
        if any(word.classes & _GIVING for word in reading.triggers_in(clause.start, clause.end)):
            return clause
    return None


def _named(text: str, places: list[Place], start: int, end: int) -> str:
    """The organisations, or the place, named last in ``start..end`` and reaching to its end."""
    names = find_organisations(text[start:end])
    kept: list[str] = []
    edge = end - start
    for name in reversed(names):
        between = text[start + name.end : start + edge]
        if (between and not _JOINED.fullmatch(between)) or (kept and not between):
            break
        kept.append(name.text)
        edge = name.start
    if kept:
        return "、".join(reversed(kept))
    return next((p.text for p in places if start <= p.start and p.end == end), "")


def _goods(reading: Reading, figure: Figure) -> str:
    """What was counted: the noun behind the figure (40台电脑) or before it (电脑40台)."""
    text = reading.text
    stop = _REST.search(text, figure.end, figure.right)
    after = text[figure.end : stop.start() if stop else figure.right].lstrip("的")
    if _GOODS.fullmatch(after):
        return after
    left = max(text.rfind(mark, figure.left, figure.start) for mark in _MARKS) + 1
    before = _COUNTED.sub("", text[max(left, figure.left) : figure.start])
    before = _LEAD.sub("", before)
    return before if _GOODS.fullmatch(before) else ""
