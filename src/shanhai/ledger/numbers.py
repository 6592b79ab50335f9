"""Figures as offices write them: money in 万元, no useless zeros, thousands not separated in ledgers."""

from __future__ import annotations

from decimal import Decimal

from shanhai.ledger.models.record import WAN


def plain(value: Decimal | int | None) -> str:
    """A figure without trailing zeros: ``20.00`` → ``20``, ``12.50`` → ``12.5``; None → empty."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return f"{value.normalize():f}" if value else "0"


def in_wan(value: Decimal | None) -> str:
    """Money of 元 in 万元: ``128500`` → ``12.85``; None → empty."""
    return "" if value is None else plain(Decimal(value) / WAN)


def readable(value: Decimal, unit: str) -> tuple[str, str]:
    """A total as a page shows it: figure and unit, money in 万元 or 亿元 by its size."""
    if unit != "元":
        return f"{plain(value)}", unit
    if abs(value) >= 100_000_000:
        return plain((value / 100_000_000).quantize(Decimal("0.0001"))), "亿元"
    return in_wan(value), "万元"
