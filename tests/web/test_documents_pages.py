"""The list of documents, upload, correction and download."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.documents.models import Document
from shanhai.documents.services import ingest, read_received
from shanhai.ledger.models import Pairing
from tests.documents import files
from tests.documents.samples import TEXT, add_claim, make_bulletin, make_document
from tests.factories import make_pairing, make_user

UPLOAD = "/documents/upload/"
PDF = files.pdf(["2023年，宝山区投入财政帮扶资金3600万元支持会泽县。"])


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


@pytest.fixture
def east(pairing: Pairing) -> User:
    return make_user("east")


@pytest.fixture
def page(client: Client, east: User) -> Client:
    """A browser in which the eastern coordinator is logged in."""
    client.force_login(east)
    return client


def file(name: str = "简报.txt", text: str | bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def documents() -> Any:
    return Document.objects.unscoped("test")


def test_the_empty_list_says_what_to_do(page: Client) -> None:
    html = page.get(reverse("document_list")).content.decode()
    assert "还没有资料" in html
    assert UPLOAD in html


def test_the_list_shows_counts_and_filters(page: Client, pairing: Pairing) -> None:
    make_bulletin(pairing)
    make_document(None, title="未归的信息", sha256="e" * 64)
    html = page.get(reverse("document_list")).content.decode()
    assert "协作简报第1期" in html
    assert re.search(r'doc-left">7</b>\s*/ 7', html)
    assert "未归结对" in html
    assert "未归的信息" not in page.get(reverse("document_list"), {"state": "open"}).content.decode()
    nothing = page.get(reverse("document_list"), {"q": "没有的词", "year": "x", "pairing": "-1"})
    assert "没有符合条件的资料" in nothing.content.decode()


def test_pages_of_the_list_keep_the_filter(
    page: Client, pairing: Pairing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shanhai.web.views.documents.PAGE_SIZE", 2)
    for number in range(3):
        make_document(pairing, title=f"A&B简报{number}", sha256=f"{number:064x}")
    html = page.get(reverse("document_list"), {"q": "A&B"}).content.decode()
    assert 'href="?q=A%26B&amp;page=2"' in html
    second = page.get(reverse("document_list"), {"q": "A&B", "page": "2"}).content.decode()
    assert "A&amp;B简报0" in second
    assert page.get(reverse("document_list"), {"page": "many"}).status_code == 200


def test_queries_of_the_list_do_not_grow(
    page: Client, pairing: Pairing, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_document(pairing, title=f"简报{number}", sha256=f"{number:064x}")
    with django_assert_max_num_queries(14):
        page.get(reverse("document_list"))


def test_one_file_leads_to_its_review(page: Client) -> None:
    response = page.post(UPLOAD, {"files": file()})
    document = documents().get()
    assert (response.status_code, response["Location"]) == (302, reverse("review", args=[document.pk]))


def test_bad_files_do_not_cost_the_good_ones(page: Client) -> None:
    sent = [
        file("a.txt"),
        file("空.txt", b""),
        file("包.rar", b"Rar!\x1a\x07"),
        file("图.png", b"\x89PNG\r\n\x1a\nxxxx"),
        file("b.txt", TEXT + "。"),
    ]
    response = page.post(UPLOAD, {"files": sent})
    html = response.content.decode()
    assert response.status_code == 200
    assert sorted(documents().values_list("state", flat=True)) == ["failed", "ready", "ready"]
    assert "文件是空的" in html
    assert "这是 RAR 压缩包" in html
    assert "图片已损坏" in page.get(reverse("document_progress")).content.decode()
    assert "开始核对" in html


def test_the_same_file_again_says_so(page: Client) -> None:
    page.post(UPLOAD, {"files": file()})
    response = page.post(UPLOAD, {"files": [file("again.txt"), file("空.txt", b" ")]})
    assert "没有重复收录" in response.content.decode()
    assert documents().count() == 1


def test_a_file_too_large_is_refused_before_it_is_read(
    page: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_MAX_BYTES = 1024
    monkeypatch.setattr("shanhai.web.views.uploads.submit", None)
    response = page.post(UPLOAD, {"files": file(text="长" * 1000)})
    assert response.status_code == 422
    assert "上限" in response.content.decode()


def test_text_can_be_pasted(page: Client, pairing: Pairing) -> None:
    page.post(UPLOAD, {"text": TEXT, "title": "微信摘录", "pairing": pairing.pk, "published": "2024-01-15"})
    document = documents().get()
    assert (document.title, document.origin, document.pairing) == ("微信摘录", "paste", pairing)


def test_nothing_chosen_says_so(page: Client) -> None:
    response = page.post(UPLOAD, {"text": "  "})
    assert response.status_code == 422
    assert "请选择文件" in response.content.decode()


def test_a_foreign_pairing_cannot_be_chosen(page: Client) -> None:
    other = make_pairing("310117", "530629")
    response = page.post(UPLOAD, {"files": file(), "pairing": other.pk})
    assert response.status_code == 422
    assert not documents().exists()


def test_names_are_shown_as_text(page: Client) -> None:
    page.post(UPLOAD, {"files": [file('<img src=x onerror="alert(1)">简报.txt'), file("b.txt", TEXT + "。")]})
    html = page.get(reverse("document_list")).content.decode()
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_the_original_is_only_ever_a_download(page: Client, east: User) -> None:
    data = f"<script>alert(1)</script>{TEXT}".encode()
    document = ingest(east, name='简 "报".html', data=data).document
    response = page.get(reverse("document_download", args=[document.pk]))
    assert response.content == data
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response["Content-Security-Policy"]


def test_corrections_are_saved(page: Client, pairing: Pairing, east: User) -> None:
    document = ingest(east, name="a.txt", data="投入财政帮扶资金300万元。".encode()).document
    url = reverse("document_edit", args=[document.pk])
    assert "未归入" in page.get(url).content.decode()
    told = {
        "title": "季度信息",
        "published": "2023-06-30",
        "source": "区合作办",
        "author": "",
        "pairing": pairing.pk,
    }
    assert page.post(url, told).status_code == 302
    document = documents().get()
    assert (document.title, str(document.published), document.pairing) == ("季度信息", "2023-06-30", pairing)
    assert page.post(url, {**told, "title": ""}).status_code == 422


def test_reading_again_shows_first_what_it_would_change(page: Client, east: User) -> None:
    document = ingest(east, name="a.txt", data=TEXT.encode()).document
    url = reverse("document_reread", args=[document.pk])
    assert "没有变化" in page.get(url).content.decode()
    add_claim(document, "2023年", "donation.value", 990_000, "元")
    html = page.get(url).content.decode()
    assert "不再出现 1 条" in html
    assert "99万元" in html
    assert page.post(url).status_code == 302
    assert "没有变化" in page.get(url).content.decode()


def test_documents_read_by_older_rules_are_listed(page: Client, east: User) -> None:
    document = ingest(east, name="a.txt", data=TEXT.encode()).document
    url = reverse("outdated_documents")
    assert "都由现在的规则读出" in page.get(url).content.decode()
    documents().filter(pk=document.pk).update(claims_version="0")
    assert "规则已升级（1）" in page.get(reverse("document_list")).content.decode()
    assert "1 份资料由旧规则读出" in page.get(url).content.decode()
    assert "已排队重新识别 1 份" in page.post(url, follow=True).content.decode()
    assert "都由现在的规则读出" in page.get(url).content.decode()


ADDRESSES = ("review", "document_edit", "document_reread", "document_retry", "document_download")


@pytest.mark.parametrize("name", ADDRESSES)
def test_foreign_documents_are_not_found(client: Client, pairing: Pairing, east: User, name: str) -> None:
    document = ingest(east, name="a.txt", data=TEXT.encode()).document
    make_pairing("310117", "530629")
    client.force_login(make_user("stranger", region="310117"))
    url = reverse(name, args=[document.pk])
    answers = {client.get(url).status_code, client.post(url).status_code}
    assert 404 in answers
    assert answers <= {404, 405}


@pytest.mark.parametrize("name", ["document_list", "document_upload", "document_progress", *ADDRESSES])
def test_strangers_log_in_and_those_without_a_role_are_refused(
    client: Client, pairing: Pairing, east: User, name: str
) -> None:
    document = ingest(east, name="a.txt", data=TEXT.encode()).document
    url = reverse(name, args=[document.pk] if name in ADDRESSES else [])
    method = client.post if name == "document_retry" else client.get
    assert "/login" in method(url)["Location"]
    client.force_login(make_user("nobody", "", "310113"))
    assert method(url).status_code == 403


@pytest.mark.parametrize("role", ["leader", "inspector"])
def test_readers_read_but_hand_nothing_in(client: Client, pairing: Pairing, east: User, role: str) -> None:
    document = ingest(east, name="a.txt", data=TEXT.encode()).document
    client.force_login(make_user("reader", role))
    assert client.get(reverse("review", args=[document.pk])).status_code == 200
    assert client.get(UPLOAD).status_code == 403
    assert client.get(reverse("document_edit", args=[document.pk])).status_code == 403
    assert client.post(reverse("document_reread", args=[document.pk])).status_code == 403


@pytest.mark.usefixtures("queue")
def test_the_progress_page_follows_the_reading(page: Client, east: User) -> None:
    response = page.post(UPLOAD, {"files": file("简报.pdf", PDF)})
    document = documents().get()
    assert response["Location"] == document.get_absolute_url()
    assert "正在后台识读" in page.get(response["Location"], follow=True).content.decode()
    url = reverse("document_progress")
    html = page.get(url).content.decode()
    assert "还有 1 份" in html
    assert 'hx-trigger="every 2s"' in html
    assert "识读进度（1）" in page.get(reverse("document_list")).content.decode()
    read_received(document.pk)
    part = page.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "没有等待识读的资料" in part


def test_a_failed_document_says_why_and_can_be_retried(page: Client, east: User) -> None:
    page.post(UPLOAD, {"files": [file("锁.pdf", files.encrypted_pdf()), file()]})
    document = documents().get(state="failed")
    for url in (reverse("document_progress"), document.get_absolute_url()):
        html = page.get(url).content.decode()
        assert "设有密码" in html
        assert reverse("document_retry", args=[document.pk]) in html
    response = page.post(reverse("document_retry", args=[document.pk]), {"next": "progress"})
    assert response["Location"] == reverse("document_progress")
    ready = documents().get(state="ready")
    response = page.post(reverse("document_retry", args=[ready.pk]), follow=True)
    assert "已经读过" in response.content.decode()


@pytest.mark.usefixtures("queue")
def test_the_script_hands_in_file_by_file(page: Client) -> None:
    as_json = {"headers": {"Accept": "application/json"}}
    batch = "0123456789abcdef"
    for name, data in (("a.txt", TEXT), ("b.pdf", PDF), ("空.txt", " "), ("a.txt", TEXT)):
        response = page.post(UPLOAD, {"files": file(name, data), "batch": batch}, **as_json)
        (told,) = response.json()["outcomes"]
        if name == "空.txt":
            assert told["problems"] == ["文件是空的，没有可读的文字"]
        else:
            assert told["waiting"] == (name == "b.pdf")
    assert told["known"]
    assert documents().filter(batch=batch).count() == 2
    html = page.get(reverse("document_progress"), {"batch": batch}).content.decode()
    assert html.count('class="doc-good"') == html.count('class="doc-waits"') == 1
    assert page.post(UPLOAD, {"batch": "no"}, **as_json).status_code == 422


def test_an_archive_shows_what_is_inside(page: Client, east: User) -> None:
    data = files.archive({"简报.txt": TEXT.encode(), "程序.exe": b"MZ\x90\x00"})
    outer = ingest(east, name="包.zip", data=data).document
    html = page.get(outer.get_absolute_url()).content.decode()
    inner = documents().get(parent=outer)
    assert inner.get_absolute_url() in html
    assert "“程序.exe”：这是程序" in html
    assert outer.get_absolute_url() in page.get(inner.get_absolute_url()).content.decode()
