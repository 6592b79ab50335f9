"""Searching: words of any length, what stands together, scope, filters; the index under two workers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shanhai.accounts.models import User
from shanhai.documents import search
from shanhai.documents.grams import BLOCK, fold, grams, pack, unpack, wanted
from shanhai.documents.models import Document, SearchBlock
from shanhai.documents.search import search_claims, search_documents, search_records
from shanhai.documents.services import (
    correct_document,
    index_documents,
    index_missing,
    ingest,
    reindex,
    reread,
)
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing
from tests.documents.samples import TEXT
from tests.documents.test_at_once import at_once
from tests.factories import make_pairing, make_record, make_user

DONATION = "2023年，上海某商会向会泽县迤车镇捐赠价值85万元的学习用品。"


QUERIES = (
    "捐",
    "迤车",
    "车镇",
    "迤车镇",
    "学习用品",
    "迤车镇捐赠价值85万元",
    "85万",
    "捐赠　迤车",
    "８５万元",
)


def taken(actor: User, text: str, name: str = "a.txt", **more: Any) -> Document:
    return ingest(actor, name=name, data=text.encode(), **more).document


def found(user: User, query: str, **more: Any) -> list[Document]:
    return [hit.document for hit in search_documents(user, query, **more).hits]


@pytest.mark.parametrize(
    "query",
    ["捐", "迤车", "车镇", "迤车镇", "学习用品", "迤车镇捐赠价值85万元", "85万", "捐赠　迤车", "８５万元"],
)
def test_words_of_any_length_are_found(pairing: Pairing, east: User, query: str) -> None:
    wanted_one = taken(east, DONATION)
    taken(east, "2023年，宝山区与会泽县签订协作协议。", "b.txt")
    assert found(east, query) == [wanted_one]


@pytest.mark.parametrize("query", ["车迤", "镇车", "学习用具", "捐款", "", "，。", "迤车镇镇"])
def test_what_does_not_stand_there_is_not_found(pairing: Pairing, east: User, query: str) -> None:
    taken(east, DONATION)
    assert found(east, query) == []


def test_pairs_that_stand_apart_are_no_word(pairing: Pairing, east: User) -> None:
    taken(east, "会泽县县城和县泽会；泽县会。宝山区与会泽县东西部协作。")
    assert found(east, "会泽县城") == []


def test_hits_are_shown_with_their_place_in_the_original(pairing: Pairing, east: User) -> None:
    text = "2023年，東西部協(xié)作持續(xù)深化，寶山區(qū)投入財(cái)政幫扶資金3600萬元支持會澤縣。"
    taken(east, text)
    (hit,) = search_documents(east, "持续深化").hits
    (snippet,) = hit.snippets
    assert snippet.words == "持续深化"
    assert snippet.before.endswith("东西部协作")
    assert text[snippet.start : snippet.end].startswith("持續")


def test_titles_sources_and_file_names_are_found(pairing: Pairing, east: User) -> None:
    document = taken(east, TEXT, "年度简报.txt")
    assert found(east, "年度简报") == [document]
    correct_document(
        east, document, title="Weekly ＮＥＷＳ", published=None, source="合作办", author="", pairing=pairing
    )
    assert found(east, "news") == [document]
    assert found(east, "合作办") == [document]


def test_a_text_that_was_changed_is_found_by_its_new_words_only(pairing: Pairing, east: User) -> None:
    document = taken(east, DONATION, title="简报")
    rows = Document.objects.unscoped("test").filter(pk=document.pk)
    rows.update(decoded=DONATION.replace("学习", "体育"))
    reread(east, document)
    assert found(east, "体育用品") == [document]
    assert found(east, "学习用品") == []


def test_only_what_is_in_scope_is_found(pairing: Pairing, east: User, west: User, stranger: User) -> None:
    document = taken(east, DONATION, pairing=pairing)
    make_record(kind("donation"), east, pairing, donor="上海某商会", goods="学习用品")
    assert found(west, "迤车") == [document]
    assert found(stranger, "迤车") == []
    assert search_claims(stranger, "85万", [document]) == []
    assert len(search_records(west, "某商会")) == 1
    assert search_records(stranger, "某商会") == []


def test_filters(pairing: Pairing, east: User) -> None:
    old = taken(east, TEXT, published=date(2022, 1, 1), title="工作总结")
    new = taken(east, TEXT + DONATION, "b.txt", published=date(2024, 1, 1), title="简报")
    assert found(east, "教师") == [new, old]
    assert found(east, "教师", year=2022) == found(east, "教师", genre="report") == [old]
    other = make_pairing("310113", "533423")
    assert found(east, "教师", pairing=other.pk) == []


def test_claims_and_rows_are_found(pairing: Pairing, east: User) -> None:
    document = taken(east, DONATION)
    (claim,) = search_claims(east, "85万", [document])
    assert claim.measure == "donation.value"
    row = make_record(kind("donation"), east, pairing, donor="上海某商会", goods="学习用品")
    assert search_records(east, "某商会 用品") == [row]
    assert search_records(east, "某商会 没有") == search_records(east, "") == []


def test_pages(pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    made = [taken(east, f"{DONATION}第{number}稿", f"{number}.txt") for number in range(5)]
    shown = [found(east, "迤车", page=page) for page in (1, 2, 3, 4)]
    assert [document for page in shown for document in page] == made[::-1]
    assert search_documents(east, "迤车", page=2).more
    assert not search_documents(east, "迤车", page=3).more
    monkeypatch.setattr(search, "FEW", 1)
    monkeypatch.setattr(search, "PORTION", 2)
    assert [document for page in (1, 2, 3) for document in found(east, "迤车", page=page)] == made[::-1]


def test_the_index_is_built_anew(pairing: Pairing, east: User) -> None:
    document = taken(east, DONATION)
    SearchBlock.objects.all().delete()
    assert found(east, "迤车") == []
    assert index_missing() == 1
    assert index_missing() == 0
    assert found(east, "迤车") == [document]
    assert reindex() == 1
    assert found(east, "迤车") == [document]


@pytest.mark.django_db(transaction=True)
def test_two_workers_index_at_once() -> None:
    make_pairing()
    east = make_user("east")
    made = [taken(east, f"{DONATION}第{number}稿", f"{number}.txt") for number in range(6)]
    SearchBlock.objects.all().delete()
    at_once(*(lambda document=document: index_documents([document]) for document in made))
    assert found(east, "迤车") == made[::-1]


def test_letters_are_folded_and_cut() -> None:
    assert fold("ＡＢ１㎡") == "ab1m2"
    assert grams("会泽，A1") == {"会", "泽", "会泽", "a", "1", "a1"}
    assert wanted("会泽县 A") == ["会泽", "泽县", "a"]
    places = [0, 1, 63, 64, BLOCK - 1]
    assert unpack(3, pack(places) + pack([7])) == {3 * BLOCK + place for place in [*places, 7]}
