"""What sort of paper a document is, guessed by its title and format, for people to correct."""

from __future__ import annotations

import re

from shanhai.documents.models import Document

_BY_TITLE: tuple[tuple[Document.Genre, re.Pattern[str]], ...] = (
    (Document.Genre.MINUTES, re.compile("纪要|会议记录")),
    (Document.Genre.AGREEMENT, re.compile("(?:协议|备忘录|合同|意向)书?(?:[（(].{0,12}[)）])?$")),
    (
        Document.Genre.NOTICE,
        re.compile("通知|(?:实施|工作)?(?:意见|方案|办法|细则|规划|计划|要点)(?:[（(].{0,12}[)）])?$"),
    ),
    (Document.Genre.REPORT, re.compile("报告|总结|汇报|述职")),
    (
        Document.Genre.BULLETIN,
        re.compile(
            "简报|专报|快报|周报|月报|工作动态|工作信息|信息.{0,4}第?[\\d〇一二三四五六七八九十]{1,4}期"
        ),
    ),
    (Document.Genre.TABLE, re.compile("(?:统计|汇总|明细|台账|情况)表|台账$|清单$")),
    (Document.Genre.LETTER, re.compile("(?:感谢|公|复|便)函|的函$|感谢信|倡议书|邀请函")),
)
_BY_FORMAT = {
    "xlsx": Document.Genre.TABLE, "xls": Document.Genre.TABLE, "eml": Document.Genre.LETTER,
    "html": Document.Genre.NEWS, "mhtml": Document.Genre.NEWS,
}  # fmt: skip


def likely_genre(title: str, code: str) -> str:
    """The genre a title tells, else the usual one of the format; empty where neither says anything."""
    for genre, pattern in _BY_TITLE:
        if pattern.search(title.strip()):
            return genre.value
    found = _BY_FORMAT.get(code)
    return found.value if found else ""
