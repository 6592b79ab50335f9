"""What all tests share: quick settings, a data folder of their own, the marker `database`, the browser."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure(config: pytest.Config) -> None:
    """Settings that would only slow tests down, or throttle the tests' own log-ins, are replaced."""
    from django.conf import settings

    config.addinivalue_line(
        "markers", "database: touches the database (set by itself); `make test-db` runs these"
    )
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECRET_KEY = "a key for tests only"
    settings.FIELD_KEY = "a field key for tests only"
    settings.FIELD_KEYS_OLD = []
    settings.AXES_ENABLED = False
    # Tests of the queue itself ask for the fixture `queue`.
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}
    }
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, as in an installation: in memory all threads would share one connection.
        folder = tempfile.mkdtemp(prefix="shanhai-tests-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        database.setdefault("TEST", {})["NAME"] = str(Path(folder) / "tests.sqlite3")
        _let_tests_empty_the_log()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _let_tests_empty_the_log() -> None:
    """Tests on several connections empty all tables afterwards; the log's triggers step aside for that."""
    from django.db.backends.sqlite3.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def without_triggers(self: Any, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(self, statements)
            for _name, sql in triggers:
                cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = without_triggers  # type: ignore[method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that can reach the database, by mark or by fixture, as `database`."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Chromium a browser test is skipped with the reason, or fails where one is required (CI)."""
    if item.get_closest_marker("browser") is None:
        return
    missing = _missing_browser()
    if missing and os.environ.get("SHANHAI_REQUIRE_BROWSER"):
        pytest.fail(f"{missing}, and SHANHAI_REQUIRE_BROWSER is set")
    if missing:
        pytest.skip(missing)


@pytest.fixture(autouse=True, scope="session")
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the data folder of a real installation."""
    from django.conf import settings

    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    settings.ORIGINALS_DIR = settings.MEDIA_ROOT = settings.DATA_DIR / "originals"
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture
def queue(settings: Any) -> None:
    """Tasks wait in the database, as in an installation, until a worker runs them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """Debian's Chromium, headless, 1366×768, for tests marked `browser`."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = _chromium() or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"):
        options.add_argument(argument)
    options.add_argument("--window-size=1366,768")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    chromium = webdriver.Chrome(options=options, service=service)
    try:
        yield chromium
    finally:
        chromium.quit()


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _missing_browser() -> str:
    if _chromium() is None:
        return "no Chromium was found"
    return "" if shutil.which("chromedriver") else "no chromedriver was found"
