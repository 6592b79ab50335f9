"""`shanhai repair` and `shanhai claims`: the text library on files, without a database."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shanhai.cli.inputs import Failures, InputError, shown, sources
from shanhai.cli.outputs import Output

if TYPE_CHECKING:
    from shanhai.text.repair import RepairedText

EDIT_KEYS = ("start", "end", "original", "replacement", "rule", "confidence")
RESIDUE_KEYS = ("kind", "start", "end", "reason")

logger = logging.getLogger(__name__)

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE…", help="文本文件，“-”为标准输入 text files, - for standard input", show_default=False
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="DIR", help="每个文件写入该文件夹 write one file each there"),
]
Published = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help="发布日期，用来理解“今年”“去年底” date of publication, for relative dates",
    ),
]


def repair(
    files: Files,
    as_json: Annotated[
        bool, typer.Option("--json", help="每个文件一个 JSON 对象，含每处修改 with every edit")
    ] = False,
    output: Folder = None,
) -> None:
    """修复受损文本，输出可读的简体原文。 Repair damaged text.

    错误文件各报一行，其余照常处理，退出码为 2。 A wrong file gets one line; exit code 2.
    """

    def work(repaired: RepairedText, name: str) -> str:
        return _line(_described(name, repaired)) if as_json else repaired.text

    _process(files, Output(output, ".json" if as_json else ".txt", files, titled=not as_json), work)


def claims(
    files: Files,
    published: Published = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="给人看：逐句标出并说明依据 for people: each sentence, marked, and why"
        ),
    ] = False,
    reasons: Annotated[
        bool, typer.Option("--reasons", help="每条 JSON 附判断依据 add to each claim why it was read so")
    ] = False,
    output: Folder = None,
) -> None:
    """读出文中的数据表述，每行一条 JSON。 Print the figures a text states, as JSON Lines.

    start、end 是原文中的码点位置，quote 为原文，text 为修复后的同一段。
    """
    from shanhai.text.claims import Context, read_document

    context = Context(published=published.date() if published else None)

    def as_lines(repaired: RepairedText, name: str) -> str:
        return "".join(_line(claim.to_json(explain=reasons)) for claim in read_document(repaired, context))

    def for_people(repaired: RepairedText, name: str) -> str:
        from shanhai.cli.explained import explained, wants_colour

        found = [read.claim for read in read_document(repaired, context)]
        return explained(repaired.text, found, colour=output is None and wants_colour())

    if explain:
        _process(files, Output(output, ".txt", files, titled=True), for_people)
    else:
        _process(files, Output(output, ".jsonl", files), as_lines)


def _process(files: list[str], output: Output, work: Callable[[RepairedText, str], str]) -> None:
    """Repair each file and write what ``work`` makes of it; what fails is told and the rest goes on."""
    from shanhai.ledger.errors import LedgerError

    failures = Failures()
    for source in sources(files, failures):
        try:
            output.write(source, work(_repaired(source.data), source.name))
        except (InputError, LedgerError) as error:
            failures.add(source.name, error)
        except OSError:
            raise  # the reader of our output went away
        except Exception:
            # One text that the rules cannot cope with must not cost the user the others.
            logger.exception("a fault of shanhai, not of the file")
            failures.add(source.name, "处理时出错，这是程序的缺陷 (a bug)")
    failures.finish()


def _repaired(data: bytes) -> RepairedText:
    from shanhai.documents.files import read_file
    from shanhai.text.repair import repair

    return repair(read_file(data).text)


def _described(name: str, repaired: RepairedText) -> dict[str, Any]:
    """What `repair --json` prints for one file; offsets are code points of the decoded original."""
    return {
        "file": shown(name),
        "text": repaired.text,
        "edits": [{key: getattr(edit, key) for key in EDIT_KEYS} for edit in repaired.edits],
        "residue": [{key: getattr(residue, key) for key in RESIDUE_KEYS} for residue in repaired.residue],
    }


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def register(app: typer.Typer) -> None:
    """Add the text commands to ``app``."""
    app.command()(repair)
    app.command()(claims)
