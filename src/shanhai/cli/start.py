"""Starting Django for the commands that need it, and its everyday failures in one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from shanhai.cli.inputs import Problem, refuse


def version() -> str:
    """The installed version of the distribution."""
    from importlib import metadata

    return metadata.version("shanhai-ledger")


def start_django() -> None:
    """Load the settings and applications, and make the data folder (mode 0700) when there is none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanhai.web.settings")
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        django.setup()
    except OSError as error:
        refuse(f"无法使用数据文件夹：{error} (data folder; see SHANHAI_DATA)")
    except ImproperlyConfigured as error:
        refuse(f"配置有误：{error} (settings)")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns what commonly goes wrong with a database or a disk into one line and exit code 2."""
    from django.core.exceptions import ValidationError
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except Problem as problem:
        refuse(str(problem))
    except ValidationError as error:
        refuse("；".join(error.messages))
    except (OperationalError, ProgrammingError) as error:
        what = str(error).strip().splitlines()[0]
        if "no such table" in what or "does not exist" in what:
            refuse("数据库还没有建好：请先运行 shanhai migrate (run it first)")
        refuse(f"数据库出错：{what} (database)")
    except OSError as error:
        refuse(f"读写文件出错：{error} (file system)")
