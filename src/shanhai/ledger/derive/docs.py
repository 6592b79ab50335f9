"""The page of the guide that lists every ledger with its columns, written from the declarations.

``docs/kinds.md`` is this text; a test says when it is out of date. ``scripts/kinds_page.py`` refreshes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from shanhai.ledger.declaration import Column, Yields
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Aggregation, Record
from shanhai.ledger.models.record import field_of
from shanhai.ledger.sections import Section
from shanhai.ledger.wording import official_language
from shanhai.text.lexicon import measures

HEAD = """# 台账与栏目

本页由各台账的声明生成，请勿手工修改。栏目按打印顺序排列；导入表格时，“也认”的表头与本名同样识别。
金额以元存储，标“万元”的栏按万元填报和打印。每种台账的表格前有“年度”，后有“备注”“汇总行”“数据精度”；
一行代表多项时勾选“汇总行”，它与单项记录不会合并去重。
"""
RULES = {Aggregation.FLOW: ["期间内相加"], Aggregation.STOCK: ["按时点计"], Aggregation.DISTINCT: []}


def kinds_page() -> str:
    """All kinds by section in the order of the assessment, in Markdown; the same at every call."""
    with official_language():
        return "\n".join([HEAD, *_contents(), *(line for model in _by_section() for line in _kind(model))])


def _by_section() -> list[type[Record]]:
    order = list(Section)
    return sorted(all_kinds(), key=lambda model: (order.index(Section(model.Kind.section)), model.Kind.order))


def _contents() -> Iterator[str]:
    yield "| 部分 | 台账 | 代码 | 栏目数 |"
    yield "|---|---|---|---|"
    for model in _by_section():
        kind = model.Kind
        section = Section(kind.section).label
        yield f"| {section} | [{kind.title}](#{kind.code}) | `{kind.code}` | {len(kind.columns)} |"
    yield ""


def _kind(model: type[Record]) -> Iterator[str]:
    kind = model.Kind
    yield f'<a id="{kind.code}"></a>\n\n## {kind.title}\n'
    yield "| 栏目 | 填法 | 也认 | 说明 |"
    yield "|---|---|---|---|"
    yield from (_column(model, column) for column in kind.columns)
    yield ""
    if kind.measures:
        yield "计入：\n"
        yield from dict.fromkeys(_measure(model, rule) for rule in kind.measures)
        yield ""
    yield f"同一年度内，{_names(model, kind.natural_key)}都相同的，视为同一条记录。"
    yield f"应附佐证：{'、'.join(map(str, kind.evidence_expected))}。\n"


def _column(model: type[Record], column: Column) -> str:
    field = field_of(model, column.field)
    notes = [str(field.help_text)] if field.help_text else []
    if column.field in model.Kind.sensitive:
        notes.append("个人信息，遮盖显示")
    title = f"**{field.verbose_name}**（必填）" if column.required else str(field.verbose_name)
    cells = (title, _how(model, field), "、".join(column.aliases), "；".join(notes))
    return f"| {' | '.join(cell.replace('|', '｜') for cell in cells)} |"


def _how(model: type[Record], field: models.Field[Any, Any]) -> str:
    """What is filled in: choices by their labels, else the sort of value."""
    if field.choices:
        return "/".join(str(label) for _value, label in field.flatchoices)
    if field.name in model.Kind.money_fields:
        return "万元"
    sorts = (
        (models.BooleanField, "是/否"),
        (models.DateField, "日期"),
        (models.DecimalField, "数字"),
        (models.IntegerField, "整数"),
    )
    return next((word for sort, word in sorts if isinstance(field, sort)), "文字")


def _measure(model: type[Record], rule: Yields) -> str:
    """One measure: its title and unit, what it is taken from, when, and how rows are put together."""
    unit = f"{rule.printed_unit()}，或按所填单位" if rule.unit_field else rule.printed_unit()
    source = f"取“{_names(model, (rule.value,))}”" if isinstance(rule.value, str) else "每行计1"
    when = "，".join(_condition(model, name, allowed) for name, allowed in rule.when.items())
    parts = [source, *([f"限{when}"] if when else []), *RULES[Aggregation(rule.aggregation)]]
    if rule.subject:
        otherwise = f"（前者为空的，按{_names(model, rule.subject_else)}）" if rule.subject_else else ""
        parts.append(f"{_names(model, rule.subject)}相同的只计一次{otherwise}")
    return f"- {measures()[rule.measure]['zh']}（{unit}）：{'；'.join(parts)}"


def _condition(model: type[Record], name: str, allowed: tuple[Any, ...]) -> str:
    labels = {True: "是", False: "否", None: "空", "": "空"}
    labels |= {value: str(label) for value, label in field_of(model, name).flatchoices}
    shown = "/".join(str(value) if type(value) is int else labels[value] for value in allowed)
    return f"{_names(model, (name,))}为{shown}"


def _names(model: type[Record], fields: tuple[str, ...]) -> str:
    return "、".join(str(field_of(model, name).verbose_name) for name in fields)
