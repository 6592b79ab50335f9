"""What every reader of values does first: fold the text, and hide numerals that are part of words.

Both keep the length, so that offsets in the folded or masked text are offsets in the text itself.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from shanhai.text.lexicon import LexiconError, load_toml

NUMERALS = "零〇一二两三四五六七八九十百千万亿"
HIDDEN = "\x00"

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "！；？＂＇"}
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_DASHES = dict.fromkeys(map(ord, "~‐‑‒–—―−﹣～〜∼"), "-")
_VARIANTS = str.maketrans("萬億兩○Ｏ﹪", "万亿两〇〇%")
_FOLD: dict[int, int | str] = {**_WIDE, **_SPACES, **_DASHES, **_VARIANTS}
# Few of these signs stand in one text: finding those and replacing each is six times faster than translate.
_PLAIN = {chr(sign): plain if isinstance(plain, str) else chr(plain) for sign, plain in _FOLD.items()}
_FOLDABLE = re.compile(f"[{re.escape(''.join(_PLAIN))}]")

_COLLOQUIAL_WAN = re.compile("w(?<=[0-9]w)(?![A-Za-z0-9])")
_NUMERAL_BEFORE = frozenset(NUMERALS + "0123456789第几数")
_SHORT_QUOTE = re.compile(r"[“‘「『\"]([^“”‘’「」『』\",。、;:\n]{1,12})[”’」』\"]")
_DIGIT_OR_NUMERAL = re.compile(rf"[0-9{NUMERALS}]")
_GROUPS = frozenset({"slogans", "plans", "congresses", "days", "common", "places"})


@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """``text`` with full-width ASCII, dashes, spaces, 萬/億/兩 and 1200w made plain; the same length.

    Kept for a few texts, because several readers of values read one text one after the other.
    """
    for sign in set(_FOLDABLE.findall(text)):
        text = text.replace(sign, _PLAIN[sign])
    return _COLLOQUIAL_WAN.sub("万", text)


@cache
def _words() -> tuple[AhoCorasick, re.Pattern[str]]:
    """The matcher for words of ``numeral_words.toml`` and the one for its patterns."""
    table: dict[str, Any] = load_toml("numeral_words.toml")
    if unknown := set(table) - _GROUPS - {"patterns"}:
        raise LexiconError(f"numeral_words.toml: unknown groups {sorted(unknown)}")
    words: list[str] = [word for group in sorted(_GROUPS) for word in table[group]]
    if repeated := sorted({word for word in words if words.count(word) > 1}):
        raise LexiconError(f"numeral_words.toml: stands twice: {repeated}")
    patterns = re.compile(
        f"(?=[之{NUMERALS}])(?:{'|'.join(f'(?:{p})' for p in _numbered(table['patterns']))})"
    )
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), patterns


def _numbered(patterns: list[str]) -> list[str]:
    """The patterns with their back references counted through the alternation they are joined into."""
    out, groups = [], 0
    for pattern in patterns:
        out.append(re.sub(r"\\([0-9])", partial(_shifted, groups), pattern))
        groups += re.compile(pattern).groups
    return out


def _shifted(base: int, reference: re.Match[str]) -> str:
    return f"\\{int(reference[1]) + base}"


def mask(folded: str) -> str:
    """``folded`` with every numeral-bearing word hidden (一带一路, 十四五, 一批), the same length.

    Numerals in a short quotation are hidden too, because it is a name or a slogan: “四个不摘”, “1+N”.
    """
    matcher, patterns = _words()
    spans = matcher.find_matches_as_indexes(folded)
    hidden = [
        (start, end) for _, start, end in spans if start == 0 or folded[start - 1] not in _NUMERAL_BEFORE
    ]
    hidden += [
        m.span()
        for m in patterns.finditer(folded)
        if folded[m.start() - 1 : m.start()] not in _NUMERAL_BEFORE
    ]
    hidden += [m.span(1) for m in _SHORT_QUOTE.finditer(folded) if _DIGIT_OR_NUMERAL.search(m[1])]
    if not hidden:
        return folded
    pieces, at = [], 0
    for start, end in sorted(hidden):
        if end <= at:
            continue
        start = max(start, at)
        pieces += [folded[at:start], HIDDEN * (end - start)]
        at = end
    return "".join([*pieces, folded[at:]])
