"""Numbers as they stand in Chinese prose: ``3.4万``, ``1亿2千万``, ``上千``, ``十几``, ``300余``, ``第十四``.

A number is read with its bound words and its neighbours decide what it is: a count, a place in a series,
a percentage, a fraction, part of a date, or a label (telephone, licence, model) that counts nothing.
Chinese numerals stand inside countless words (一带一路, 三农, 四个不摘), so one counts only before a unit
or when it is all there is; words of ``numeral_words.toml`` are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from shanhai.text.grammar import _bounds
from shanhai.text.grammar._bounds import Bound
from shanhai.text.grammar._numeral import ARABIC, LONGEST, Worth, tidy, worth
from shanhai.text.grammar._scan import fold, mask
from shanhai.text.grammar._units import units

Kind = Literal["count", "ordinal", "percent", "fraction", "date", "label"]

_CHINESE = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟俩仨"
_SPACED = r"(?: (?=[百千万亿余多]))?"
_RUN = re.compile(
    rf"(?:{ARABIC}{_SPACED}|(?<![人户总次指倍系函参岗件份项少多无复整小分代点计基])数(?=[十百千万亿])"
    rf"|几(?=[十百千万亿])|[{_CHINESE}])(?:{ARABIC}{_SPACED}|[{_CHINESE}余多来几]){{0,{LONGEST - 1}}}+"
)
_PLAIN_RUN = re.compile(rf"{ARABIC}{_SPACED}[十百千万亿]{{0,4}}[余多]?[万亿]{{0,2}}")
_HALF = re.compile("(?<![上下大多过前后一对])半(?=个|年(?!级|轻)|天|小时|亩)")
_START = re.compile(
    # Tried only where a numeral stands, which makes the search five times faster.
    f"(?=[0-9数几半首{_CHINESE}])(?:{_RUN.pattern}|{_HALF.pattern}|首(?=[批次个届期家场条例支]))"
)
_JOIN = re.compile(" ?(?:-{1,2}|至|到) ?")
_PART = re.compile(" ?分之 ?")
_PLUS = re.compile(r"\+(?![0-9A-Za-z])")
_ROUND = re.compile("[一二两三四五六七八九].{0,8}[万亿][余多]?")
_ARABIC_DIGIT = re.compile("[0-9]")
_POWER = re.compile("[百千万亿]")
_MULTIPLIER = re.compile("([百千万亿]{1,3})[余多]?$")
_YEARLIKE = re.compile("(?:1[89]|20)[0-9]{2}|[一二][〇零九八][〇零一二三四五六七八九]{2}")
_DATE_AFTER = re.compile(
    "月(?!租)|日(?!内|均|游|龄|照)|[时点](?!候|赞|位|滴|亮)[0-9整半,，。前至到-]|年代|世纪|年(?=[0-9]{1,2}月)"
)
_LABEL_AFTER = re.compile(
    "[A-Za-z](?<!k|K|m|M)|号(?!人)|届|级|型|版|楼|层|室|弄|强(?![^企市县,，。])|座机|热线|[:/.][0-9]|-[0-9]|[+][0-9A-Zn]|[〕\\]]"
)
_LABEL_BEFORE = re.compile(
    r"(?:[A-Za-z][-.]?|[0-9][-/:.]|(?<!-)-|[〔\[+]|(?<![设装储配准具完筹预])备|第"
    r"|电话|热线|邮编|编号|证号|代码|号码|传真|QQ|微信|年级[(]?)[: ]?$"
)
_LABEL_DIGITS = 9


class Number(NamedTuple):
    """A number and the words it is printed with; ``text`` is exactly ``source[start:end]``.

    ``value`` is the number itself, the lower end when two are named; ``high`` the upper end of a range.
    A percentage keeps its printed value (85% has 85); a fraction is the quotient. ``[start:end]`` takes in
    bound words, 第 and the sign of a percentage.
    """

    start: int
    end: int
    text: str
    value: Decimal
    high: Decimal | None
    bound: Bound
    kind: Kind


class _Core(NamedTuple):
    """A number without its neighbours: the run's place, its worth, and how it was written."""

    start: int
    end: int
    worth: Worth
    kind: Kind | None = None

    def is_chinese(self, masked: str) -> bool:
        return _ARABIC_DIGIT.search(masked, self.start, self.end) is None


def find_numbers(text: str) -> list[Number]:
    """All numbers of ``text`` in order, none overlapping; time grows linearly with the text."""
    return numbers_in(text, fold(text))


def numbers_in(text: str, folded: str) -> list[Number]:
    """:func:`find_numbers` for a text that is folded already."""
    masked = mask(folded)
    found = []
    for core in _cores(masked):
        number = _number(text, folded, core, masked)
        if number is not None:
            found.append(number)
    return found


def parse_number(text: str) -> Number | None:
    """The number that ``text`` as a whole is, None when it is not one number and nothing else."""
    found = find_numbers(text)
    return found[0] if len(found) == 1 and found[0].text == text else None


def _cores(masked: str) -> Iterator[_Core]:
    """The runs of ``masked`` that are worth something, ranges and fractions joined."""
    at = 0
    while match := _START.search(masked, at):
        at = match.end()
        for core in _read(masked, match):
            joined = _joined(masked, core)
            at = max(at, joined.end)
            yield joined


def _read(masked: str, match: re.Match[str]) -> list[_Core]:
    if match[0] == "半":
        return [_Core(*match.span(), Worth(Decimal("0.5")))]
    if match[0] == "首":
        return [_Core(*match.span(), Worth(Decimal(1)), "ordinal")]
    core = _core(masked, match)
    if core is not None:
        return [core]
    inner = (_core(masked, m) for m in _PLAIN_RUN.finditer(masked, *match.span()))
    return [core for core in inner if core is not None]


def _core(masked: str, match: re.Match[str]) -> _Core | None:
    """The run of ``match`` with the signs at its end that say something (十来个, 300+; not 3来自)."""
    start, end = match.span()
    run = match[0].rstrip()
    if run[-1] == "来" and units().at(masked, end) is None:
        run = run[:-1]
    value = worth(run) if run else None
    if value is None:
        return None
    end = start + len(run)
    if value.low >= 10 and _PLUS.match(masked, end):
        return _Core(start, end + 1, value._replace(bound=">"))
    return _Core(start, end, value)


def _joined(masked: str, core: _Core) -> _Core:
    """``core`` with what it is joined to: 3至5万, 三分之一, 百分之八十五."""
    if part := _PART.match(masked, core.end):
        whole = _next(masked, part.end())
        return _fraction(masked, core, whole) if whole else core
    if join := _JOIN.match(masked, core.end):
        second = _next(masked, join.end())
        if second and (low := _lower_end(masked, core, second)) is not None:
            return _Core(core.start, second.end, Worth(low, second.worth.low, second.worth.bound))
    return core


def _next(masked: str, position: int) -> _Core | None:
    match = _RUN.match(masked, position)
    return _core(masked, match) if match else None


def _fraction(masked: str, below: _Core, above: _Core) -> _Core:
    name = masked[below.start : below.end]
    kind: Kind = "percent" if name in ("百", "千") else "fraction"
    if not below.worth.low:
        return below
    value = above.worth.low * (100 if kind == "percent" else 1) / below.worth.low
    return _Core(below.start, above.end, Worth(tidy(value)), kind)


def _lower_end(masked: str, first: _Core, second: _Core) -> Decimal | None:
    """The lower end of the range first—second, which takes the multiplier of the upper (3至5万, 五到六百)."""
    if first.worth.high is not None or second.worth.high is not None:
        return None
    low, high = first.worth.low, second.worth.low
    multiplier = _MULTIPLIER.search(masked[second.start : second.end])
    power = worth("一" + multiplier[1]) if multiplier else None
    if power and not _POWER.search(masked[first.start : first.end]) and low < high / power.low:
        low *= power.low
    return low if low < high else None


def _number(text: str, folded: str, core: _Core, masked: str) -> Number | None:
    """The number at ``core`` with its bound words and kind; None for a numeral that counts nothing."""
    start, end, bound = core.start, core.end, core.worth.bound
    head = _bounds.before(folded, start)
    if head is not None:
        start, bound = head
    kind = core.kind or _kind(folded, core)
    if kind == "ordinal" and folded[core.start] != "首":
        start = folded.rindex("第", 0, core.start)
    if kind == "percent" and folded[end : end + 1] in ("%", "‰"):
        end += 1
    if kind == "count" and core.is_chinese(masked) and not _counts(folded, core, start, head is not None):
        return None
    return Number(start, end, text[start:end], core.worth.low, core.worth.high, bound, kind)


def _counts(folded: str, core: _Core, start: int, bounded: bool) -> bool:
    """Whether a Chinese numeral counts something: it has a unit, is a round sum or the whole text."""
    if start == 0 and core.end == len(folded):
        return True
    space = folded[core.end : core.end + 1] == " "
    found = units().at(folded, core.end + space)
    numeral = folded[core.start : core.end]
    if found is None:
        return _ROUND.fullmatch(numeral) is not None
    unit = found[0]
    if unit.place and len(numeral) == 1 and numeral != "两":
        return False
    bare = len(numeral) == 1 and numeral in "百千万亿"
    return bounded or not (bare and unit.unit_class == "money")


def _kind(folded: str, core: _Core) -> Kind:
    start, end = core.start, core.end
    head = folded[max(0, start - 6) : start]
    if head.rstrip().endswith("第"):
        return "ordinal"
    if folded[end : end + 1] in ("%", "‰"):
        return "percent"
    digits = folded[start:end]
    if _DATE_AFTER.match(folded, end) or (
        folded[end : end + 1] == "年" and _YEARLIKE.fullmatch(digits[-4:]) and len(digits) in (4, 9, 10)
    ):
        return "date"
    if folded[end : end + 1] == "号" and head.endswith("月"):
        return "date"
    if _LABEL_AFTER.match(folded, end) or _LABEL_BEFORE.search(head):
        return "label"
    return "label" if digits.isdigit() and len(digits) >= _LABEL_DIGITS else "count"
