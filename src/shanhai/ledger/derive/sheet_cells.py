"""Reading one cell of an office's sheet into the value of a column, or saying what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from shanhai.ledger.derive.sheet_columns import FACTORS, SheetColumn
from shanhai.ledger.derive.sheet_scan import NOT_CALCULATED

TRUE, FALSE = frozenset({"是", "√", "有", "1", "true", "y"}), frozenset({"否", "×", "无", "0", "false", "n"})
EMPTY = frozenset({"", "/", "-", "—", "——", "无"})
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
ERRORS = frozenset(
    {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", NOT_CALCULATED}
)
"""What cells show whose formula has no result."""
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(18264, 73051)
"""Excel day numbers of 1950 to 2099; other numbers in a date column are no dates."""


class CellError(ValueError):
    """A cell cannot be read; the message is Chinese and says how to mend it."""


def words_of(cell: Any) -> str:
    """A cell as the words its author typed, trimmed; whole floats without ``.0``."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell).strip()


def text_of(cell: Any) -> str:
    """A cell as it is compared and read as a figure, date or choice: full-width forms become plain ones."""
    return unicodedata.normalize("NFKC", words_of(cell)).strip()


def read_cell(cell: Any, column: SheetColumn, unit: str = "") -> Any:
    """The value for the column's field; None or '' when the cell is empty. ``unit`` is the header's unit.

    Money without a unit in header or cell is 万元, as ledgers print it. Raises :class:`CellError`.
    """
    field = column.model_field
    text = text_of(cell)
    if text in ERRORS:
        raise CellError(f"公式没有得出结果（{text}），请改成数字或文字")
    if isinstance(field, models.BooleanField):
        return _boolean(text, null=field.null)
    if column.choices:
        return _choice(text, column)
    if isinstance(field, models.DateField):
        return _date(cell, text)
    if isinstance(field, models.DecimalField):
        return _money(text, unit) if column.wan else _decimal(text)
    if isinstance(field, models.IntegerField):
        return _whole(text)
    words = words_of(cell)
    if field.max_length and len(words) > field.max_length:
        raise CellError(f"超过{field.max_length}个字（现有{len(words)}个字），请缩短")
    return words


def _boolean(text: str, *, null: bool) -> bool | None:
    folded = text.lower()
    if not folded:
        return None if null else False
    if folded in TRUE or folded == "定向":
        return True
    if folded in FALSE or folded == "非定向":
        return False
    raise CellError("应填“是”或“否”")


def _choice(text: str, column: SheetColumn) -> str:
    """The choice whose value or label the text is, or the only one whose label it begins (联席)."""
    if text in EMPTY:
        return str(column.model_field.default) if column.model_field.has_default() else ""
    folded = _bare(text)
    labels = {value: _bare(label) for value, label in column.choices}
    for value, label in labels.items():
        if folded in (value, label):
            return value
    near = [value for value, label in labels.items() if len(folded) >= 2 and label.startswith(folded)]
    if len(near) == 1:
        return near[0]
    raise CellError(f"没有这一项，可填：{'、'.join(label for _value, label in column.choices)}")


def _bare(text: str) -> str:
    """A label without spaces and brackets, half-width, as it is compared."""
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", text))


def _date(cell: Any, text: str) -> date | None:
    if text in EMPTY:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if text.isdigit() and int(text) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(text))
    found = _DATE.fullmatch(text.split(" ")[0] if ":" in text else text) or _COMPACT_DATE.fullmatch(text)
    if not found:
        raise CellError("不是日期，应写作2024-06-13或2024年6月13日")
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise CellError("没有这一天，请核对日期") from None


def _decimal(text: str) -> Decimal | None:
    if text in EMPTY:
        return None
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise CellError("应填数字，不带单位和文字（约数请在“数据精度”列注明）") from None
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 12:
        raise CellError("数字超出范围")
    return value


def _money(text: str, unit: str) -> Decimal | None:
    for name, factor in FACTORS.items():
        if text.endswith(name):
            value = _decimal(text.removesuffix(name).strip())
            return None if value is None else (value * factor).quantize(Decimal("0.01"))
    value = _decimal(text)
    return None if value is None else (value * FACTORS.get(unit, 10_000)).quantize(Decimal("0.01"))


def _whole(text: str) -> int | None:
    value = _decimal(text)
    if value is None:
        return None
    if value != value.to_integral_value() or value > 2_000_000_000:
        raise CellError("应填整数")
    return int(value)
