"""A bulletin of sixty claims cleared by keyboard: keystrokes and page loads counted, time estimated.

The estimate is the keystroke-level model of Card, Moran and Newell: 0.2 s for a key of a skilled typist and
1.35 s to think before each decision, on top of what the site itself takes.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing
from tests.documents.samples import add_claim, make_document
from tests.factories import make_pairing, make_record, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = Path(__file__).parent / "shots"
KEY_SECONDS, THINK_SECONDS = 0.2, 1.35
WORDS = ("茶园", "菌菇", "花椒", "苹果", "蓝莓", "生猪", "肉牛", "蔬菜", "中药", "水产")


def bulletin(pairing: Pairing) -> Document:
    """Sixty claims: ten trainings of two figures, ten donations of two, ten sums of aid, ten others."""
    lines, wanted = [], []
    for at, word in enumerate(WORDS):
        training = f"举办{word}培训{at + 2}期，培训{100 + at}人次"
        donation = f"某{word}商会捐赠{20 + at}万元，受益{300 + at}人"
        fund = f"投入{word}资金{700 + at}万元"
        visit = f"赴会泽考察{word}{at + 1}次"
        lines.append(f"2023年，{training}；{donation}；{fund}；{visit}。")
        wanted += [
            (
                f"{word}培训{at + 2}期",
                "training.sessions",
                at + 2,
                "期",
                4 * at + 1,
                {"title": f"{word}培训"},
            ),
            (f"培训{100 + at}人次", "training.trainees", 100 + at, "人次", 4 * at + 1, {}),
            (
                f"捐赠{20 + at}万元",
                "donation.value",
                10_000 * (20 + at),
                "元",
                4 * at + 2,
                {"donor": f"某{word}商会"},
            ),
            (f"受益{300 + at}人", "donation.beneficiaries", 300 + at, "人", 4 * at + 2, {}),
            (f"{word}资金{700 + at}万元", "fund.aid", 10_000 * (700 + at), "元", 4 * at + 3, {}),
            (f"考察{word}{at + 1}次", "visit.trips", at + 1, "次", 4 * at + 4, {}),
        ]
    made = make_document(pairing, "\n".join(lines), title="宝山会泽协作简报第60期")
    for words, measure, value, unit, group, extra in wanted:
        add_claim(made, words, measure, value, unit, group=group, extra=extra)
    return made


class Hands:
    """The keyboard of an experienced reviewer, and what it cost."""

    def __init__(self, driver: Any) -> None:
        self.driver, self.keys, self.decisions, self.loads = driver, 0, 0, 1

    def press(self, keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(keys)
        self.keys += len(keys)

    def script(self, told: str) -> Any:
        return self.driver.execute_script(f"return {told}")

    def until(self, told: str) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, 15, poll_frequency=0.02).until(lambda _: self.script(told))


@pytest.fixture
def east() -> User:
    make_pairing()
    return make_user("east", display_name="宝山区合作交流办李某")


def test_sixty_claims_take_less_than_three_minutes(
    driver: Any, live_server: Any, client: Client, east: User
) -> None:
    from selenium.webdriver.common.keys import Keys

    pairing = make_pairing()
    document = bulletin(pairing)
    known = {"category": "aid", "year": 2023, "paid": None, "spent": None}
    row = make_record(kind("fund"), east, pairing, arrived=7_000_000, **known)
    open_ones = DocumentClaim.objects.unscoped("test").filter(state="open")
    assert open_ones.count() == 60
    client.force_login(east)
    driver.get(f"{live_server.url}/static/shanhai/review.css")
    driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/"})
    driver.set_window_size(1366, 768)
    hands, begun = Hands(driver), time.monotonic()
    driver.get(live_server.url + document.get_absolute_url())
    hands.until("document.querySelector('.rv-card[aria-current]') !== null")
    SHOTS.mkdir(exist_ok=True)
    driver.save_screenshot(str(SHOTS / "review-sixty.png"))
    while left := open_ones.count():
        card = "document.querySelector('.rv-card[aria-current]')"
        hands.until(f"{card}?.dataset.state === 'open'")
        title = hands.script(f"{card}.querySelector('.rv-measure').textContent")
        if hands.script(f"{card}.querySelector('.rv-matches .rv-equal [data-match]') !== null"):
            hands.press("1")
        elif "考察" in title or "互访" in title:
            hands.press("r")
            hands.until("document.activeElement.matches('[data-key]')")
            hands.press("3")
        elif hands.script(f"{card}.closest('.rv-together') !== null"):
            hands.press("g")
        else:
            hands.press(Keys.ENTER)
        hands.decisions += 1
        hands.until(f"Number(document.querySelector('#progress progress').value) > {60 - left}")
        hands.until("document.getElementById('drawer').hidden")
    machine = time.monotonic() - begun
    hands.loads = hands.script("performance.getEntriesByType('navigation').length")
    person = hands.keys * KEY_SECONDS + hands.decisions * THINK_SECONDS
    print(
        f"\n60 claims: {hands.decisions} decisions, {hands.keys} keys, {hands.loads} page load; "
        f"person {person:.0f} s + site {machine:.0f} s"
    )
    driver.save_screenshot(str(SHOTS / "review-sixty-done.png"))
    driver.delete_all_cookies()
    assert (hands.loads, row.version) == (1, 1)
    assert hands.keys <= 60
    assert person + machine < 180
    counts = {code: kind(code).objects.unscoped("test").count() for code in ("training", "donation", "fund")}
    assert counts == {"training": 10, "donation": 10, "fund": 10}
