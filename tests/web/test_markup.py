"""What every page owes its reader, seen in the HTML: a heading, language, labels, table headers, a title."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from shanhai.documents.services import ingest
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.models import Pairing
from shanhai.ledger.services import attach_file, raise_dispute, update_record
from shanhai.ledger.services.snapshots import take_snapshot
from tests.factories import PASSWORD, make_pairing, make_record, make_user

SPOKEN = ("aria-label", "aria-labelledby", "title")


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


@pytest.fixture
def client(pairing: Pairing) -> Client:
    client = Client()
    client.force_login(make_user("east"), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def pages(pairing: Pairing, client: Client) -> dict[str, Any]:
    """The site's pages with something on them, and those that say that something is wrong."""
    user = make_user("east")
    record = make_record(kind("training"), user, pairing)
    paper = attach_file(user, record, name="通知.txt", data="关于举办培训班的通知".encode())
    other = make_user("west", region="530326")
    raise_dispute(other, record, "place", "县党校", reason="会议纪要所载")
    snapshot = take_snapshot(user, pairing, reason="考核")
    update_record(user, record, {"note": "补充说明"})
    text = "2024年3月，宝山区选派8名医生到会泽县支医，培训干部120人次。"
    document = ingest(user, name="简报.txt", data=text.encode(), pairing=pairing).document
    sheet = SimpleUploadedFile("表.xlsx", workbook(kind("training"), [record], pairing=pairing))
    broken = SimpleUploadedFile("表.xlsx", b"no workbook")
    kind_pages = {f"list of {model.Kind.code}": _list(model) for model in all_kinds()}
    urls = {
        "home": "/",
        "pairings": "/pairings/",
        "ledgers": "/ledgers/",
        "imports": "/imports/",
        "documents": "/documents/",
        "upload": reverse("document_upload"),
        "review": reverse("review", args=[document.pk]),
        "pairing": reverse("pairing", args=[pairing.pk]),
        "total": reverse("total", args=[pairing.pk, "training.trainees"]),
        "record": record.get_absolute_url(),
        "record before": reverse("record_version", args=["training", record.pk, 1]),
        "evidence": reverse("evidence_view", args=["training", record.pk, paper.pk]),
        "worklist": reverse("worklist"),
        "snapshots": reverse("snapshot_list", args=[pairing.pk]),
        "snapshot": reverse("snapshot", args=[snapshot.pk]) + "?compare=1",
        "snapshot rows": reverse("snapshot_rows", args=[snapshot.pk, "training"]),
        "new row": reverse("record_add", args=["training"]),
        "import": reverse("sheet_import", args=["training"]),
        "change password": "/desk/password_change/",
        "nothing there": "/nothing/",
        "not allowed": "/desk/accounts/user/",
        **kind_pages,
    }
    found = {name: client.get(url) for name, url in urls.items()}
    found["log-in"] = Client().get("/desk/login/")
    across = Client()
    across.force_login(other, "django.contrib.auth.backends.ModelBackend")
    found["record of the other side"] = across.get(urls["record"])
    found["dispute"] = across.get(reverse("dispute_add", args=["training", record.pk, "name"]))
    found["two versions"] = client.post(
        reverse("record_edit", args=["training", record.pk]), _typed(client, record) | {"version": "1"}
    )
    found["form with errors"] = client.post(urls["new row"], {"report": "1"})
    found["preview"] = client.post(urls["import"], {"file": sheet, "pairing": pairing.pk})
    found["refused file"] = client.post(urls["import"], {"file": broken, "pairing": pairing.pk})
    admin = Client()
    admin.force_login(make_user("boss", role="admin", region=""), "django.contrib.auth.backends.ModelBackend")
    for url in (
        reverse("log"),
        "/desk/accounts/user/",
        "/desk/accounts/user/add/",
        "/desk/ledger/pairing/add/",
    ):
        found[url] = admin.get(url)
    return {name: html.fromstring(response.content.decode()) for name, response in found.items()}


def _typed(client: Client, record: Any) -> dict[str, str]:
    """The entry form of a row as a browser sends it, with another note."""
    page = html.fromstring(client.get(reverse("record_edit", args=["training", record.pk])).content.decode())
    (form,) = page.xpath("//form[.//*[@name='precision']]")
    return dict(form.form_values()) | {"note": "另一种说明"}


def _list(model: Any) -> str:
    return reverse("ledger_list", args=[model.Kind.code])


def wrong_on(page: Any) -> list[str]:
    """What a page owes and does not give."""
    wrong = []
    if len(page.xpath("//h1")) != 1:
        wrong.append(f"{len(page.xpath('//h1'))} headings h1")
    if page.get("lang") != "zh-hans":
        wrong.append(f"lang {page.get('lang')!r}")
    title = " ".join(page.xpath("string(//title)").split())
    if not title or title.startswith("|"):
        wrong.append("no title")
    if not page.xpath("//link[@rel='icon']"):
        wrong.append("no favicon")
    if not page.xpath("//meta[@name='viewport']"):
        wrong.append("no viewport")
    wrong += [
        f"th without scope: {cell.text_content().strip()}" for cell in page.xpath("//thead//th[not(@scope)]")
    ]
    wrong += [
        f"no label: {_tag(field)}" for field in page.xpath("//input | //select | //textarea") if _mute(field)
    ]
    wrong += [f"no words: {_tag(link)}" for link in page.xpath("//a[@href] | //button") if _silent(link)]
    wrong += [f"img without alt: {_tag(image)}" for image in page.xpath("//img[not(@alt)]")]
    double = [name for name, number in Counter(page.xpath("//@id")).items() if number > 1]
    return wrong + [f"id twice: {name}" for name in double]


def _tag(element: Any) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False).split(">")[0][:120]


def _mute(field: Any) -> bool:
    """True for a field that no label names. Unfold's search box is named by shanhai.js."""
    if field.get("type") in ("hidden", "submit") or field.get("class") == "hidden":
        return False
    if field.get("id") in ("searchbar", "search-input-command"):
        return False
    if any(field.get(name) for name in SPOKEN) or field.xpath("ancestor::label"):
        return False
    labels = field.xpath("//label[@for=$id]", id=field.get("id") or "")
    return not labels


def _silent(link: Any) -> bool:
    return not (
        link.text_content().strip()
        or any(link.get(name) for name in SPOKEN)
        or link.xpath(".//@title | .//@alt")
    )


def test_every_page_is_in_order(pages: dict[str, Any]) -> None:
    assert {name: wrong for name, page in pages.items() if (wrong := wrong_on(page))} == {}


def test_pages_in_the_frame_have_a_way_past_the_menu(pages: dict[str, Any]) -> None:
    for name, page in pages.items():
        if page.xpath("//*[@id='nav-sidebar']"):
            first = page.xpath("//body//a[@href]")[0]
            assert first.get("href") == "#content", name
            assert page.xpath("//*[@id='content']"), name


def test_errors_of_a_form_are_announced_and_lead_to_the_field(pages: dict[str, Any]) -> None:
    page = pages["form with errors"]
    [box] = page.xpath("//*[@role='alert']")
    targets = [link.get("href").removeprefix("#") for link in box.xpath(".//a")]
    assert targets
    assert all(page.xpath("//*[@id=$id]", id=target) for target in targets)


def test_lists_offer_import_template_and_new_row_to_those_who_write(
    pages: dict[str, Any], pairing: Pairing
) -> None:
    links = pages["list of training"].xpath("//*[@class='sh-tools']//a/@href")
    for offered in ("import/", "template.xlsx", "new/"):
        assert any(link.split("?")[0] == f"/records/training/{offered}" for link in links), offered
    reader = Client()
    reader.force_login(make_user("leader", role="leader"), "django.contrib.auth.backends.ModelBackend")
    page = html.fromstring(reader.get(f"{_list(kind('training'))}?pairing={pairing.pk}").content.decode())
    assert page.xpath("//*[@class='sh-tools']//a/@href")[0] == "/records/training/template.xlsx"
    assert not page.xpath("//a[contains(@href, '/new/') or contains(@href, '/import/')]")


def test_states_in_lists_are_coloured_words(pages: dict[str, Any]) -> None:
    [cell] = pages["list of training"].xpath("//td[@class='ls-state']")
    [word] = cell.xpath("./span[contains(@class, 'sh-state')]")
    assert word.text_content() in ("已报", "草稿")
    assert word.get("class").split()[1] in ("sh-state-reported", "sh-state-draft")


def test_the_locked_page_says_when_to_come_back(db: None, settings: Any) -> None:
    settings.AXES_ENABLED = True
    make_user("east")
    client = Client()
    for attempt in ("wrong1", "wrong2", "wrong3", "wrong4", "wrong5", PASSWORD):
        response = client.post("/desk/login/", {"username": "east", "password": attempt})
    assert response.status_code == 429
    page = html.fromstring(response.content.decode())
    assert wrong_on(page) == []
    assert "十五分钟" in page.text_content()
