"""The walk-through of the README in a real browser, on the demonstration data; it takes the two pictures.

With ``SHANHAI_SCREENSHOTS=docs/images`` the pictures go where the README shows them from, otherwise to
``tests/browser/shots``, which is not under version control.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import WebDriverWait

from shanhai.ledger.services.regions import load_regions
from shanhai.web.demo import load_demo
from shanhai.web.demo.plan import examples_folder
from shanhai.web.demo.users import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
BULLETIN = examples_folder() / "upload" / "会泽-2024-十月简报-网页采集.txt"
WORDS = "岗位680个"
PATIENCE = 15

pytestmark = pytest.mark.browser


class Reader:
    """Somebody at the browser: goes to pages, clicks on what is written, looks at what is shown."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver = driver
        self.address = address

    def go(self, path: str) -> None:
        self.driver.get(self.address + path)

    def see(self, selector: str) -> Any:
        """The element, once it is shown."""
        wait = WebDriverWait(self.driver, PATIENCE)
        return wait.until(expected.visibility_of_element_located((By.CSS_SELECTOR, selector)), selector)

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def link(self, words: str) -> Any:
        """The link with these words, once it can be clicked."""
        wait = WebDriverWait(self.driver, PATIENCE)
        return wait.until(expected.element_to_be_clickable((By.PARTIAL_LINK_TEXT, words)), words)

    def wait_for(self, met: Any, what: str) -> None:
        WebDriverWait(self.driver, PATIENCE).until(lambda _driver: met(), what)

    def log_in(self, username: str) -> None:
        self.go("/")
        self.see("#id_username").send_keys(username)
        self.see("#id_password").send_keys(PASSWORD, Keys.ENTER)
        self.see(".sh-cards")

    def picture(self, name: str) -> None:
        """Take a picture of the window as it stands."""
        folder = Path(os.environ.get("SHANHAI_SCREENSHOTS") or ROOT / "tests" / "browser" / "shots")
        folder.mkdir(parents=True, exist_ok=True)
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False},
        )
        self.driver.save_screenshot(str(folder / f"{name}.png"))

    def console_errors(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.fixture
def reader(transactional_db: None, live_server: Any, driver: Any) -> Reader:
    """A browser before the demonstration."""
    load_regions()
    load_demo(lambda _line: None)
    return Reader(driver, live_server.url)


def figure_of(reader: Reader, title: str) -> tuple[int, Any]:
    """A total on the page of a pair, and the link that opens its receipt."""
    for figure in reader.all(".sh-figure"):
        if figure.find_element(By.TAG_NAME, "dt").text == title:
            link = figure.find_element(By.CSS_SELECTOR, "dd a")
            return int(link.find_element(By.TAG_NAME, "b").text.replace(",", "")), link
    raise AssertionError(f"no total “{title}”")


def test_from_a_bulletin_to_a_total_and_back_to_its_words(reader: Reader) -> None:
    reader.log_in("baoshan")
    before = open_pair(reader)
    reader.picture("pair")
    upload(reader)
    accept(reader)
    after = open_pair(reader)
    assert after == before + 680
    follow_to_the_words(reader)
    assert reader.console_errors() == []


def open_pair(reader: Reader) -> int:
    """The page of 宝山—会泽; the total of posts offered at job fairs."""
    reader.go("/")
    reader.link("宝山区—会泽县").click()
    reader.see(".sh-pair")
    return figure_of(reader, "提供岗位")[0]


def upload(reader: Reader) -> None:
    """Hand in the damaged bulletin; it is repaired, filed under its pair and read."""
    reader.link("上传资料").click()
    reader.see("#drop")
    reader.driver.find_element(By.ID, "files").send_keys(str(BULLETIN))
    reader.see("form.doc-upload button[type=submit], form.doc-upload .sh-primary").click()
    reader.see("#review")
    assert "宝山区—会泽县" in reader.see(".rv-meta").text
    shown = reader.see(".rv-body[data-view=repaired]").text
    assert "宝山区与会泽县2024年10月东西部协作简报" in shown
    assert len(reader.all(".rv-card[data-state=open]")) >= 10
    reader.driver.refresh()  # the greeting has been read


def accept(reader: Reader) -> None:
    """Choose the claim of 680 posts, see its words marked in both texts, accept it."""
    reader.see(".rv-card")
    card = next(card for card in reader.all(".rv-card") if "680" in card.text.split("\n")[0])
    card.click()
    marks = reader.all(".rv-body[data-view=repaired] .rv-m-current")
    assert WORDS in "".join(mark.text for mark in marks)
    reader.wait_for(lambda: not is_moving(reader), "the text has come to rest")
    reader.picture("review")
    reader.driver.find_element(By.TAG_NAME, "body").send_keys("o")
    original = reader.see(".rv-body[data-view=original] .rv-m-current")
    assert original.is_displayed()
    reader.driver.find_element(By.TAG_NAME, "body").send_keys("o")
    card.find_element(By.CSS_SELECTOR, "[data-act=accept]").click()
    reader.see("#drawer form button[name=report]").click()
    number = card.get_attribute("id")
    reader.see(f"#{number}[data-state=accepted]")


def is_moving(reader: Reader) -> bool:
    """Whether the text is still scrolling."""
    at = "return document.getElementById('text').scrollTop"
    first = reader.driver.execute_script(at)
    reader.driver.execute_async_script("setTimeout(arguments[0], 150)")
    return bool(first != reader.driver.execute_script(at))


def follow_to_the_words(reader: Reader) -> None:
    """From the total to its receipt, from the receipt to the marked words in the bulletin."""
    figure_of(reader, "提供岗位")[1].click()
    quote = next(quote for quote in reader.all("a.sh-quote") if WORDS in quote.text)
    quote.click()
    reader.see("[data-here]")
    here = [run for run in reader.all(".rv-here") if run.is_displayed()]
    assert "".join(run.text for run in here) == WORDS
    reader.wait_for(lambda: not is_moving(reader), "the text has come to rest")
    place = reader.driver.execute_script("return arguments[0].getBoundingClientRect()", here[0])
    assert 0 <= place["top"] < place["bottom"] <= reader.driver.execute_script("return innerHeight")
