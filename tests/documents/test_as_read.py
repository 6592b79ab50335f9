"""Accepting claims as they were read, one or a whole event; marking by hand; who else is there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.models import Document, DocumentClaim, Presence
from shanhai.documents.selectors import claims_of, matches, queue
from shanhai.documents.services import (
    accept_as_read,
    accept_group,
    correct_document,
    here,
    ingest,
    mark,
    reread,
)
from shanhai.documents.wording import problem_words
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, Pairing, State
from tests.documents.samples import TEXT, add_claim, claim_of, make_document
from tests.factories import make_record, make_user


def fresh(claim: DocumentClaim) -> DocumentClaim:
    found: DocumentClaim = DocumentClaim.objects.unscoped("test").get(pk=claim.pk)
    return found


def test_a_claim_is_entered_as_it_was_read(document: Document, east: User) -> None:
    done = accept_as_read(east, claim_of(document, "fund.aid"))
    assert (done.record.arrived, done.record.state) == (Decimal(36_000_000), State.REPORTED)
    assert [claim.measure for claim in done.claims] == ["fund.aid"]


def test_what_fits_in_the_same_row_goes_with_it(document: Document, east: User) -> None:
    done = accept_as_read(east, claim_of(document, "training.sessions"))
    assert {claim.measure for claim in done.claims} == {"training.sessions", "training.trainees"}
    assert fresh(claim_of(document, "training.trainees")).record_id == done.record.pk


def test_a_figure_the_ledger_has_must_be_looked_at(document: Document, east: User, pairing: Pairing) -> None:
    make_record(
        kind("fund"), east, pairing, category="aid", year=2023, arrived=36_000_000, paid=None, spent=None
    )
    with pytest.raises(LedgerError, match="相同数值"):
        accept_as_read(east, claim_of(document, "fund.aid"))
    assert kind("fund").objects.unscoped("test").count() == 1


def test_a_plan_is_not_entered(document: Document, east: User) -> None:
    with pytest.raises(LedgerError, match="计划"):
        accept_as_read(east, claim_of(document, "posting.teachers_sent", "planned"))


def test_a_missing_column_is_told(pairing: Pairing, east: User) -> None:
    made = make_document(pairing, text="2023年捐赠价值85万元的学习用品。")
    claim = add_claim(made, "85万元", "donation.value", 850_000, "元")
    with pytest.raises(LedgerError) as refused:
        accept_as_read(east, claim)
    assert problem_words(refused.value, claim) == ["捐赠方：此字段不能为空。"]
    assert fresh(claim).is_open


def test_a_whole_event_is_accepted_at_once(document: Document, east: User) -> None:
    outcome = accept_group(east, claim_of(document, "posting.doctors_sent"))
    assert {claim.measure for claim in outcome.decided} == {"posting.teachers_sent", "posting.doctors_sent"}
    assert outcome.left == []
    rows = Evidence.objects.unscoped("test")
    assert {row.measure for row in rows} == {"posting.teachers_sent", "posting.doctors_sent"}


def test_what_needs_a_look_is_left_and_costs_no_other(pairing: Pairing, east: User) -> None:
    made = make_document(pairing, text="2023年捐赠价值85万元的学习用品，投入资金300万元，计划培训40人次。")
    donation = add_claim(made, "85万元", "donation.value", 850_000, "元")
    add_claim(made, "300万元", "fund.aid", 3_000_000, "元")
    planned = add_claim(made, "40人次", "training.trainees", 40, "人次", status="planned")
    outcome = accept_group(east, planned)
    assert [claim.measure for claim in outcome.decided] == ["fund.aid"]
    assert [claim for claim, _ in outcome.left] == [donation, planned]
    assert fresh(donation).is_open
    assert fresh(planned).is_open


def test_a_donation_is_one_row_with_all_it_tells(pairing: Pairing, east: User) -> None:
    text = "2023年5月，上海某商会向会泽县第一小学捐赠价值85万元的学习用品，受益学生1200人。"
    made = make_document(pairing, text=text)
    extra = {"donor": "上海某商会", "receiver": "会泽县第一小学", "goods": "学习用品"}
    add_claim(made, "85万元", "donation.value", 850_000, "元", extra=extra, since="2023-05", until="2023-05")
    add_claim(made, "1200人", "donation.beneficiaries", 1200, "人", since="2023-05", until="2023-05")
    (done,) = accept_group(east, claim_of(made, "donation.value")).entered
    row = done.record
    assert (row.donor, row.receiver, row.goods) == ("上海某商会", "会泽县第一小学", "学习用品")
    assert (row.value, row.beneficiaries) == (850_000, 1200)


def test_strangers_enter_nothing(document: Document, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        accept_as_read(stranger, claim_of(document, "fund.aid"))


def test_a_part_of_a_greater_figure_is_told(pairing: Pairing, east: User) -> None:
    make_record(
        kind("fund"), east, pairing, category="aid", year=2023, arrived=9_000_000, paid=None, spent=None
    )
    made = make_document(pairing)
    claim = add_claim(made, "3600万元", "fund.aid", 3_000_000, "元", extra={"subset": "fund.aid"})
    (match,) = matches(east, [claim])[claim.pk]
    assert (match.part, match.equal, match.differs) == (True, False, True)


# --- by hand ----------------------------------------------------------------------------------------------


def by_hand(actor: User, document: Document, words: str, **more: Any) -> DocumentClaim:
    start = document.repaired.index(words)
    told = {"measure": "fund.aid", "value": Decimal(500), "unit": "元", **more}
    return mark(actor, document, start=start, end=start + len(words), **told)


def test_words_are_marked_by_hand(pairing: Pairing, east: User) -> None:
    text = "2023年，東西部協(xié)作持續(xù)深化，寶山區(qū)投入財(cái)政幫扶資金3600萬元支持會澤縣。"
    document = ingest(east, name="a.txt", data=text.encode()).document
    claim = by_hand(east, document, "持续深化", since="2023", until="2023")
    assert (claim.origin, claim.text, claim.is_open) == ("hand", "持续深化", True)
    assert document.decoded[claim.start : claim.end] == claim.quote
    assert claim in claims_of(document)
    assert AuditEntry.objects.filter(summary__startswith="人工标注").count() == 1
    reread(east, document)
    assert fresh(claim).is_open


def test_a_mark_joins_the_event_it_overlaps(document: Document, east: User) -> None:
    inside = by_hand(east, document, "培训320人次", measure="training.trainees", unit="人次")
    outside = by_hand(east, document, "宝山区", measure="training.trainees", unit="人次")
    groups = {claim.group for claim in claims_of(document) if claim.pk not in (inside.pk, outside.pk)}
    assert inside.group in groups
    assert outside.group not in groups


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"measure": "no.such"}, "计量"),
        ({"unit": " "}, "单位"),
        ({"value": Decimal(-1)}, "数值"),
        ({"status": "maybe"}, "状态"),
    ],
)
def test_nonsense_is_not_marked(document: Document, east: User, told: dict[str, Any], message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        by_hand(east, document, "宝山区", **told)


def test_strangers_and_readers_mark_nothing(document: Document, stranger: User) -> None:
    for actor in (stranger, make_user("leader", "leader")):
        with pytest.raises(NotAllowed):
            by_hand(actor, document, "宝山区")


# --- two reviewers, the queue -----------------------------------------------------------------------------


def test_reviewers_see_each_other(document: Document, east: User, west: User) -> None:
    assert here(east, document, 7) == []
    (other,) = here(west, document, None)
    assert (other.user, other.claim) == (east, 7)
    Presence.objects.filter(user=east).update(seen_at=timezone.now() - timedelta(minutes=2))
    assert here(west, document, None) == []


def test_the_queue_goes_by_pairing_and_age(document: Document, east: User, stranger: User) -> None:
    later = ingest(east, name="b.txt", data=TEXT.replace("3600", "3700").encode()).document
    unfiled = make_document(None)
    add_claim(unfiled, "3600万元", "fund.aid", 36_000_000, "元")
    first, second = queue(east)
    assert (first.pairing, first.documents) == (document.pairing, [document, later])
    assert first.open_claims > 7
    assert (second.pairing, second.documents) == (None, [unfiled])
    assert queue(stranger) == []


def test_the_genre_can_be_corrected(document: Document, east: User) -> None:
    names = ("title", "published", "source", "author", "pairing")
    known = {name: getattr(document, name) for name in names}
    assert correct_document(east, document, genre="report", **known).genre == "report"
