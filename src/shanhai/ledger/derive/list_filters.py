"""The filters of a kind's list, derived from its declaration: what may be asked, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.regions import prefix_of
from shanhai.ledger.fields import EncryptedField
from shanhai.ledger.models import Dispute, Evidence, Precision, Record, Side, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.services.sensitive import records_with

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_VALUES = 20
"""Values of one filter beyond this many are not read: nobody chooses so many by hand."""
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing a list can be narrowed by; several values of one filter mean «one of these».

    ``choices`` are the values offered, empty when they depend on the user (pairs, years, places).
    ``accepts`` says whether a value from an address means anything.
    """

    name: str
    title: StrOrPromise
    condition: Callable[[tuple[str, ...]], Q]
    accepts: Callable[[str], bool]
    choices: tuple[tuple[str, StrOrPromise], ...] = ()

    def read(self, values: Iterable[str]) -> tuple[str, ...]:
        """The values that mean something, each once, in order."""
        return tuple(dict.fromkeys(value for value in values if self.accepts(value)))[:MOST_VALUES]


def filters_of(model: type[Record]) -> dict[str, Filter]:
    """The filters of a kind by name: pair, year, state, side, place, every column of choices, and marks."""
    own = [
        _choice(name, field_of(model, name))
        for name in model.Kind.field_names()
        if field_of(model, name).choices
    ]
    common = (
        Filter("pairing", _("结对"), lambda values: Q(pairing__in=values), _is_number),
        Filter("year", _("年度"), lambda values: Q(year__in=values), _is_year),
        _fixed("state", _("状态"), State.choices),
        Filter("place", _("地区"), _in_places, _is_code),
        _fixed("owner_side", _("填报方"), Side.choices),
    )
    exactness = _fixed("precision", _("数据精度"), Precision.choices)
    batch = Filter("batch", _("导入批次"), lambda values: Q(import_batch__in=values), _is_number)
    return {found.name: found for found in (*common, *own, exactness, _marks(model), batch)}


def _fixed(name: str, title: StrOrPromise, choices: Iterable[tuple[str, StrOrPromise]]) -> Filter:
    """A filter by a field with fixed choices."""
    offered = tuple((str(value), label) for value, label in choices)
    return Filter(
        name,
        title,
        lambda values: Q(**{f"{name}__in": values}),
        {value for value, _label in offered}.__contains__,
        offered,
    )


def _choice(name: str, field: models.Field[object, object]) -> Filter:
    return _fixed(name, field.verbose_name, list(field.flatchoices))


def _marks(model: type[Record]) -> Filter:
    """Rows that carry a mark: disputed, changed since they were confirmed, without evidence, summary rows."""
    open_ones = Dispute.objects.unscoped("asks only whether a row in scope is disputed").filter(
        kind=model.Kind.code, record_id=OuterRef("pk"), state=Dispute.State.OPEN
    )
    valid = Evidence.objects.unscoped("asks only whether a row in scope has evidence").filter(
        kind=model.Kind.code, record_id=OuterRef("pk"), state=Evidence.State.VALID
    )
    meaning = {
        "disputed": (_("有异议"), Exists(open_ones)),
        "changed": (_("确认后改过"), Q(changed_since_confirmed__gt=0)),
        "unproven": (_("缺佐证"), ~Exists(valid)),
        "summary": (_("汇总行"), Q(is_summary=True)),
    }

    def condition(values: tuple[str, ...]) -> Q:
        """Rows with every one of the marks."""
        found = Q()
        for value in values:
            found &= Q(meaning[value][1])
        return found

    choices = tuple((value, title) for value, (title, _q) in meaning.items())
    return Filter("mark", _("标记"), condition, meaning.__contains__, choices)


def _in_places(values: tuple[str, ...]) -> Q:
    """Rows placed in one of these regions or below: a county by its pairing, a township by the row itself."""
    found = Q()
    for code in values:
        prefix = prefix_of(code)
        found |= Q(place_code__startswith=prefix)
        if len(code) <= 6:
            found |= Q(pairing__west__code__startswith=prefix) | Q(pairing__east__code__startswith=prefix)
    return found


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def _is_year(value: str) -> bool:
    return _is_number(value) and len(value) == 4


def _is_code(value: str) -> bool:
    return _is_number(value) and 6 <= len(value) <= 12


def searched(model: type[Record], words: str) -> Q:
    """Rows in which every word stands in some column of text; a whole ID or telephone number by its hash."""
    words = words.strip()[:LONGEST_SEARCH]
    names = text_fields(model)
    found = Q()
    for word in words.split():
        found &= Q.create([(f"{name}__icontains", word) for name in names], connector=Q.OR)
    numbers = records_with(model.Kind.code, words) if words and model.Kind.sensitive else []
    return found | Q(pk__in=numbers) if numbers else found


def text_fields(model: type[Record]) -> tuple[str, ...]:
    """The columns of text that are searched; encrypted ones cannot be."""
    fields = [(name, field_of(model, name)) for name in (*model.Kind.field_names(), "note")]
    return tuple(
        name
        for name, field in fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, EncryptedField)
        and not field.choices
        and name not in model.Kind.sensitive
    )
