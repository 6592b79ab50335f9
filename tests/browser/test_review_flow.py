"""The review page in a browser: deciding by keyboard, opening at evidence, fitting screens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shanhai.accounts.models import User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.services import ingest
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, State
from tests.documents import files
from tests.factories import make_pairing, make_record, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = Path(__file__).parent / "shots"
BULLETIN = """寶山會澤協(xié)作簡報(bào)2023年第4期
　　2023年，寶山區(qū)與會(huì)澤縣深化東西部協(xié)作，兩地黨政代表團(tuán)互訪4次62人次。
　　资金支持。寶山區(qū)投入財(cái)政幫扶資金3600萬元，實(shí)施項(xiàng)目21個(gè)，惠及12個(gè)鄉(xiāng)鎮(zhèn)。
　　人才交流。選派教師12名、醫(yī)生8名到會(huì)澤縣工作，舉辦干部培訓(xùn)班3期，培訓(xùn)320人次；會(huì)泽县选派干部10名到宝山区挂职。
　　社会帮扶。上海某商会向会泽县捐赠价值85万元的学习用品，受益学生1200余人。双方签订《宝山区会泽县2023年度协作协议》。
　　2024年计划再选派教师15名。
"""


@pytest.fixture
def east() -> User:
    make_pairing()
    return make_user("east", display_name="宝山区合作交流办李某")


@pytest.fixture
def browser(driver: Any, live_server: Any, east: User, client: Client) -> Any:
    """The browser with the eastern coordinator logged in."""
    client.force_login(east)
    driver.get(f"{live_server.url}/static/shanhai/review.css")
    driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/"})
    driver.set_window_size(1366, 768)
    yield driver
    driver.delete_all_cookies()


@pytest.fixture
def document(east: User) -> Document:
    return ingest(east, name="简报.txt", data=BULLETIN.encode()).document


def shot(driver: Any, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    driver.save_screenshot(str(SHOTS / f"{name}.png"))


def wait(driver: Any, told: str, *arguments: Any) -> Any:
    """Wait until the JavaScript expression is true; its value."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 10).until(lambda _: driver.execute_script(f"return {told}", *arguments))


def errors(driver: Any) -> list[str]:
    """What the console complains about; 422 is how a form with problems comes back."""
    told = (entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE")
    return [message for message in told if "favicon" not in message and "422" not in message]


def press(driver: Any, keys: str) -> None:
    driver.switch_to.active_element.send_keys(keys)


def open_claims() -> Any:
    return DocumentClaim.objects.unscoped("test").filter(state="open")


def choose(driver: Any, claim: DocumentClaim) -> None:
    """Go to a claim by clicking its words in the text."""
    driver.execute_script(
        "const shown = document.querySelector('.rv-body:not([hidden])');"
        "const mark = shown.querySelector(`.rv-mark[data-claims~='${arguments[0]}']`);"
        "mark.scrollIntoView({block: 'center'}); mark.click();",
        claim.pk,
    )
    wait(
        driver,
        "document.querySelector('.rv-card[aria-current]')?.dataset.claim === String(arguments[0])",
        claim.pk,
    )


def the(measure: str, status: str = "done") -> DocumentClaim:
    return open_claims().get(measure=measure, status=status)


def test_a_bulletin_is_reviewed_by_keyboard(
    browser: Any, live_server: Any, document: Document, east: User
) -> None:
    from selenium.webdriver.common.keys import Keys

    fund = make_record(
        kind("fund"),
        east,
        document.pairing,
        category="aid",
        year=2023,
        arrived=36_000_000,
        paid=None,
        spent=None,
    )
    browser.get(f"{live_server.url}{document.get_absolute_url()}")
    wait(browser, "document.querySelector('.rv-m-current') !== null")
    shot(browser, "review")
    at_start = open_claims().count()

    # Down and up, and to the original and back.
    first = browser.execute_script("return document.querySelector('.rv-card[aria-current]').dataset.claim")
    press(browser, "j")
    assert first != browser.execute_script(
        "return document.querySelector('.rv-card[aria-current]').dataset.claim"
    )
    press(browser, Keys.ARROW_UP)
    wait(browser, "document.querySelector('.rv-card[aria-current]').dataset.claim === arguments[0]", first)
    press(browser, "o")
    wait(browser, "!document.querySelector('.rv-original').hidden")
    shot(browser, "review-original")
    press(browser, "o")

    # Accept: the form is filled in; Enter saves.
    claim = the("donation.value")
    choose(browser, claim)
    press(browser, "a")
    wait(browser, "document.querySelector('#drawer:not([hidden]) [name=donor]')?.value")
    donor = browser.execute_script("return document.querySelector('#drawer [name=donor]').value")
    shot(browser, "review-accept")
    press(browser, Keys.ENTER)  # nothing is left to be filled, so the button to save has the focus
    wait(browser, "document.getElementById('drawer').hidden")
    donation = kind("donation").objects.unscoped("test").get()
    assert (donation.donor, donation.value, donation.state) == (donor, 850_000, State.REPORTED)
    assert donor in document.repaired
    paper = Evidence.objects.unscoped("test").filter(record_id=donation.pk, kind="donation").first()
    assert paper is not None
    assert paper.quote == document.decoded[paper.start : paper.end]

    # Link to the row that has the same figure.
    claim = the("fund.aid")
    choose(browser, claim)
    press(browser, "l")
    wait(browser, "document.activeElement.matches('[name=record]:checked')")
    shot(browser, "review-link")
    press(browser, Keys.ENTER)
    wait(browser, "document.getElementById('drawer').hidden")
    claim.refresh_from_db(from_queryset=DocumentClaim.objects.unscoped("test"))
    assert (claim.state, claim.record_id) == ("linked", fund.pk)

    # Reject with the third of the usual reasons; take it back; Escape closes a drawer.
    claim = the("posting.teachers_sent", "planned")
    choose(browser, claim)
    press(browser, "r")
    wait(browser, "document.activeElement.matches('[data-key]')")
    shot(browser, "review-reject")
    press(browser, "3")
    wait(browser, "document.getElementById('drawer').hidden")
    choose(browser, claim)
    press(browser, "u")
    wait(browser, "document.activeElement.name === 'reason'")
    press(browser, "看错了" + Keys.ENTER)
    wait(browser, "document.querySelector('#claim-' + arguments[0]).dataset.state === 'open'", claim.pk)
    press(browser, "a")
    wait(browser, "document.querySelector('#drawer:not([hidden]) [name=already_done]') !== null")
    press(browser, Keys.ESCAPE)
    wait(browser, "document.getElementById('drawer').hidden")

    assert (
        f"已核对 {at_start - open_claims().count()} / {at_start}"
        in browser.find_element("id", "progress").text
    )
    shot(browser, "review-progress")
    press(browser, "?")
    wait(browser, "document.getElementById('keys').open")
    shot(browser, "review-keys")
    assert errors(browser) == []


def test_enter_saves_from_a_choice_too_and_another_claim_closes_the_drawer(
    browser: Any, live_server: Any, document: Document
) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{live_server.url}{document.get_absolute_url()}")
    choose(browser, the("fund.aid"))
    press(browser, "a")
    wait(browser, "!document.getElementById('drawer').hidden")
    choose(browser, the("visit.trips"))
    assert browser.execute_script("return document.getElementById('drawer').hidden")
    press(browser, "a")
    wait(browser, "document.activeElement.name === 'direction'")
    press(browser, Keys.ARROW_DOWN + Keys.ENTER)
    wait(browser, "document.getElementById('drawer').hidden")
    visit = kind("visit").objects.unscoped("test").get()
    assert (visit.trips, visit.person_times, visit.direction) == (4, 62, "east_to_west")
    assert errors(browser) == []


def test_an_ended_session_leads_to_the_log_in(browser: Any, live_server: Any, document: Document) -> None:
    browser.get(f"{live_server.url}{document.get_absolute_url()}")
    wait(browser, "document.querySelector('.rv-m-current') !== null")
    browser.delete_all_cookies()
    press(browser, "r")
    wait(browser, "location.pathname.includes('login')")


def test_evidence_opens_at_its_words(browser: Any, live_server: Any, document: Document) -> None:
    claim = the("fund.aid")
    address = f"{live_server.url}{document.get_absolute_url()}?start={claim.start}&end={claim.end}"
    browser.get(address)
    wait(browser, "document.querySelector('.rv-here') !== null")
    assert browser.execute_script("return document.querySelector('.rv-here').textContent") in claim.text
    assert browser.execute_script(
        "return document.querySelector('.rv-card[aria-current]').dataset.claim"
    ) == str(claim.pk)
    assert errors(browser) == []


@pytest.mark.parametrize(("width", "height", "name"), [(1366, 768, "desk"), (390, 844, "phone")])
def test_the_pages_fit(
    browser: Any, live_server: Any, document: Document, width: int, height: int, name: str
) -> None:
    # Headless Chromium keeps windows wider than a phone, so the phone is emulated.
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    try:
        for path, called in (
            (document.get_absolute_url(), "review"),
            ("/documents/", "list"),
            ("/documents/upload/", "upload"),
            (f"/documents/{document.pk}/edit/", "edit"),
        ):
            browser.get(live_server.url + path)
            wait(browser, "document.readyState === 'complete'")
            shot(browser, f"{called}-{name}")
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{called} is {wide} pixels wide"
        assert errors(browser) == []
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_files_gather_and_are_sent_one_by_one(browser: Any, live_server: Any, tmp_path: Path) -> None:
    good, empty = tmp_path / "协作信息.txt", tmp_path / "空.txt"
    good.write_text(BULLETIN, "utf-8")
    empty.write_text("", "utf-8")
    browser.get(f"{live_server.url}/documents/upload/")
    field = browser.find_element("id", "files")
    field.send_keys(str(good))
    field.send_keys(str(empty))
    wait(browser, "document.querySelectorAll('#picked li').length === 2")
    browser.find_element("css selector", "button[data-busy]").click()
    wait(browser, "document.querySelector('#picked .doc-good') && document.querySelector('#picked .doc-bad')")
    assert "文件是空的" in browser.find_element("css selector", "#picked .doc-bad").text
    shot(browser, "upload-outcomes")
    assert Document.objects.unscoped("test").get().file_name == "协作信息.txt"
    assert errors(browser) == []


SELECT = """
const [words] = arguments, body = document.querySelector('.rv-body[data-view="repaired"]');
const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const at = node.textContent.indexOf(words);
  if (at < 0) continue;
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return;
}
"""
"""Selects the first place where the repaired text says the words."""


def test_words_selected_by_mouse_become_a_claim(browser: Any, live_server: Any, document: Document) -> None:
    browser.get(f"{live_server.url}{document.get_absolute_url()}")
    wait(browser, "document.querySelector('.rv-m-current') !== null")
    browser.execute_script(SELECT, "社会帮扶")
    wait(browser, "!document.getElementById('hand').hidden")
    shot(browser, "review-hand")
    browser.find_element("id", "hand").click()
    wait(browser, "document.querySelector('#drawer:not([hidden]) [name=measure]') !== null")
    browser.execute_script(
        "document.querySelector('[name=measure]').value = 'fund.social';"
        "document.querySelector('#drawer [name=value]').value = '850000';"
        "document.querySelector('#drawer [name=unit]').value = '元';"
    )
    shot(browser, "review-mark")
    browser.find_element("css selector", "#drawer .sh-primary").click()
    wait(browser, "location.search.startsWith('?claim=')")
    claim = the("fund.social")
    assert (claim.text, claim.origin, claim.value) == ("社会帮扶", "hand", 850_000)
    assert document.repaired[claim.text_start : claim.text_end] == "社会帮扶"
    wait(browser, f"document.querySelector('.rv-m-current')?.dataset.claims === '{claim.pk}'")
    assert errors(browser) == []


def test_ten_files_of_seven_formats_become_totals_with_receipts(
    browser: Any, live_server: Any, tmp_path: Path
) -> None:
    """Upload → background reading → review → row → total → its receipt, which opens the page at the words."""
    from selenium.webdriver.common.keys import Keys

    for name, data in ten_files().items():
        (tmp_path / name).write_bytes(data)
    browser.get(f"{live_server.url}/documents/upload/")
    field = browser.find_element("id", "files")
    field.send_keys("\n".join(str(tmp_path / name) for name in ten_files()))
    wait(browser, "document.querySelectorAll('#picked li').length === 10")
    shot(browser, "upload-ten")
    browser.find_element("css selector", "button[data-busy]").click()
    wait(browser, "location.pathname === '/documents/progress/'")
    wait(
        browser, "document.querySelectorAll('.doc-outcomes .doc-good').length === 11"
    )  # one from the archive
    shot(browser, "progress")
    paper = Document.objects.unscoped("test").get(format="pdf")
    browser.get(live_server.url + paper.get_absolute_url())
    wait(browser, "document.querySelector('.rv-m-current') !== null")
    press(browser, "s")
    wait(browser, "document.querySelector('.rv-split .rv-page image')?.getBoundingClientRect().height > 100")
    shot(browser, "review-pdf")
    press(browser, "s")
    press(browser, Keys.ENTER)
    wait(browser, "document.querySelector('.rv-card').dataset.state === 'accepted'")
    row = kind("fund").objects.unscoped("test").get()
    browser.get(f"{live_server.url}/pairings/{row.pairing_id}/totals/fund.aid/?unit=元")
    link = browser.find_element("css selector", f"a[href^='{paper.get_absolute_url()}?start=']")
    assert "4100万元" in browser.page_source
    browser.get(link.get_attribute("href"))
    wait(browser, "document.querySelector('.rv-here') !== null")
    assert errors(browser) == []


def ten_files() -> dict[str, bytes]:
    """Ten files of seven formats, each with a figure of its own."""

    def text(number: int) -> str:
        return f"2023年，宝山区投入财政帮扶资金{4000 + 100 * number}万元支持会泽县。"

    page = f"<html><body><p>{text(3)}</p></body></html>"
    return {
        "一.pdf": files.pdf(["协作简报", text(1)]),
        "二.txt": text(2).encode(),
        "三.html": page.encode(),
        "四.docx": files.docx(files.paragraph(text(4))),
        "五.xlsx": files.xlsx([["说明"], [text(5)]]),
        "六.eml": files.mail("协作信息", text(6)),
        "七.zip": files.archive({"里面.txt": text(7).encode()}),
        "八.txt": text(8).encode("gb18030"),
        "九.mht": files.saved_page(page.replace("4300", "4900")),
        "十.docx": files.docx(files.paragraph(text(10))),
    }
