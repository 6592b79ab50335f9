"""Errors as values: what is wrong, where, with which value, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one piece of input.

    ``code`` is stable and English; ``message`` is Chinese and says how to mend it. ``field`` is the model
    field (empty for the row as a whole); file, sheet, row and column are set by importers.
    """

    code: str
    message: str
    field: str = ""
    value: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        where = [
            self.file,
            f"工作表“{self.sheet}”" if self.sheet else "",
            f"第{self.row}行" if self.row else "",
            f"“{self.column}”列" if self.column else "",
            f"值“{self.value}”" if self.value else "",
        ]
        place = " ".join(part for part in where if part)
        return f"{place}：{self.message}" if place else self.message


class LedgerError(Exception):
    """A write was refused; ``problems`` says everything that stands in its way. Nothing was saved."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("；".join(map(str, problems)))

    def by_field(self) -> dict[str, list[str]]:
        """Messages by model field, the row's own under ``__all__``, as forms want them."""
        found: dict[str, list[str]] = {}
        for problem in self.problems:
            found.setdefault(problem.field or "__all__", []).append(problem.message)
        return found


class NotAllowed(LedgerError):
    """The user has no right to do this."""

    def __init__(self, message: str) -> None:
        super().__init__([Problem("not_allowed", message)])


class Conflict(LedgerError):
    """Somebody else has changed the row since it was read."""

    def __init__(self, record: Any) -> None:
        self.record = record
        super().__init__(
            [
                Problem(
                    "conflict",
                    f"这条记录在您打开之后已被{record.last_editor or '他人'}修改，"
                    f"现为第{record.version}版，请核对最新内容后再保存",
                )
            ]
        )


def one(code: str, message: str, field: str = "", value: object = "") -> LedgerError:
    """An error with one problem."""
    return LedgerError([Problem(code, message, field=field, value=str(value))])
