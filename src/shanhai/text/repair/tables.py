"""The tables of this room (readings, forms, frequencies, furniture), loaded when first asked for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from math import log

_DATA = files("shanhai.text.repair") / "data"
_PLAIN_LETTERS = str.maketrans({"ɑ": "a", "ɡ": "g", "v": "ü"})


@cache
def readings() -> dict[str, str]:
    """All characters of GBK by reading, tone marks kept: ``{"qū": "区區曲…"}``."""
    lines = (_DATA / "readings.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


@cache
def _toneless() -> dict[str, str]:
    table: dict[str, str] = {}
    for key, chars in readings().items():
        bare = without_tone(key)
        table[bare] = table.get(bare, "") + chars
    return table


def without_tone(reading: str) -> str:
    """``qū`` → ``qu``; the dots of ``ü`` stay."""
    return "".join(
        c for c in unicodedata.normalize("NFD", reading) if c not in "\u0304\u0301\u030c\u0300"
    ).replace("u\u0308", "ü")


@lru_cache(maxsize=4096)
def characters_read(reading: str) -> str:
    """The characters with this reading; a reading without tone mark stands for all its tones."""
    key = unicodedata.normalize("NFC", reading.translate(_PLAIN_LETTERS))
    found = readings().get(key, "")
    return found + _toneless().get(key, "") if key == without_tone(key) else found


@cache
def _forms() -> tuple[str, str, str]:
    old, new, simplified = (_DATA / "forms.txt").read_text("utf-8").splitlines()
    return old, new, simplified


@cache
def traditional_only() -> frozenset[str]:
    """Characters that simplified text does not use (GB 2312 lacks them and OpenCC simplifies them)."""
    return frozenset(_forms()[0].partition(" ")[0])


@cache
def has_simplified_form() -> frozenset[str]:
    """Traditional characters, with those that simplified text uses too in some words (後, 於, 乾, 著)."""
    return frozenset(_forms()[0])


@cache
def simplified_forms() -> frozenset[str]:
    """Characters that stand for a traditional one in simplified text (与, 协, 后)."""
    return frozenset(_forms()[1]) - {" "}


def is_big5(char: str) -> bool:
    """Whether Big5 has the character: of several traditional forms, the usual one."""
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


@cache
def kept_names() -> dict[str, tuple[str, str]]:
    """Names of divisions that simplification spoils, by what it makes of them: (traditional, true).

    ``{"干县": ("乾縣", "乾县")}``
    """
    rows = (line.split("\t") for line in (_DATA / "names.tsv").read_text("utf-8").splitlines())
    return {spoilt: (traditional, name) for spoilt, traditional, name in rows}


@cache
def simplified_only() -> frozenset[str]:
    """Characters that traditional text does not use (Big5 lacks them and OpenCC has a fuller form)."""
    return frozenset(_forms()[2])


@cache
def to_simplified_table() -> dict[int, str]:
    """Character by character simplification for ``str.translate``: for comparing, not for output."""
    old, new, _ = _forms()
    return str.maketrans(dict(zip(old, new, strict=True)))


# The sum of the dictionary's counts; in binary fractions, so that sums of costs are exact in any order.
_ALL_WORDS = round(log(60_101_967) * 2**30) / 2**30
COMMON = 11.0  # cost of the rarest common word


def _levels(most: int = 0) -> Iterator[tuple[float, list[str]]]:
    """The words of one cost, the cheapest first; of the first ``most`` bytes, or of all."""
    packed = zlib.decompressobj().decompress((_DATA / "words.z").read_bytes(), most)
    for line in packed.decode("utf-16-le", "ignore").splitlines():
        level, _, words = line.partition("\t")
        yield _ALL_WORDS - int(level) / 8, words.split(" ")


@cache
def word_costs() -> dict[str, float]:
    """Cost (negative natural logarithm of the probability) of 120,000 words of one to four characters."""
    return {word: cost for cost, words in _levels() for word in words}


@cache
def common_pairs() -> frozenset[str]:
    """The commonest words of two characters, some five thousand; read without the rest of the list."""
    return frozenset(
        word for cost, words in _levels(1 << 16) if cost <= COMMON for word in words if len(word) == 2
    )


@cache
def word_characters() -> frozenset[str]:
    """The characters that words of two and more characters are made of; many of GBK stand in none."""
    return frozenset("".join(word for word in word_costs() if len(word) > 1))


@cache
def _word_edges() -> tuple[frozenset[str], frozenset[str]]:
    """What words begin and end with, if it is longer than one character and shorter than the word."""
    long = [word for word in word_costs() if len(word) > 2]
    heads, tails = {word[:2] for word in long}, {word[-2:] for word in long}
    longest = [word for word in long if len(word) > 3]
    return frozenset(heads.union(word[:3] for word in longest)), frozenset(
        tails.union(word[-3:] for word in longest)
    )


def may_surround(head: str, tail: str) -> bool:
    """Whether a word may begin with ``head`` and, one character later, end with ``tail``."""
    heads, tails = _word_edges()
    chars = word_characters()
    return (head in heads if len(head) > 1 else not head or head in chars) and (
        tail in tails if len(tail) > 1 else not tail or tail in chars
    )


@cache
def spun_words() -> tuple[str, ...]:
    """Words that only text-spinning software puts into official prose; each stands once.

    Raises ValueError when the file repeats a word or has an unknown key.
    """
    table = tomllib.loads((_DATA / "spun.toml").read_text("utf-8"))
    words: list[str] = table.pop("words")
    if table or len(set(words)) != len(words):
        raise ValueError(f"spun.toml: unknown keys {list(table)} or repeated words")
    return tuple(words)


@cache
def furniture_patterns() -> dict[str, dict[str, str]]:
    """Regular expressions of page furniture by group and name, macros filled in.

    Raises ValueError when the file has an unknown group or macro.
    """
    table = tomllib.loads((_DATA / "furniture.toml").read_text("utf-8"))
    macros: dict[str, str] = table.pop("macros")
    if set(table) != {"lines", "long_lines", "parts"}:
        raise ValueError(f"furniture.toml: groups {sorted(table)}")
    return {
        group: {name: _filled("|".join(patterns), macros) for name, patterns in members.items()}
        for group, members in table.items()
    }


def _filled(pattern: str, macros: dict[str, str]) -> str:
    while names := set(re.findall(r"\{([a-z]+)\}", pattern)):
        if unknown := names - set(macros):
            raise ValueError(f"furniture.toml: unknown macros {sorted(unknown)}")
        for name in names:
            pattern = pattern.replace(f"{{{name}}}", macros[name])
    return pattern
