"""Commands that set up and run the site: migrate, createuser, serve, demo, manage."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Annotated

import typer

from shanhai.cli.inputs import refuse
from shanhai.cli.start import plain_errors, start_django

Host = Annotated[str, typer.Option(help="监听地址 address to listen on")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="端口 port")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="进程数 processes")]
Background = Annotated[
    int,
    typer.Option(min=0, max=64, help="后台任务进程数，0 即另行运行 worker background workers"),
]


def migrate() -> None:
    """建立或升级数据库。 Create or upgrade the database."""
    start_django()
    with plain_errors():
        _migrate()
    typer.echo("数据库已是最新。 The database is up to date.")


def createuser(
    username: Annotated[str, typer.Argument(help="登录名 log-in name")],
    role: Annotated[
        str, typer.Option(help="角色 role: coordinator, reviewer, department, leader, inspector, admin")
    ],
    region: Annotated[str, typer.Option(help="所属地区的行政区划代码 code of the user's region")] = "",
    name: Annotated[str, typer.Option(help="姓名 name")] = "",
    unit: Annotated[str, typer.Option(help="单位 organisation")] = "",
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="从标准输入读取密码 read the password from standard input"),
    ] = False,
) -> None:
    """新增用户；密码在提示后输入。 Create a user; asks for the password."""
    start_django()
    from shanhai.accounts.services import create_user

    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif not sys.stdin.isatty():
        refuse("没有终端可输入密码：请加 --password-stdin 从标准输入读取 (no terminal; use --password-stdin)")
    else:
        password = typer.prompt("密码 password", hide_input=True, confirmation_prompt="再输一次 again")
    with plain_errors():
        create_user(username, password, role=role, region_code=region, display_name=name, unit_name=unit)
    typer.echo(f"已新增用户 {username}。 User created.")


def serve(
    host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2, background: Background = 1
) -> None:
    """运行网站。 Serve the site; stop with Ctrl+C."""
    _refuse_busy(host, port)
    start_django()
    with plain_errors():
        refuse_unmigrated()
    _announce_and_run(host, port, workers, background)


def demo(
    host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2, background: Background = 1
) -> None:
    """载入示例数据并运行网站；再次运行不丢失任何数据。 Load the examples and serve."""
    _refuse_busy(host, port)
    start_django()
    from shanhai.web.demo import load_demo

    with plain_errors():
        typer.echo("· 准备数据库 preparing the database")
        _migrate()
        load_demo(typer.echo)
    _announce_and_run(host, port, workers, background)


def manage(context: typer.Context) -> None:
    """运行 Django 管理命令。 Run a Django management command."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["shanhai manage", *context.args])


def _migrate() -> None:
    from django.core.management import call_command

    from shanhai.documents.services import index_missing
    from shanhai.ledger.services.regions import load_regions

    call_command("migrate", interactive=False, verbosity=0)
    load_regions()
    index_missing()


def _refuse_busy(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            refuse(f"没有“{host}”这个地址 (no such address)")
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                refuse(f"{host} 不是这台机器的地址：请改 --host (not an address of this machine)")
            refuse(
                f"端口 {port} 不可用（{error.strerror}）：请先关闭占用它的程序，或用 --port 换一个。"
                " (port in use? choose another with --port)"
            )


def refuse_unmigrated() -> None:
    """Refuse to go on over a database that is not made yet or is older than the program."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        refuse("数据库还没有建好或需要升级：请先运行 shanhai migrate (run it first)")


def _announce_and_run(host: str, port: int, workers: int, background: int) -> None:
    from shanhai.cli.server import collect_static, run

    with plain_errors():
        collect_static()
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"\n▶ http://{shown}:{port}   （Ctrl+C 停止 to stop）\n")
    run(f"{shown}:{port}", workers, background)


def register(app: typer.Typer) -> None:
    """Add the site commands to ``app``."""
    for command in (migrate, createuser, serve, demo):
        app.command()(command)
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command(hidden=True, context_settings=passed_on)(manage)
