"""The columns of a kind's sheet: printed headers, and the names by which an office's header is recognised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from shanhai.ledger.models import Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.wording import official_language

YEAR, NOTE, SUMMARY, SINCE, PRECISION = "年度", "备注", "汇总行", "汇总起始年度", "数据精度"
_UNIT = re.compile(r"[(（\[]\s*(?:单位[:：]?\s*)?(亿元|万元|元|人|人次|%)\s*[)）\]]")
_NOISE = re.compile(r"[\s　*＊：:]+")
FACTORS = {"亿元": 100_000_000, "万元": 10_000, "元": 1}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a kind's sheet. ``field`` is the model field; ``wan`` columns hold money in 万元."""

    field: str
    header: str
    names: frozenset[str]
    required: bool
    wan: bool
    choices: tuple[tuple[str, str], ...]
    model_field: models.Field[Any, Any]


def fold(header: str) -> str:
    """A header as it is compared: NFKC, no white space, no marks, no unit in brackets."""
    text = unicodedata.normalize("NFKC", str(header))
    return _NOISE.sub("", _UNIT.sub("", text)).lower()


def unit_in(header: str) -> str:
    """The unit a header prints in brackets (万元, 元 …), empty when none."""
    found = _UNIT.search(unicodedata.normalize("NFKC", str(header)).replace("(", "（").replace(")", "）"))
    return found.group(1) if found else ""


@cache
def sheet_columns(model: type[Record]) -> tuple[SheetColumn, ...]:
    """All columns of the sheet in printing order: 年度, the kind's columns, 备注, then the system's.

    Sheets are Chinese: headers and choices are printed and recognised so whatever the visitor reads.
    """
    with official_language():
        return _sheet_columns(model)


def _sheet_columns(model: type[Record]) -> tuple[SheetColumn, ...]:
    found = [_column(model, "year", YEAR, ("年份",), required=not model.Kind.date_field)]
    for column in model.Kind.columns:
        title = str(field_of(model, column.field).verbose_name)
        found.append(_column(model, column.field, title, column.aliases, required=column.required))
    found.append(_column(model, "note", NOTE, ("说明",)))
    found.append(_column(model, "is_summary", SUMMARY, ("是否汇总",)))
    found.append(_column(model, "since_year", SINCE, ()))
    found.append(_column(model, "precision", PRECISION, ()))
    return tuple(found)


def _column(
    model: type[Record], name: str, title: str, aliases: tuple[str, ...], *, required: bool = False
) -> SheetColumn:
    field = field_of(model, name)
    wan = name in model.Kind.money_fields
    return SheetColumn(
        field=name,
        header=f"{title}（万元）" if wan else title,
        names=frozenset(fold(alias) for alias in (title, *aliases)),
        required=required,
        wan=wan,
        choices=tuple((str(value), str(label)) for value, label in field.choices or ()),
        model_field=field,
    )


def recognise(model: type[Record], header: str) -> SheetColumn | None:
    """The column that a header names, by title or alias; None for headers that fill no column."""
    name = fold(header)
    return next((column for column in sheet_columns(model) if name in column.names), None)
