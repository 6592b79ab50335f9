"""The demonstration data of `shanhai demo`: users, pairings, example ledgers and bulletins."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError


def load_demo(echo: Callable[[str], object]) -> None:
    """Load what is not there yet, telling the user through ``echo``; ends with the demo log-ins.

    What people have done with the demo data stays as they left it: a step that was taken is not taken
    again. Raises ``ValidationError`` when the examples are missing or the database is somebody's own.
    """
    from shanhai.accounts.models import User
    from shanhai.accounts.request import request_scope
    from shanhai.web.demo.places import load_organisations, load_pairings
    from shanhai.web.demo.plan import read_plan
    from shanhai.web.demo.steps import Loader
    from shanhai.web.demo.users import PASSWORD, load_users

    plan = read_plan()
    names = [user.username for user in plan.users]
    if User.objects.exists() and not User.objects.filter(username__in=names).exists():
        raise ValidationError(
            "数据库里已有用户，不是示例数据库；示例不会混入正式数据。请用 SHANHAI_DATA 另指一个文件夹。"
            " (not a demo database; choose another folder with SHANHAI_DATA)"
        )
    with request_scope():
        echo("· 载入示例 loading the examples")
        load_users(plan)
        pairings = load_pairings(plan)
        load_organisations(plan)
        loader = Loader(plan, pairings)
        rows = sum(map(loader.load_workbook, plan.workbooks))
        documents = sum(map(loader.load_bulletin, plan.bulletins))
        sum(map(loader.load_targets, plan.targets))
    if rows or documents:
        echo(f"  新增台账 {rows} 行、资料 {documents} 份 rows and documents added")
    else:
        echo("  示例已在，未作改动 already there, nothing changed")
    echo(f"\n示例用户，密码均为 {PASSWORD} demo log-ins, all with this password:")
    for user in plan.users:
        echo(f"  {user.username:<16} {user.name}")
