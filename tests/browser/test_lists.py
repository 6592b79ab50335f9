"""The list of a ledger by keyboard alone: walk, open a cell, correct it, pick rows and act on them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import WebDriverWait

from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Record, State
from tests.factories import make_pairing, make_record, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 15


class Keyboard:
    """Somebody without a mouse before the list of trainings."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver, self.address = driver, address

    def open(self, query: str = "") -> None:
        self.driver.get(f"{self.address}/ledgers/training/{query}")
        self.wait(expected.presence_of_element_located((By.CSS_SELECTOR, "tfoot .ls-sum")))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def wait(self, condition: Any) -> Any:
        return WebDriverWait(self.driver, PATIENCE).until(condition)

    @property
    def here(self) -> str:
        """The words of what has the focus."""
        return str(self.driver.switch_to.active_element.text)

    def sum_of(self, measure: str) -> str:
        return str(self.driver.find_element(By.CSS_SELECTOR, f"tfoot a[href*='{measure}'] b").text)


@pytest.fixture
def rows(db: None) -> list[Record]:
    writer, pairing = make_user("east"), make_pairing()
    parts = {"poor_trainees": None, "employed": None}  # may not be more than the trainees
    named = [{"name": f"第{number}期", "trainees": 200 + number, **parts} for number in (1, 2, 3)]
    return [make_record(kind("training"), writer, pairing, report=False, **data) for data in named]


@pytest.fixture
def keyboard(driver: Any, live_server: Any, rows: list[Record]) -> Any:
    client = Client()
    client.force_login(make_user("east"), "django.contrib.auth.backends.ModelBackend")
    driver.get(f"{live_server.url}/static/shanhai/shanhai.css")
    driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/"})
    driver.get_log("browser")
    yield Keyboard(driver, live_server.url)
    wrong = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert [message for message in wrong if "favicon.ico" not in message] == []
    driver.delete_all_cookies()


def state_of(record: Record) -> str:
    return str(kind("training").objects.unscoped("test").get(pk=record.pk).state)


def test_rows_are_walked_and_opened(keyboard: Any, rows: list[Record]) -> None:
    keyboard.open()
    keyboard.press("j", "j", "k", "j")
    assert keyboard.here == rows[1].label
    keyboard.press(Keys.ENTER)
    keyboard.wait(expected.url_contains(rows[1].get_absolute_url()))


def test_a_cell_is_corrected_without_the_mouse(keyboard: Any, rows: list[Record]) -> None:
    keyboard.open("?state=draft")
    keyboard.press("j")
    for _ in range(9):
        keyboard.press(Keys.ARROW_RIGHT)
        if keyboard.here == "203":
            break
    keyboard.press(Keys.ENTER)
    field = keyboard.wait(
        expected.presence_of_element_located((By.CSS_SELECTOR, ".ls-cellform input[name=trainees]"))
    )
    keyboard.wait(lambda driver: driver.switch_to.active_element == field)
    field.send_keys(Keys.CONTROL, "a")
    keyboard.press("500", Keys.ENTER)
    keyboard.wait(lambda _driver: keyboard.here == "500")
    assert kind("training").objects.unscoped("test").get(pk=rows[2].pk).trainees == 500


def test_picked_rows_are_reported_together(keyboard: Any, rows: list[Record]) -> None:
    keyboard.open()
    keyboard.press("j", "x", "j", "x")
    bar = keyboard.driver.find_element(By.ID, "rows")
    assert bar.find_element(By.TAG_NAME, "output").text == "2"
    bar.find_element(By.CSS_SELECTOR, "[value=reported]").send_keys(Keys.ENTER)
    keyboard.wait(expected.presence_of_element_located((By.CSS_SELECTOR, "button[name=confirm]"))).send_keys(
        Keys.ENTER
    )
    keyboard.wait(expected.url_matches("/ledgers/training/"))
    keyboard.wait(lambda driver: "已上报 2 行" in driver.find_element(By.ID, "messages").text)
    assert [state_of(row) for row in rows] == [State.DRAFT, State.REPORTED, State.REPORTED]


def test_new_search_and_help_have_keys(keyboard: Any, rows: list[Record]) -> None:
    keyboard.open()
    keyboard.press("?")
    assert keyboard.wait(expected.visibility_of_element_located((By.ID, "keys")))
    keyboard.press(Keys.ESCAPE, "/", "第2期", Keys.ENTER)
    keyboard.wait(lambda driver: len(driver.find_elements(By.CSS_SELECTOR, "tr[data-row]")) == 1)
    keyboard.driver.find_element(By.CSS_SELECTOR, "tr[data-row] th a").send_keys("n")
    keyboard.wait(expected.url_contains("/records/training/new/"))
    name = keyboard.wait(expected.visibility_of_element_located((By.NAME, "name")))
    keyboard.driver.find_element(By.NAME, "year").send_keys("2024")
    name.send_keys("第2期", Keys.TAB)
    keyboard.wait(expected.presence_of_element_located((By.PARTIAL_LINK_TEXT, "第2期")))
    name.send_keys("（续）", Keys.CONTROL, Keys.ENTER)
    keyboard.wait(expected.title_contains("第2期（续）"))
