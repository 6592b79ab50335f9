"""Bytes of GBK characters, private-use ones and all, as the byte-level damage saw them."""

from __future__ import annotations

from functools import cache, lru_cache

EURO = 0x80  # code page 936 reads this single byte as the euro sign


@lru_cache(maxsize=1 << 15)
def encode(char: str) -> bytes | None:
    """One byte for ASCII and ``€``, two for what GBK can spell, None for everything else."""
    if char == "€":
        return bytes((EURO,))
    try:
        data = char.encode("gb18030")
    except UnicodeEncodeError:  # a lone surrogate
        return None
    return data if len(data) <= 2 else None


@lru_cache(maxsize=1 << 15)
def decode(lead: int, trail: int) -> str | None:
    """The character of a GBK pair; None when the two bytes are no pair."""
    if not (is_lead(lead) and 0x40 <= trail <= 0xFE and trail != 0x7F):
        return None
    return bytes((lead, trail)).decode("gb18030")


@cache
def beginning_with(lead: int) -> tuple[str, ...]:
    """The characters whose first byte is ``lead``, but for the ideographic space."""
    pairs = (decode(lead, trail) for trail in range(0x40, 0xFF))
    return tuple(char for char in pairs if char and char != "\u3000")


@cache
def ending_with(trail: int) -> tuple[str, ...]:
    """The characters whose second byte is ``trail``, but for the ideographic space."""
    pairs = (decode(lead, trail) for lead in range(0x81, 0xFF))
    return tuple(char for char in pairs if char and char != "\u3000")


def is_lead(byte: int) -> bool:
    """Whether the byte can begin a pair."""
    return 0x81 <= byte <= 0xFE


def encode_shifted(char: str) -> bytes | None:
    """The bytes of a character inside a shifted run.

    No ASCII byte below ``@`` can stand there as itself, for the pending lead byte would have swallowed
    it: a half-width mark or digit is a full-width one that somebody folded after the damage.
    """
    return encode(chr(ord(char) + 0xFEE0)) if "!" <= char <= "?" else encode(char)
