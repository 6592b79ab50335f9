"""Record kinds: one file a kind, found by scanning. Adding a kind is one file and one migration."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shanhai.ledger.models.record import Record


@cache
def load_kinds() -> tuple[type[Record], ...]:
    """Import every kind module and return their record models, in menu order."""
    from shanhai.ledger.models.record import Record

    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    models = [model for model in Record.__subclasses__() if not model._meta.abstract]
    return tuple(sorted(models, key=lambda model: (model.Kind.order, model.Kind.code)))


def all_kinds() -> tuple[type[Record], ...]:
    """All record models, in menu order."""
    return load_kinds()


def kind(code: str) -> type[Record]:
    """The record model with this code; ``KeyError`` when there is none."""
    return {model.Kind.code: model for model in load_kinds()}[code]


def kind_of_measure(measure: str) -> type[Record] | None:
    """The kind whose rows yield ``measure``; None while no kind does."""
    return next((model for model in load_kinds() if model.Kind.yields(measure)), None)
