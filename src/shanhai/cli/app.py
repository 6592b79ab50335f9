"""The commands of `shanhai`, gathered. Each module of this package holds commands of one sort."""

from __future__ import annotations

from typing import Annotated

import typer

from shanhai.cli import audit, keys, ledger, site, storage, text, watch, worker
from shanhai.cli.start import version

app = typer.Typer(
    name="shanhai",
    help="山海：东西部协作与对口支援的台账。 The open ledger for East–West cooperation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"shanhai {version()}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="版本 the version")
    ] = False,
) -> None:
    pass


for module in (text, ledger, site, storage, worker, keys, watch, audit):
    module.register(app)
