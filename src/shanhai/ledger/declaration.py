"""How a record kind is declared: the inner ``Kind`` class of a record model.

The declaration is data about the model: code, titles, columns in the office's printing order with the
header names offices use, the natural key, the measures a row yields, sensitive columns and the evidence
expected. Lists, filters, forms, templates, import, export, permissions and tests are derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from shanhai.text.lexicon import measures as vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Column:
    """One printed column: a model field, and the header names by which imports recognise it.

    The model field's ``verbose_name`` is the printed header; ``aliases`` are other names in use.
    ``required`` columns must be filled before a row may be reported. ``wide`` columns hold long text.
    """

    field: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    in_list: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Yields:
    """One measure that a row yields as an observation.

    ``value`` names the field that holds the figure, or is a constant (``1``: each row counts once).
    ``when`` limits the rule to rows whose fields have one of the given values. ``unit_field`` names a
    field with the printed unit where a measure has no fixed one. ``aggregation`` is flow, stock or
    distinct; ``subject`` names the fields that identify what is counted once (distinct, stock), and
    ``subject_else`` those that do when the first of them is empty (a firm whose code is not known).
    ``date`` and ``until`` name the fields with the day of the act, or the days a stock is valid between.
    ``unit`` overrides the vocabulary's unit (人次 beside 人).
    """

    measure: str
    value: str | int = 1
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    unit: str = ""
    unit_field: str = ""
    aggregation: str = "flow"
    subject: tuple[str, ...] = ()
    subject_else: tuple[str, ...] = ()
    date: str = ""
    until: str = ""

    def printed_unit(self) -> str:
        """The unit of this measure's observations, unless the row prints its own."""
        return self.unit or vocabulary()[self.measure]["unit"]

    def applies_to(self, record: Any) -> bool:
        """True when the row meets every condition of ``when`` and has a figure."""
        if any(getattr(record, name) not in allowed for name, allowed in self.when.items()):
            return False
        return isinstance(self.value, int) or getattr(record, self.value) is not None

    def figure(self, record: Any) -> Decimal:
        """The figure the row gives for this measure; call only when :meth:`applies_to`."""
        return Decimal(self.value if isinstance(self.value, int) else getattr(record, self.value))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share that is told of many rows: the total of one measure over the total of another (DOMAIN.md c.1).

    Shares of single rows are never averaged. ``part`` and ``whole`` are measures of the kind in one unit.
    """

    title: StrOrPromise
    part: str
    whole: str


Check = Callable[[Any], dict[str, str]]


class KindDeclaration:
    """Base of every record model's inner ``Kind``. See ARCHITECTURE.md, "The ledger".

    ``code`` is the stable English code, ``title`` the printed Chinese title of the ledger, ``short`` the
    word used in menus. ``section`` is the assessment section it is filed under on a pair's page.
    ``date_field`` is the field whose year a row belongs to when the year is not given. ``checks`` are
    cross-field rules: each returns {field: Chinese message}, empty when all is well.
    """

    do_not_call_in_templates: ClassVar[bool] = True
    code: ClassVar[str]
    title: ClassVar[StrOrPromise]
    short: ClassVar[StrOrPromise]
    section: ClassVar[str]
    icon: ClassVar[str] = "table_rows"
    order: ClassVar[int] = 100
    columns: ClassVar[tuple[Column, ...]]
    label_fields: ClassVar[tuple[str, ...]]
    natural_key: ClassVar[tuple[str, ...]]
    date_field: ClassVar[str] = ""
    measures: ClassVar[tuple[Yields, ...]] = ()
    ratios: ClassVar[tuple[Ratio, ...]] = ()
    sensitive: ClassVar[Mapping[str, str]] = {}
    money_fields: ClassVar[tuple[str, ...]] = ()
    evidence_expected: ClassVar[tuple[StrOrPromise, ...]] = ()
    checks: ClassVar[tuple[Check, ...]] = ()

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Model fields of the printed columns, in printing order."""
        return tuple(column.field for column in cls.columns)

    @classmethod
    def required_fields(cls) -> tuple[str, ...]:
        """Fields that must be filled before a row may be reported."""
        return tuple(column.field for column in cls.columns if column.required)

    @classmethod
    def list_fields(cls) -> tuple[str, ...]:
        """Fields shown in lists; the others are on the record's page and in print."""
        return tuple(column.field for column in cls.columns if column.in_list)

    @classmethod
    def yields(cls, measure: str, unit: str = "") -> tuple[Yields, ...]:
        """The rules that yield ``measure`` (in ``unit``, if given), best first."""
        found = tuple(rule for rule in cls.measures if rule.measure == measure)
        exact = tuple(rule for rule in found if rule.unit_field or rule.printed_unit() == unit)
        return exact or found
