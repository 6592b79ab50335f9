"""The house as ARCHITECTURE draws it: who imports whom, how long a module may grow, what no file names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 300
LONGEST_FUNCTION = 60

# A module may be longer than LONGEST_MODULE for a reason that stands here.
LONG_MODULES: dict[str, str] = {}
# A function may be longer than LONGEST_FUNCTION for a reason that stands here («module.py:function»).
LONG_FUNCTIONS: dict[str, str] = {}


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """The files under version control, sorted; the test is about what is committed, not what lies around."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file())


def own_modules() -> list[Path]:
    return [path for path in tracked("src/*.py") if "migrations" not in path.parts]


def test_rooms_are_entered_in_one_direction() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_are_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in own_modules()
    }
    too_long = {name for name, length in lengths.items() if length > LONGEST_MODULE}
    assert too_long == set(LONG_MODULES), {name: lengths[name] for name in too_long ^ set(LONG_MODULES)}


def test_functions_are_short() -> None:
    too_long = set()
    for path in own_modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION:
                too_long.add(f"{path.relative_to(ROOT)}:{node.name}")
    assert too_long == set(LONG_FUNCTIONS)


def test_every_module_says_what_it_is_for() -> None:
    named_by_django = ("apps.py",)
    modules = [path for path in own_modules() if path.name not in named_by_django]
    silent = [str(path.relative_to(ROOT)) for path in modules if not _docstring(path)]
    assert not silent


def _docstring(path: Path) -> str | None:
    tree = ast.parse(path.read_text("utf-8"))
    return ast.get_docstring(tree) if tree.body else "an empty package marker"


# Written in pieces, or this file would hold them itself.
FOREIGN = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:wo" + r"rk|tm" + r"p|ro" + r"ot|ho" + r"me)/\w",
            "py" + r"pi\.(?:org|python)",
            "python" + "hosted",
            "registry" + r"\.(?:npm|yarn)",
            "npm" + "mirror",
            "/simple" + "/",
        )
    )
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(lines, 1)
            if FOREIGN.search(line)
        ]
    assert not found


@pytest.mark.parametrize("name", ["constraints.txt", "package-lock.json", "package.json", ".npmrc"])
def test_pins_hold_no_addresses(name: str) -> None:
    assert "://" not in (ROOT / name).read_text("utf-8")


def test_every_dependency_is_pinned_and_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {
        _plain(line) for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line
    }
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    assert {_plain(each) for each in wanted} <= pinned
    reasons = (ROOT / "docs/decisions/0001-dependencies.md").read_text("utf-8")
    explained = {_plain(name) for name in re.findall(r"`([^`]+)`", reasons)}
    assert {_plain(each) for each in wanted} <= explained


def _plain(requirement: str) -> str:
    """The normalised name of a requirement: ``psycopg[binary]>=3`` → ``psycopg``."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~ ;]", requirement, maxsplit=1)[0]).lower()


def test_nothing_is_read_at_import() -> None:
    """Importing the text library opens its own code and nothing else."""
    script = """
import importlib, pkgutil, sys
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and "shanhai" in arguments[0]:
        if not arguments[0].endswith((".py", ".pyc")) and ".pyc." not in arguments[0]:
            opened.append(arguments[0])
import shanhai.text
sys.addaudithook(hook)
for module in pkgutil.walk_packages(shanhai.text.__path__, "shanhai.text."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
assert not opened, opened
assert "django" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
