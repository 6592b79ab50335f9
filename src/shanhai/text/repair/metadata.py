"""Title, date, source and author of a page, read from its furniture and its first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from shanhai.text.repair.model import Metadata

_DATE = re.compile(r"((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})")
_END = r"(?=\s|[|，；。）)】\]]|(?:责任|值班)?编辑|作者|记者|时间|发布|来源|点击|浏览|阅读|字号|字体|$)"
_SOURCE = re.compile(rf"来\s?源\s?[:：]\s?([^\s|，；。：:]{{2,30}}?){_END}")
_AUTHOR = re.compile(rf"(?:作\s?者|记者|通讯员|撰稿|文)\s?[:：]\s?([^\s|，；。：:]{{2,20}}?){_END}")
_LEAD = re.compile(
    r"^[^\n]{0,30}?(?:讯|电)\s?[（(][^（）()]{0,20}?(?:记者|通讯员)\s?([^（）()，。]{2,20})[)）]"
)
_NAMES = r"([\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,3})"
_CREDIT = re.compile(rf"[（(]\s?(?:(?:记者|通讯员|文)[:：\s]\s?)?{_NAMES}\s(?:文/图|图/文|文|摄影报道)[)）]$")
TITLE = (6, 60)  # characters of a headline


def read(lines: Sequence[tuple[str, str]]) -> Metadata:
    """Metadata from (line, furniture rule or empty) pairs, in order; what is not told stays empty."""
    told = [line for line, rule in lines if rule in ("furniture.byline", "furniture.editor")]
    body = [line for line, rule in lines if not rule]
    return Metadata(
        title=_title(lines),
        published=next((day for line in told if (day := _day(line))), None),
        source=_first(_SOURCE, told),
        author=_first(_AUTHOR, told) or _first(_LEAD, body[:3]) or _first(_CREDIT, body[-1:]),
    )


def _day(line: str) -> date | None:
    match = _DATE.search(line)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:  # 2023-13-45
        return None


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    return next((match[1] for line in lines if (match := pattern.search(line))), "")


def _title(lines: Sequence[tuple[str, str]]) -> str:
    """The first line of the body, if it reads as a headline and something follows it."""
    body = [line for line, rule in lines if not rule]
    if len(body) < 2 or not TITLE[0] <= len(body[0]) <= TITLE[1]:
        return ""
    return (
        ""
        if body[0].endswith(("。", "；", "，", "：", "”，")) or len(body[1]) < len(body[0]) // 2
        else body[0]
    )
