"""The same text in two copies: recognised, the better one leading, its claims decided on once."""

from __future__ import annotations

import random

import pytest

from shanhai.accounts.models import User
from shanhai.documents.models import Document, Twin
from shanhai.documents.selectors import claims_of, documents, twins_of
from shanhai.documents.services import correct_document, ingest, judge, reject, reread
from shanhai.documents.sketch import bands, own_sentences, same_figures, shingles, similarity
from shanhai.ledger.errors import NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing
from shanhai.ledger.services import attach_span
from tests.documents.samples import TEXT
from tests.factories import make_pairing, make_record, make_user

CLEAN = (
    "宝山区与会泽县2023年东西部协作工作纪实\n2023年，宝山区投入财政帮扶资金3600万元支持会泽县，实施项目21个。\n"
    "全年选派教师12名、医生8名到会泽县工作，举办培训3期，培训320人次。\n"
    "两地以乡村振兴为主线，推动产业、劳务、消费协作走深走实，群众得到实惠。\n"
)
DAMAGED = (
    "寶山區(qū)與會(huì)澤縣2023年東西部協(xié)作工作紀(jì)實(shí)\n2023年，寶山區(qū)投入財(cái)政幫扶資金3600萬元支持會(huì)澤縣，實(shí)施項(xiàng)目21個(gè)。\n"
    "全年選派教師12名、醫(yī)生8名到會(huì)澤縣工作，舉辦培訓(xùn)3期，培訓(xùn)320人次。\n"
    "兩地以鄉(xiāng)村振興為主線，推動(dòng)產(chǎn)業(yè)、勞務(wù)、消費(fèi)協(xié)作走深走實(shí)，群眾得到實(shí)惠。\n"
)


def fresh(document: Document) -> Document:
    found: Document = Document.objects.unscoped("test").get(pk=document.pk)
    return found


def taken(actor: User, text: str, name: str = "a.txt") -> Document:
    return fresh(ingest(actor, name=name, data=text.encode()).document)


def waiting(user: User) -> int:
    return sum(document.open_claims for document in documents(user))


def test_a_damaged_copy_follows_the_clean_one(pairing: Pairing, east: User) -> None:
    damaged = taken(east, DAMAGED)
    alone = waiting(east)
    clean = taken(east, CLEAN)
    assert alone == len(claims_of(clean)) > 4
    assert (fresh(damaged).leader, fresh(clean).leader) == (clean, None)
    assert claims_of(fresh(damaged)) == []
    assert waiting(east) == alone
    (twin,) = twins_of(east, clean)
    assert (twin.state, twin.first, twin.second) == ("same", damaged, clean)
    assert twin.similarity > 0.8


def test_the_copy_that_people_worked_on_keeps_leading(pairing: Pairing, east: User) -> None:
    damaged = taken(east, DAMAGED)
    reject(east, claims_of(damaged)[0], reason="重复")
    clean = taken(east, CLEAN)
    assert (fresh(damaged).leader, clean.leader) == (None, damaged)


def test_a_third_copy_joins_the_two(pairing: Pairing, east: User) -> None:
    first, second = taken(east, CLEAN), taken(east, CLEAN + "（供稿：某某）")
    third = taken(east, DAMAGED)
    leaders = {fresh(document).leader_id for document in (first, second, third)}
    assert len(leaders) == 2
    assert None in leaders


def test_a_claim_only_the_copy_has_stays_open(pairing: Pairing, east: User) -> None:
    taken(east, CLEAN)
    copy = taken(east, CLEAN + "某商会向会泽县捐赠价值85万元的学习用品。")
    found = [claim for document in documents(east) for claim in claims_of(fresh(document))]
    assert "donation.value" in {claim.measure for claim in found if claim.is_open}
    assert Twin.objects.unscoped("test").get().second == copy


def test_the_same_form_with_other_figures_is_only_likely(pairing: Pairing, east: User) -> None:
    form = CLEAN + "".join(
        f"{word}工作按照两地党委政府部署有序推进，成效明显。" for word in "产教医文旅科林水"
    )
    taken(east, form)
    other = form.replace("3600", "4100").replace("12名", "9名").replace("320", "415").replace("2023", "2024")
    second = taken(east, other.replace("21个", "17个").replace("8名", "5名").replace("3期", "6期"))
    (twin,) = twins_of(east, second)
    assert twin.state == "likely"
    assert second.leader is None
    assert all(claim.is_open for claim in claims_of(second))


def test_people_decide(pairing: Pairing, east: User, west: User, stranger: User) -> None:
    first, second = taken(east, CLEAN), taken(east, CLEAN + "（供稿：某某）")
    (twin,) = twins_of(west, second)
    for actor in (stranger, make_user("leader", "leader")):
        with pytest.raises(NotAllowed):
            judge(actor, twin, same=False)
    judge(west, twin, same=False)
    assert (fresh(first).leader, fresh(second).leader) == (None, None)
    assert all(claim.is_open for claim in claims_of(fresh(second)))
    assert twins_of(east, second) == []
    reread(east, second)
    assert fresh(second).leader is None
    judge(east, twin, same=True)
    assert {fresh(first).leader_id, fresh(second).leader_id} != {None}


def test_who_may_not_correct_one_of_the_two_does_not_judge(
    pairing: Pairing, east: User, stranger: User
) -> None:
    """The first was filed elsewhere since; as evidence of a row of the own pair it is still to be seen."""
    first, second = taken(east, CLEAN), taken(east, CLEAN + "（供稿：某某）")
    (twin,) = twins_of(east, second)
    record = make_record(kind("fund"), east, pairing)
    attach_span(east, record, document_id=first.pk, title="简报", start=0, end=4, quote="", text="")
    Document.objects.unscoped("test").filter(pk=first.pk).update(pairing=make_pairing("310117", "530629"))
    assert twins_of(east, second) == [twin]
    with pytest.raises(NotAllowed):
        judge(east, twin, same=False)


def test_reading_a_copy_again_leaves_its_claims_aside(pairing: Pairing, east: User) -> None:
    taken(east, CLEAN)
    copy = taken(east, DAMAGED)
    assert copy.leader is not None
    reread(east, copy)
    assert claims_of(fresh(copy)) == []


def test_texts_of_other_pairings_are_not_compared(pairing: Pairing, east: User, stranger: User) -> None:
    taken(east, CLEAN)
    foreign = taken(stranger, CLEAN + "。")
    assert foreign.leader is None
    assert not Twin.objects.unscoped("test").exists()


def test_a_document_moved_to_another_pairing_stands_alone(pairing: Pairing, east: User) -> None:
    taken(east, CLEAN)
    copy = taken(east, DAMAGED)
    other = make_pairing("310113", "533423")
    correct_document(east, copy, title=copy.title, published=None, source="", author="", pairing=other)
    moved = fresh(copy)
    assert moved.leader is None
    assert all(claim.is_open for claim in claims_of(moved))
    assert claims_of(moved)


def test_short_texts_are_alike_by_chance(pairing: Pairing, east: User) -> None:
    for text in ("投入资金300万元支持会泽。", "投入资金300万元支持会泽！"):
        taken(east, text)
    assert shingles(TEXT[:40]) == frozenset()
    assert not Twin.objects.unscoped("test").exists()


@pytest.mark.parametrize(("changed", "least"), [(0, 1.0), (4, 0.95)])
def test_alike_texts_share_a_band(changed: int, least: float) -> None:
    """Of a hundred texts with ``changed`` of 400 letters replaced, nearly all share one."""
    chance = random.Random(1)
    letters = [chr(0x4E00 + number) for number in range(3000)]
    found = 0
    for _ in range(100):
        text = chance.choices(letters, k=400)
        other = list(text)
        for at in chance.sample(range(400), changed):
            other[at] = chance.choice(letters)
        first, second = shingles("".join(text)), shingles("".join(other))
        found += bool(set(bands(first)) & set(bands(second)))
        assert similarity(first, second) > 0.85
    assert found >= 100 * least


def test_other_texts_share_none() -> None:
    chance = random.Random(2)
    texts = ["".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(400)) for _ in range(40)]
    keys = [key for text in texts for key in set(bands(shingles(text)))]
    assert len(keys) == len(set(keys))


def test_sentences_that_the_other_lacks_are_told() -> None:
    marked = own_sentences("甲有。乙有。\n丙。", "甲 有；\n丙。")
    assert [(text, own) for text, own in marked] == [("甲有。", False), ("乙有。\n", True), ("丙。", False)]
    assert same_figures("12名、3期", "12名、4期、5个") == 0.5
