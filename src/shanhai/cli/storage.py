"""`shanhai backup` and `shanhai restore`: the whole installation in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shanhai.cli.start import plain_errors, start_django


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 .tar 或 .tar.gz the file to write")],
) -> None:
    """备份：数据库、原始资料与密钥，网站可照常运行。 Back up everything while the site runs."""
    start_django()
    from django.conf import settings

    from shanhai.cli.backup import write_backup
    from shanhai.cli.dumps import dump_of

    with plain_errors():
        count = write_backup(file, settings.DATA_DIR, dump_of(settings.DATABASES["default"]))
    typer.echo(
        f"已备份到 {file}：数据库和 {count} 个原始文件。请妥善保管，内含全部数据。 Backed up; keep it safe."
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 the backup")],
    force: Annotated[
        bool,
        typer.Option("--force", help="已有数据时仍恢复，原数据移到一旁 even over data, which is moved aside"),
    ] = False,
) -> None:
    """从备份恢复；先核对每个文件的哈希值。 Restore a backup, every hash checked first."""
    start_django()
    from django.conf import settings

    from shanhai.cli.backup import read_backup
    from shanhai.cli.dumps import dump_of

    with plain_errors():
        dump = dump_of(settings.DATABASES["default"])
        manifest, aside = read_backup(file, settings.DATA_DIR, dump, force)
    typer.echo(
        f"已恢复 {manifest['made']} 的备份。请运行 shanhai migrate 并重启网站。 Restored; migrate, restart."
    )
    if aside is not None:
        typer.echo(f"原来的数据在 {aside}。 The earlier data is there.")


def register(app: typer.Typer) -> None:
    """Add the storage commands to ``app``."""
    app.command()(backup)
    app.command()(restore)
