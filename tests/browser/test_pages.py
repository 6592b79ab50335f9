"""Every page in a browser, on an office screen and on a phone: it fits, can be read and used by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shanhai.documents.services import ingest
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing
from shanhai.ledger.services import attach_file
from tests.factories import make_pairing, make_record, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = Path(__file__).parent
AUDIT = (HERE / "audit.js").read_text(encoding="utf-8")
SCREENS = {"office": (1366, 768), "phone": (390, 844)}
LONG = "维西傈僳族自治县脱贫劳动力转移就业和易地扶贫搬迁安置点后续扶持工作东西部协作劳务培训班".ljust(
    80, "续"
)


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing(west="533423", basis=LONG)


@pytest.fixture
def addresses(pairing: Pairing) -> dict[str, str]:
    """Pages with long names and large figures on them."""
    user = make_user("east", display_name="宝山区政府合作交流办公室经办人欧阳某某")
    record = make_record(kind("training"), user, pairing, name=LONG, organiser=LONG, trainees=1234567)
    for other in ("project", "donation", "pairing"):
        make_record(kind(other), user, pairing)
    attach_file(user, record, name=f"{'通知' * 40}.txt", data="关于举办培训班的通知".encode())
    text = "2024年3月，宝山区选派8名医生到维西傈僳族自治县支医，培训干部120人次。"
    ingest(user, name=f"{LONG}.txt", data=text.encode(), pairing=pairing)
    return {
        "home": "/",
        "pairings": "/pairings/",
        "ledgers": "/ledgers/",
        "pairing": f"/pairings/{pairing.pk}/",
        "total": f"/pairings/{pairing.pk}/totals/training.trainees/",
        "list": "/ledgers/training/",
        "widest list": "/ledgers/project/",
        "empty list": "/ledgers/training/?q=没有这样的班次",
        "new list": "/ledgers/fund/",
        "totals": "/ledgers/training/totals/",
        "copy": "/ledgers/training/copy/?since=2024",
        "record": record.get_absolute_url(),
        "form": "/records/training/new/",
        "import": "/records/training/import/",
        "imports": "/imports/",
        "documents": "/documents/",
        "dispatch": "/dispatch/",
        "dispatch of all lines": f"/dispatch/?pairing={pairing.pk}&all=1",
        "line": f"/pairings/{pairing.pk}/lines/C07/",
        "targets": f"/pairings/{pairing.pk}/targets/?all=1",
        "checklists": f"/pairings/{pairing.pk}/checklists/",
        "reconcile": f"/pairings/{pairing.pk}/reconcile/",
        "alerts": "/alerts/",
        "unreported": "/unreported/",
        "compare": "/compare/?code=C07",
        "map": "/map/?code=C07",
        "catalogue": "/indicators/",
        "print": f"/pairings/{pairing.pk}/print/",
        "screen": "/screen/",
        "password": "/desk/password_change/",
        "not allowed": "/desk/accounts/user/",
    }


@pytest.fixture
def browser(driver: Any, live_server: Any, addresses: dict[str, str]) -> Any:
    """The browser with the eastern coordinator logged in."""
    client = Client()
    client.force_login(make_user("east"), "django.contrib.auth.backends.ModelBackend")
    driver.get(f"{live_server.url}/static/shanhai/shanhai.css")
    driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/"})
    yield driver
    driver.delete_all_cookies()
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def show(driver: Any, url: str, screen: str = "office") -> None:
    """Open a page and wait until the frame has come alive (Alpine takes its cloak off)."""
    from selenium.webdriver.support.ui import WebDriverWait

    width, height = SCREENS[screen]
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": screen == "phone"}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get_log("browser")
    driver.get(url)
    WebDriverWait(driver, 10).until(
        lambda _: driver.execute_script("return !document.documentElement.hasAttribute('x-cloak')")
    )


def visible(driver: Any, by: str, what: str) -> Any:
    """The element, once it can be seen (panels open with a transition)."""
    from selenium.webdriver.support import expected_conditions
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 10).until(expected_conditions.visibility_of_element_located((by, what)))


def complaints(driver: Any) -> list[str]:
    """What the console says, breaches of the content security policy among it."""
    return [
        entry["message"]
        for entry in driver.get_log("browser")
        if entry["level"] in ("SEVERE", "WARNING") and "status of 403" not in entry["message"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_fit_and_can_be_read(
    screen: str, browser: Any, live_server: Any, addresses: dict[str, str]
) -> None:
    wrong = {}
    for name, url in addresses.items():
        show(browser, live_server.url + url, screen)
        if found := complaints(browser) + browser.execute_script(AUDIT):
            wrong[name] = found
    assert wrong == {}


def test_the_audit_sees_what_is_wrong(browser: Any, live_server: Any) -> None:
    show(browser, live_server.url + "/")
    browser.execute_script(
        "document.querySelector('.sh-page').insertAdjacentHTML('beforeend', `<input id=bare>"
        "<p style='color: #999'>pale</p><div style='width: 3000px'>wide</div><table><th>x</table>`)"
    )
    told = " ".join(browser.execute_script(AUDIT))
    for complaint in ("too wide", "contrast 2.85", "no label: bare", "th without scope"):
        assert complaint in told


def test_the_keyboard_comes_past_the_menu_and_sees_where_it_is(browser: Any, live_server: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    show(browser, live_server.url + "/pairings/")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "跳到正文"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    focused = browser.switch_to.active_element
    assert "维西" in focused.text
    assert focused.value_of_css_property("outline-style") == "solid"
    assert focused.value_of_css_property("outline-width") == "3px"


def test_switches_of_the_frame_work_by_keyboard(browser: Any, live_server: Any) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    show(browser, live_server.url + "/")
    menu = browser.find_element(By.CSS_SELECTOR, "[aria-label=用户菜单]")
    menu.send_keys(Keys.ENTER)
    visible(browser, By.CSS_SELECTOR, "button[lang=en]").click()
    visible(browser, By.XPATH, "//h1[contains(., 'Home')]")
