"""What waits for whom: each number on the worklist opens a list of exactly so many rows."""

from __future__ import annotations

from urllib.parse import urlencode

import lxml.html
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.ledger.derive.listing import Listing
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, State
from shanhai.ledger.selectors import pairings
from shanhai.ledger.services import attach_file, change_state, raise_dispute, update_record
from shanhai.ledger.worklist import Desk, Work, announced_locks, open_disputes, open_work, totals
from tests.factories import make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing() -> Pairing:
    """East rows: a draft, one returned, one reported, one confirmed and changed since, one disputed."""
    pairing, east, west = make_pairing(), make_user("east"), make_user("west", region="530326")
    visit, training = kind("visit"), kind("training")
    make_record(visit, east, pairing, report=False)
    change_state(west, make_record(visit, east, pairing), State.RETURNED, reason="日期不对")
    with_paper = make_record(training, east, pairing)
    attach_file(east, with_paper, name="签到.txt", data="签到表".encode())
    changed = change_state(west, make_record(training, east, pairing), State.CONFIRMED)
    update_record(east, changed, {"note": "更正"}, reason="更正备注")
    raise_dispute(west, make_record(visit, east, pairing), "places", "县会议室", reason="会议纪要所载")
    make_record(training, west, pairing)
    make_record(visit, make_user("far", region="310117"), make_pairing("310117", "530629"))
    return pairing


def desk(user: User) -> Desk:
    return Desk.of(user, pairings(user))


EXPECTED = {
    "east": ("coordinator", "310113", {
        Work.RETURNED: 1, Work.DISPUTED: 1, Work.TO_CONFIRM: 1, Work.TO_REPORT: 1, Work.UNPROVEN: 2,
    }),
    "west": ("coordinator", "530326", {
        Work.CHANGED: 1, Work.TO_CONFIRM: 3, Work.UNPROVEN: 1, Work.AWAITED: 1,
    }),
    "reviewer": ("reviewer", "310113", {Work.CHANGED: 1, Work.TO_CONFIRM: 4}),
    "department": ("department", "310113", {
        Work.RETURNED: 1, Work.DISPUTED: 1, Work.TO_REPORT: 1, Work.UNPROVEN: 2,
    }),
    "leader": ("leader", "310113", {}),
    "inspector": ("inspector", "530326", {}),
    "stranger": ("coordinator", "310117", {Work.UNPROVEN: 1}),
}  # fmt: skip


@pytest.mark.parametrize("who", EXPECTED)
def test_each_role_has_its_own_work(who: str, pairing: Pairing) -> None:
    role, region, expected = EXPECTED[who]
    user = make_user(who, role=role, region=region)
    assert totals(open_work(desk(user))) == {work.value: number for work, number in expected.items()}


@pytest.mark.parametrize("who", EXPECTED)
def test_every_number_opens_so_many_rows(who: str, pairing: Pairing) -> None:
    role, region, _expected = EXPECTED[who]
    user = make_user(who, role=role, region=region)
    for chosen, year in ((None, None), (pairing.pk, 2024)):
        own = Desk.of(user, [one for one in pairings(user) if chosen in (None, one.pk)])
        for model, numbers in open_work(own, year).items():
            for work, number in numbers.items():
                query = QueryDict(urlencode(own.list_query(work, chosen, year)))
                assert Listing.read(user, model, query).count() == (number, False), (model, work)


def test_a_department_sees_work_of_its_own_ledgers_only(pairing: Pairing) -> None:
    user = make_user("department", role="department", kinds=["training"])
    assert [model.Kind.code for model in open_work(desk(user))] == ["training"]
    assert open_disputes(desk(user)) == []


def test_the_page_shows_numbers_disputes_and_locks_to_come(pairing: Pairing) -> None:
    client = Client()
    client.force_login(make_user("reviewer", role="reviewer"), "django.contrib.auth.backends.ModelBackend")
    form = {"year": "2024", "month": "3", "kind": "training", "from_day": "2099-01-31", "reason": "月报"}
    client.post(reverse("period_lock", args=[pairing.pk]), form)
    reviewer = make_user("reviewer")
    (lock,) = announced_locks(desk(reviewer))
    assert (str(lock), lock.kind, lock.is_announced) == ("2024年3月", "training", True)
    client.force_login(make_user("west"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("worklist"), {"pairing": pairing.pk, "year": "2024"}).content.decode()
    for words in ("县会议室", "会议纪要所载", "2099-01-31", "2024年3月 培训班次台账"):
        assert words in page, words
    shown = client.get(reverse("ledger_list", args=["visit"])).content.decode()
    assert shown.count('<span class="sh-tag sh-tag-warn">有异议</span>') == 1
    for link in lxml.html.fromstring(page).xpath("//table[contains(@class,'sh-matrix')]//td/a/@href"):
        assert client.get(link).status_code == 200, link
    assert reverse("worklist") in client.get("/").content.decode()
    client.force_login(make_user("stranger", region="310117"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("worklist"), {"pairing": pairing.pk}).content.decode()
    assert "会泽县" not in page
