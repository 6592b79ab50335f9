"""`shanhai ingest` and `shanhai import-ledger`: documents and workbooks into the ledger database."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shanhai.cli.inputs import STDIN, Failures, Problem, complain, sources
from shanhai.cli.start import plain_errors, start_django

if TYPE_CHECKING:
    from shanhai.accounts.models import User
    from shanhai.ledger.models import Pairing

MOST_DOUBTS = 100
"""Rows looked at for doubtful money; wrong ones come first."""
PairingName = Annotated[
    str,
    typer.Option(
        "--pairing", metavar="EAST-WEST", help="归入结对，如 宝山-会泽 或 310113-530326 by names or codes"
    ),
]
UserName = Annotated[str, typer.Option("--user", metavar="NAME", help="以该用户的身份 on behalf of a user")]
Published = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="发布日期 date of publication"),
]


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE|DIR|-…", show_default=False, help="资料文件或文件夹 files or folders"),
    ],
    pairing: PairingName = "",
    published: Published = None,
    user: UserName = "",
) -> None:
    """资料入库：修复文本，读出数据表述，待人核对。 Store documents and their claims.

    同一份文件只入库一次；中途停止后再运行即可补齐。 The same file twice is one document.
    """
    start_django()
    with plain_errors():
        _ingest(files_in(paths), pairing, published.date() if published else None, user)


def import_ledger(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Excel 工作簿或 CSV a workbook or CSV file")],
    pairing: PairingName,
    user: UserName,
    kind: Annotated[
        str,
        typer.Option(help="台账类别代码，如 fund；不写则看各工作表 code of the kind; else sheet by sheet"),
    ] = "",
    report: Annotated[bool, typer.Option("--report", help="导入后即报送 hand the rows in at once")] = False,
) -> None:
    """把 Excel 台账导入一个结对；一个文件可有多类台账。 Import a workbook into a pairing's ledgers."""
    start_django()
    with plain_errors():
        _import(file, kind, pairing, user, report)


def files_in(paths: list[str]) -> list[str]:
    """The files that ``paths`` name, folders replaced by all they hold but hidden files, by name."""
    found: list[str] = []
    for name in paths:
        if name == STDIN or not Path(name).is_dir():
            found.append(name)
            continue
        inside = sorted(path for path in Path(name).rglob("*") if path.is_file())
        found += [str(p) for p in inside if not any(q.startswith(".") for q in p.relative_to(name).parts)]
    return found


def _ingest(names: list[str], pairing_name: str, published: date | None, user: str) -> None:
    from shanhai.documents import services
    from shanhai.ledger.errors import LedgerError

    actor = find_user(user) if user else None
    pairing = find_pairing(pairing_name) if pairing_name else None
    failures, added, known, claims = Failures(), 0, 0, 0
    for source in sources(_with_progress(names), failures):
        name = "" if source.name == STDIN else Path(source.name).name
        try:
            result = services.ingest(
                actor, name=name, data=source.data, pairing=pairing, published=published, origin="cli"
            )
        except LedgerError as error:
            failures.add(source.name, error)
            continue
        added, known = added + result.created, known + (not result.created)
        claims += result.claims
    refused = failures.count
    typer.echo(f"新入库 {added} 份，已有 {known} 份，数据表述 {claims} 条，未能入库 {refused} 份。")
    typer.echo(f"{added} new, {known} known before, {claims} claims, {refused} refused.")
    failures.finish()


def _import(file: Path, kind_code: str, pairing_name: str, user: str, report: bool) -> None:
    from shanhai.ledger.derive.sheet_import import import_book, preview
    from shanhai.ledger.errors import LedgerError
    from shanhai.ledger.kinds import all_kinds
    from shanhai.ledger.selectors import visible_kinds

    kinds = {model.Kind.code: model for model in all_kinds()}
    if kind_code and kind_code not in kinds:
        raise Problem(f"没有“{kind_code}”这类台账，可用 (kinds)：{'、'.join(kinds)}")
    failures = Failures()
    for source in sources([str(file)], failures):
        actor, pairing = find_user(user), find_pairing(pairing_name)
        models = [kinds[kind_code]] if kind_code else visible_kinds(actor)
        try:
            found = preview(actor, models, pairing, file.name, source.data, most=MOST_DOUBTS)
            result = import_book(actor, models, pairing, file.name, source.data, report=report)
        except LedgerError as error:
            failures.add(source.name, error)
            continue
        for said in (*found.notes, *(doubt.message for row in found.rows for doubt in row.doubts)):
            typer.echo(f"请留意 (note): {said}", err=True)
        for problem in result.problems:
            complain(str(problem))
        done = f"新增 {result.added} 行，更新 {result.changed} 行，相同 {result.same} 行"
        typer.echo(f"{done}，有误 {result.wrong} 行。")
        failures.count += bool(result.problems)
    failures.finish()


def find_user(name: str) -> User:
    """The active user of this log-in name. Raises :class:`Problem` when there is none."""
    from shanhai.accounts.models import User

    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise Problem(f"没有“{name}”这个用户，或已停用 (no such active user)")
    return user


def find_pairing(name: str) -> Pairing:
    """The pairing named by the codes or names of its sides; of several, the one in force.

    Raises :class:`Problem` when there is none or the name leaves it open.
    """
    from django.db.models import Q

    from shanhai.ledger.models import Pairing

    sides = re.split(r"\s*[-—–－~～]+\s*", name.strip())
    if len(sides) != 2:
        raise Problem(f"“{name}”不是结对：请写成 东部-西部，如 宝山-会泽 (write EAST-WEST)")
    condition = Q()
    for side, word in zip(("east", "west"), sides, strict=True):
        fields = (f"{side}__code", f"{side}__name", f"{side}__short")
        condition &= reduce(or_, (Q((field, word)) for field in fields))
    pairings = Pairing.objects.unscoped("the command line names any pairing")
    found: list[Pairing] = list(pairings.filter(condition).order_by("-since"))
    best = [pairing for pairing in found if pairing.until is None] or found[:1]
    if len(best) != 1:
        raise Problem(f"{'不止一个' if best else '没有'}“{name}”这样的结对 (no single such pairing)")
    return best[0]


def _with_progress(names: list[str]) -> Iterable[str]:
    """``names``, with a bar on a terminal's standard error while they are worked through."""
    if not sys.stderr.isatty() or len(names) < 2:
        return names
    from rich.console import Console
    from rich.progress import track

    return track(names, "入库 storing", console=Console(stderr=True), transient=True)


def register(app: typer.Typer) -> None:
    """Add the ledger commands to ``app``."""
    app.command()(ingest)
    app.command("import-ledger")(import_ledger)
