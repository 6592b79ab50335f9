"""One set of words, two readers: pages speak the visitor's language, what is kept or printed is Chinese.

Ledgers, sheets, the log and the history are official papers: they say the same whoever made them. So what
is stored or written to a file is made inside :func:`official_language`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shanhai.ledger.numbers import plain, readable
from shanhai.text.lexicon import measures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OFFICIAL = "zh-hans"
MILLION = 1_000_000

UNITS: dict[str, StrOrPromise] = {
    "元": pgettext_lazy("unit", "元"),
    "万元": pgettext_lazy("unit", "万元"),
    "亿元": pgettext_lazy("unit", "亿元"),
    "百万元": pgettext_lazy("unit", "百万元"),
    "人": pgettext_lazy("unit", "人"),
    "人次": pgettext_lazy("unit", "人次"),
    "个": pgettext_lazy("unit", "个"),
    "次": pgettext_lazy("unit", "次"),
    "家": pgettext_lazy("unit", "家"),
    "场": pgettext_lazy("unit", "场"),
    "户": pgettext_lazy("unit", "户"),
    "项": pgettext_lazy("unit", "项"),
    "期": pgettext_lazy("unit", "期"),
    "批": pgettext_lazy("unit", "批"),
    "所": pgettext_lazy("unit", "所"),
    "对": pgettext_lazy("unit", "对"),
    "处": pgettext_lazy("unit", "处"),
    "例": pgettext_lazy("unit", "例"),
    "份": pgettext_lazy("unit", "份"),
    "件": pgettext_lazy("unit", "件"),
    "亩": pgettext_lazy("unit", "亩"),
    "课时": pgettext_lazy("unit", "课时"),
    "台次": pgettext_lazy("unit", "台次"),
}
"""Units as pages show them; other units, which offices print themselves, stay as they are."""


def official_language() -> translation.override:
    """For a ``with`` block in which all words are Chinese, whatever language the visitor reads."""
    return translation.override(OFFICIAL)


def _in_chinese() -> bool:
    return (translation.get_language() or OFFICIAL) == OFFICIAL


def official(words: StrOrPromise) -> str:
    """These words in Chinese."""
    with official_language():
        return str(words)


def in_wan_title(title: StrOrPromise) -> StrOrPromise:
    """The title of a column whose money is typed and shown in 万元; put into words when it is shown."""
    return format_lazy(_("{title}（万元）"), title=title)


def measure_title(code: str) -> str:
    """The name of a measure in the visitor's language; an unknown code stays a code."""
    entry = measures().get(code)
    if entry is None:
        return code
    return entry["zh"] if _in_chinese() else entry["en"].capitalize()


def figure_words(value: Decimal, unit: str) -> tuple[str, str]:
    """A figure and its unit as a page shows them: money in 万元 or 亿元, elsewhere in yuan or millions."""
    if unit == "元" and not _in_chinese():
        million = abs(value) >= MILLION
        shown, printed = (plain(value / MILLION), "百万元") if million else (f"{value.normalize():,f}", unit)
    else:
        shown, printed = readable(value, unit)
    return shown, str(UNITS.get(printed, printed))


def figure_text(value: Decimal, unit: str) -> str:
    """A figure with its unit in one piece: ``3600万元``; with a space between them outside Chinese."""
    return ("" if _in_chinese() else " ").join(figure_words(value, unit))
