"""`shanhai audit`: sealing the log and checking it."""

from __future__ import annotations

import typer

from shanhai.cli.inputs import refuse
from shanhai.cli.start import plain_errors, start_django

audit = typer.Typer(help="日志的封印与核验 seals of the audit log", no_args_is_help=True)


@audit.command()
def seal() -> None:
    """给新写的日志加封；摘要请另行抄存。 Seal what is new; keep the digest outside the database."""
    start_django()
    with plain_errors():
        from shanhai.accounts.seals import seal as make

        made = make()
        if made is None:
            typer.echo("没有新的日志 (nothing new)")
        else:
            typer.echo(f"已封 {made.entries} 条，至第 {made.upto} 条，摘要 {made.digest}")


@audit.command()
def verify() -> None:
    """重读全部日志，与每一次封印核对。 Read the whole log and compare it with every seal."""
    start_django()
    with plain_errors():
        from shanhai.accounts.seals import verify as check

        found = check()
        if found.broken is not None:
            refuse(f"日志在封印之后被改动过：{found.broken} (the log was changed after this seal)")
        typer.echo(f"核验无误：已封 {found.sealed} 条，未封 {found.unsealed} 条 (intact)")


def register(app: typer.Typer) -> None:
    """Add the log's commands to ``app``."""
    app.add_typer(audit, name="audit")
