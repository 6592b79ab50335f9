"""Every kind's declaration fits its model, the vocabulary and the pages that derive from it."""

from __future__ import annotations

from collections import Counter

from shanhai.ledger.derive.sheet_columns import fold, sheet_columns
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Aggregation, Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.sections import Section
from shanhai.ledger.services import writable_fields
from shanhai.text.lexicon import measures

BOOKKEEPING = {
    "id", "owner_side", "state", "state_reason", "record_source", "import_batch", "version",
    "changed_since_confirmed", "created_at", "updated_at", "created_by", "confirmed_by", "confirmed_at",
}  # fmt: skip


def test_every_field_is_a_column_a_common_field_or_bookkeeping(model: type[Record]) -> None:
    fields = {field.name for field in model._meta.get_fields()}
    assert fields == set(writable_fields(model)) | BOOKKEEPING


def test_columns_are_fields_and_stand_once(model: type[Record]) -> None:
    names = Counter(model.Kind.field_names())
    assert all(count == 1 for count in names.values()), names


def test_every_name_in_the_declaration_is_a_column(model: type[Record]) -> None:
    kind, columns = model.Kind, set(model.Kind.field_names())
    used = {*kind.label_fields, *kind.natural_key, *kind.money_fields, *kind.sensitive}
    used |= {kind.date_field} - {""}
    for rule in kind.measures:
        used |= {rule.unit_field, rule.date, rule.until, *rule.when, *rule.subject} - {""}
        used |= {rule.value} if isinstance(rule.value, str) else set()
    assert used <= columns


def test_measures_are_in_the_vocabulary_and_belong_to_the_kind(model: type[Record]) -> None:
    for rule in model.Kind.measures:
        assert rule.measure in measures()
        assert rule.measure.split(".")[0] == model.Kind.code
        assert rule.aggregation in Aggregation.values


def test_ratios_divide_measures_of_the_kind_in_one_unit(model: type[Record]) -> None:
    for ratio in model.Kind.ratios:
        units = [
            {rule.printed_unit() for rule in model.Kind.yields(name)} for name in (ratio.part, ratio.whole)
        ]
        assert units[0] & units[1], ratio


def test_conditions_name_real_choices(model: type[Record]) -> None:
    for rule in model.Kind.measures:
        for name, allowed in rule.when.items():
            field = model._meta.get_field(name)
            choices = {value for value, _label in field.choices or ()} | ({""} if field.blank else set())
            assert not field.choices or set(allowed) <= choices, (rule.measure, name)


def test_section_title_and_evidence_are_given(model: type[Record]) -> None:
    kind = model.Kind
    assert kind.section in Section.values
    assert all((kind.title, kind.short, kind.icon))
    assert kind.evidence_expected, "what evidence an inspector would ask for"


def test_header_names_are_unambiguous(model: type[Record]) -> None:
    names = Counter(name for column in sheet_columns(model) for name in column.names)
    assert not [name for name, count in names.items() if count > 1]


def test_no_alias_is_listed_that_folding_recognises_anyway(model: type[Record]) -> None:
    for column in model.Kind.columns:
        names = [fold(name) for name in (str(field_of(model, column.field).verbose_name), *column.aliases)]
        assert len(names) == len(set(names)), names


def test_codes_are_different() -> None:
    assert len({model.Kind.code for model in all_kinds()}) == len(all_kinds())
