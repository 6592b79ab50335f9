"""`shanhai watch`: documents that are put into a folder are taken in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from shanhai.cli.inputs import Problem, complain
from shanhai.cli.ledger import PairingName, find_pairing, find_user
from shanhai.cli.start import plain_errors, start_django


def watch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="要监视的文件夹 the folder")],
    user: Annotated[str, typer.Option("--user", metavar="NAME", help="以该用户的身份 on behalf of a user")],
    pairing: PairingName = "",
    every: Annotated[float, typer.Option(min=0.2, help="间隔秒数 seconds between looks")] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="只看一遍 look once and leave")] = False,
) -> None:
    """监视文件夹：放进去的资料自动入库，后台识读。 Take in what is put into a folder.

    不移动也不改动其中的文件；同一份文件只入库一次。 Nothing in the folder is touched.
    """
    start_django()
    from shanhai.documents.services.watch import FolderWatch

    with plain_errors():
        if not folder.is_dir():
            raise Problem(f"没有这个文件夹 (no such folder)：{folder}")
        watched = FolderWatch(folder, find_user(user), find_pairing(pairing) if pairing else None)
        while True:
            for found in watched.look(settled=once):
                if found.result is None:
                    complain(f"{found.path}：{found.problem}")
                elif found.result.created:
                    typer.echo(f"＋ {found.path}")
            if once:
                return
            time.sleep(every)


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(watch)
