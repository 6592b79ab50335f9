"""`shanhai keys`: changing the key that encrypts personal data."""

from __future__ import annotations

import os

import typer

from shanhai.cli.start import plain_errors, start_django

keys = typer.Typer(help="个人信息密钥 the key of personal data", no_args_is_help=True)


@keys.command()
def rotate() -> None:
    """更换密钥，全部个人信息重新加密；先停网站。中断后再运行即接着做。

    Change the key and encrypt all personal data anew. Stop the site first; run again after a break.
    """
    start_django()
    with plain_errors():
        _rotate()


def _rotate() -> None:
    from django.conf import settings

    from shanhai.accounts.request import request_scope
    from shanhai.ledger.services.keys import rotate as encrypt_anew
    from shanhai.ledger.services.keys import waiting
    from shanhai.web.secret import change_key, read_old_keys, read_or_make_key

    key, old = settings.DATA_DIR / "field.key", settings.DATA_DIR / "field-former.key"
    given = bool(os.environ.get("SHANHAI_FIELD_KEY"))
    if not given and not waiting():
        change_key(key, old)
        settings.FIELD_KEY, settings.FIELD_KEYS_OLD = read_or_make_key(key), read_old_keys(old)
    left = total = waiting()
    typer.echo(f"待重新加密 {total} 行 (rows to encrypt anew)")
    with request_scope():
        for number in encrypt_anew():
            left -= number
            typer.echo(f"  还剩 {left} 行 ({left} left)")
    if not given:
        typer.echo(f"完成。{old} 中的旧密钥已不再需要，可以删除 (the former keys there may be deleted)。")


def register(app: typer.Typer) -> None:
    """Add the key commands to ``app``."""
    app.add_typer(keys, name="keys")
