"""Both languages are whole: nothing is missing, left over or half translated, and pages speak one of them."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from scripts import extract_messages
from shanhai.ledger.derive.forms import record_form
from shanhai.ledger.derive.sheet_columns import sheet_columns
from shanhai.ledger.derive.sheet_import import preview
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.wording import figure_text
from tests.factories import REGIONS, make_pairing, make_record, make_user

LOCALE = Path(extract_messages.LOCALE)
CATALOGUES = {language: LOCALE / language / "LC_MESSAGES" / "django.po" for language in ("en", "zh_Hans")}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]*>")
CHINESE = re.compile(r"[\u3400-\u9fff]+")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(CATALOGUES[language]), check_for_duplicates=True)


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed; CI has it")
@pytest.mark.parametrize(
    ("language", "messages"),
    [("en", extract_messages.our_messages), ("zh_Hans", extract_messages.borrowed_messages)],
)
def test_catalogue_has_what_the_source_says_and_nothing_else(language: str, messages: Any) -> None:
    said = {extract_messages.key(entry) for entry in messages()}
    translated = {extract_messages.key(entry): entry for entry in catalogue(language)}
    assert sorted(said - set(translated)) == [], "run scripts/extract_messages.py and translate"
    kept = {key for key, entry in translated.items() if entry.tcomment}
    assert sorted(set(translated) - said - kept) == [], "run scripts/extract_messages.py"


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    found = catalogue(language)
    assert [entry.msgid for entry in found if entry.fuzzy or not entry.translated()] == []
    for entry in found:
        pairs = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            pairs = [(entry.msgid_plural, form) for form in entry.msgstr_plural.values()]
        for message, told in pairs:
            assert sorted(PLACEHOLDER.findall(message)) == sorted(PLACEHOLDER.findall(told)), message


@pytest.mark.parametrize("language", CATALOGUES)
def test_compiled_catalogue_is_the_one_in_the_source(language: str) -> None:
    compiled = CATALOGUES[language].with_suffix(".mo")
    assert compiled.exists(), "run make messages"
    entries = {key(entry): entry.msgstr for entry in polib.mofile(str(compiled)) if entry.msgstr}
    assert entries == {key(entry): entry.msgstr for entry in catalogue(language) if entry.msgstr}


def key(entry: Any) -> tuple[str, str]:
    return extract_messages.key(entry)


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    """A request in English leaves its language to the thread; the next test must not inherit it."""
    yield
    translation.deactivate()


# --- Pages ------------------------------------------------------------------------------------------------

NAMES = {name for _code, *names, _level, _parent in REGIONS for name in names} | {
    "简体中文",
    "山海",
    "填报并上报",
}
"""What stays Chinese on an English page of this test: names of places, the language switch, and the
reason that the write path puts into the history, which is kept in Chinese. Beside them
stand the words that translations themselves quote, because they are to be typed in Chinese (处, 台次)."""


def words_on(page: str) -> Iterator[str]:
    """The words people see, hear or hover over, without scripts and the office's own list of choices."""
    page = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.S)
    yield from re.findall(r'(?:title|placeholder|aria-label|alt)="([^"]+)"', page)
    yield from filter(None, map(str.strip, html.unescape(re.sub(r"<[^>]*>", "\n", page)).split("\n")))


def left_in_chinese(page: str) -> list[str]:
    """Chinese words on a page that are no names."""
    quoted = {word for entry in catalogue("en") for word in CHINESE.findall(entry.msgstr)}
    names = sorted(NAMES | quoted, key=len, reverse=True)
    found = []
    for words in words_on(page):
        rest = words
        for name in names:
            rest = rest.replace(name, "")
        if CHINESE.search(rest):
            found.append(words)
    return found


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


def english(username: str, role: str = "coordinator", region: str = "310113") -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    user = make_user(username, role=role, region=region, display_name="Reader")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def plain_row(model: type[Record], pairing: Pairing) -> Record:
    """A row whose own words are Latin, so that Chinese on its page is the interface's."""
    fields = {name: model._meta.get_field(name) for name in model.Kind.field_names()}
    told: dict[str, Any] = {
        name: "Sample"
        for name, field in fields.items()
        if field.get_internal_type() in ("CharField", "TextField")
        and not field.choices
        and name not in ("id_number", "credit_code")
    }
    return make_record(model, make_user("writer", region="310113", display_name="Writer"), pairing, **told)


@pytest.mark.parametrize("model", all_kinds(), ids=lambda model: model.Kind.code)
def test_english_pages_of_a_kind_are_english(model: type[Record], pairing: Pairing) -> None:
    client = english("reader")
    record = plain_row(model, pairing)
    for url in (
        reverse("ledger_list", args=[model.Kind.code]),
        reverse("record_add", args=[model.Kind.code]),
        record.get_absolute_url(),
        reverse("sheet_import", args=[model.Kind.code]),
    ):
        response = client.get(url)
        assert response.status_code == 200
        assert 'lang="en"' in response.content.decode()
        assert left_in_chinese(response.content.decode()) == [], url


def test_english_pages_are_english(pairing: Pairing) -> None:
    plain_row(kind("training"), pairing)
    client, admin = english("reader"), english("boss", role="admin", region="")
    pages = {
        client: (
            "/", "/pairings/", "/ledgers/", "/imports/", "/documents/", "/documents/new/",
            f"/pairings/{pairing.pk}/", f"/pairings/{pairing.pk}/totals/training.trainees/?unit=人次",
            "/desk/password_change/", "/nothing/",
        ),
        admin: ("/desk/accounts/user/", "/desk/accounts/user/add/", "/desk/ledger/region/add/"),
    }  # fmt: skip
    for visitor, urls in pages.items():
        for url in urls:
            page = visitor.get(url).content.decode()
            assert 'lang="en"' in page, url
            assert left_in_chinese(page) == [], url


def test_log_in_speaks_chinese_until_english_is_chosen(client: Client, db: None) -> None:
    page = client.get("/desk/login/", headers={"Accept-Language": "en-US"}).content.decode()
    assert "用户名" in page
    assert 'lang="zh-hans"' in page
    client.post("/i18n/setlang/", {"language": "en"})
    page = client.get("/desk/login/").content.decode()
    assert "Username" in page
    assert left_in_chinese(page) == []


# --- What is official stays Chinese -----------------------------------------------------------------------


@pytest.fixture
def fresh() -> Iterator[None]:
    """Whoever asks first must not decide the language for all who come later."""
    for made in (sheet_columns, record_form):
        made.cache_clear()
    yield
    for made in (sheet_columns, record_form):
        made.cache_clear()


@pytest.mark.parametrize("model", all_kinds(), ids=lambda model: model.Kind.code)
def test_sheets_are_chinese_and_come_back_in_english_sessions(
    model: type[Record], pairing: Pairing, fresh: None
) -> None:
    user = make_user("writer", region="310113")
    record = make_record(model, user, pairing)
    with translation.override("en"):
        in_english = workbook(model, [record], pairing=pairing)
        found = preview(user, [model], pairing, "表.xlsx", in_english)
        headers = [column.header for column in sheet_columns(model)]
    assert (found.total.rows, found.total.wrong, found.problems) == (1, 0, [])
    for row in found.rows:
        assert row.action == "changed"
        assert set(row.changes) <= set(model.Kind.sensitive), "only what is printed masked may differ"
    assert all(CHINESE.search(header) for header in headers)


def test_forms_made_in_one_language_speak_the_other(pairing: Pairing, fresh: None) -> None:
    user = make_user("writer", region="310113")
    with translation.override("en"):
        form = record_form(kind("training"))(user=user)
        assert str(form["cost"].label) == "Cost (10,000 yuan)"
    with translation.override("zh-hans"):
        form = record_form(kind("training"))(user=user)
        assert str(form["cost"].label) == "经费（万元）"


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        ("158600000", "元", "1.586亿元", "158.6 million yuan"),
        ("3600000.00", "元", "360万元", "3.6 million yuan"),
        ("85000", "元", "8.5万元", "85,000 yuan"),
        ("0", "元", "0万元", "0 yuan"),
        ("1200", "人次", "1200人次", "1200 attendances"),
        ("7", "盏", "7盏", "7 盏"),
    ],
)
def test_figures_are_told_as_each_language_does(value: str, unit: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert figure_text(Decimal(value), unit) == chinese
    with translation.override("en"):
        assert figure_text(Decimal(value), unit) == english


def test_the_log_is_chinese_whoever_writes(pairing: Pairing) -> None:
    from shanhai.accounts.models import AuditEntry

    with translation.override("en"):
        plain_row(kind("training"), pairing)
    assert AuditEntry.objects.order_by("-id").values_list("summary", flat=True)[0] == "培训：Sample"
