"""Snapshots: what was frozen stays, is told from what was tampered with, and is compared with today."""

from __future__ import annotations

import io
from datetime import date

import pytest
import python_calamine
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import AuditEntry, User
from shanhai.ledger import store
from shanhai.ledger.derive.sheet_snapshot import snapshot_workbook
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Pairing, State
from shanhai.ledger.services import attach_file, change_state, update_record
from shanhai.ledger.services.snapshots import take_snapshot
from shanhai.ledger.snapshots import compare, frozen_lines, is_intact, kinds_in, rows_seen
from tests.factories import make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db
PHONE, OTHER_PHONE = "13812345678", "13899995678"


@pytest.fixture
def pairing() -> Pairing:
    return make_pairing()


@pytest.fixture
def east() -> User:
    return make_user("east")


def test_it_holds_every_row_of_its_period_and_equal_rows_give_equal_bytes(
    pairing: Pairing, east: User
) -> None:
    march = {"started_on": date(2024, 3, 1), "ended_on": date(2024, 3, 2)}
    first = make_record(kind("training"), east, pairing, **march)
    attach_file(east, first, name="通知.txt", data=b"notice")
    make_record(kind("training"), east, pairing, started_on=date(2024, 5, 1), ended_on=date(2024, 5, 2))
    june = {"issued_on": date(2024, 6, 1), "arrived_on": date(2024, 6, 2)}
    make_record(kind("fund"), make_user("west", region="530326"), pairing, report=False, **june)
    make_record(kind("fund"), east, pairing, year=2023)
    void = make_record(kind("fund"), east, pairing, **june)
    change_state(east, void, State.VOID, reason="重复")
    make_record(kind("fund"), make_user("far", region="310117"), make_pairing("310117", "530629"))
    whole = take_snapshot(east, pairing, reason="全部")
    year = take_snapshot(east, pairing, year=2024, reason="年度考核")
    month = take_snapshot(east, pairing, year=2024, month=3, reason="三月月报")
    assert [snapshot.counts for snapshot in (whole, year, month)] == [
        {"training": 2, "fund": 2}, {"training": 2, "fund": 1}, {"training": 1},
    ]  # fmt: skip
    (line,) = frozen_lines(east, month)
    assert (line["id"], line["evidence"][0][0]) == (first.pk, "通知.txt")
    again = store.read_bytes(take_snapshot(east, pairing, year=2024, reason="再一次").sha256)
    assert again.splitlines()[1:] == store.read_bytes(year.sha256).splitlines()[1:]
    assert AuditEntry.objects.filter(action="snapshot").count() == 4


def test_compared_with_today_it_tells_what_is_new_changed_and_void(pairing: Pairing, east: User) -> None:
    training, posting = kind("training"), kind("posting")
    same = make_record(training, east, pairing)
    changed = make_record(training, east, pairing, place="县党校")
    void = make_record(training, east, pairing)
    moved = make_record(training, east, pairing)
    person = make_record(posting, east, pairing, phone=PHONE)
    snapshot = take_snapshot(east, pairing, year=2024, reason="考核")
    assert list(compare(east, snapshot)) == []
    update_record(east, changed, {"place": "州党校"})
    change_state(east, void, State.VOID, reason="重复填报")
    update_record(east, moved, {"year": 2023})
    update_record(east, person, {"phone": OTHER_PHONE})
    new = make_record(training, east, pairing)
    found = {(one.model, one.number): one for one in compare(east, snapshot)}
    assert {key[1]: one.what for key, one in found.items() if key[0] is training} == {
        changed.pk: "changed", void.pk: "void", moved.pk: "moved", new.pk: "new",
    }  # fmt: skip
    assert (training, same.pk) not in found
    (change,) = found[training, changed.pk].changes
    assert (change.title, change.old, change.new) == ("培训地点", "县党校", "州党校")
    assert found[training, void.pk].changes[0].new == "重复填报"
    # Two numbers that look alike when masked are known to differ, and shown masked.
    (change,) = found[posting, person.pk].changes
    assert (change.old, change.new) == ("138****5678", "138****5678")


def test_no_number_lies_in_it_or_in_its_workbook(pairing: Pairing, east: User) -> None:
    make_record(kind("posting"), east, pairing, phone=PHONE)
    snapshot = take_snapshot(east, pairing, reason="考核")
    assert PHONE.encode() not in store.read_bytes(snapshot.sha256)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(snapshot_workbook(east, snapshot)))
    assert book.sheet_names == ["说明", "选派干部人才台账", "与今日对照"]
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert "138****5678" in cells
    assert not any(PHONE in cell for cell in cells)


def test_a_changed_file_is_found_out(pairing: Pairing, east: User) -> None:
    make_record(kind("fund"), east, pairing)
    snapshot = take_snapshot(east, pairing, reason="考核")
    assert is_intact(snapshot)
    path = store.path_of(snapshot.sha256)
    path.write_bytes(path.read_bytes().replace(b"2024", b"2025"))
    assert not is_intact(snapshot)
    client = Client()
    client.force_login(east, "django.contrib.auth.backends.ModelBackend")
    shown = client.get(reverse("snapshot", args=[snapshot.pk])).content.decode()
    assert "已损坏或丢失" in shown
    assert client.get(reverse("snapshot_export", args=[snapshot.pk])).status_code == 302


def test_who_sees_part_of_the_pairing_takes_none_and_opens_only_that_part(
    pairing: Pairing, east: User
) -> None:
    make_record(kind("fund"), east, pairing, place_code="530326102")
    make_record(kind("training"), east, pairing, place_code="530326204")
    snapshot = take_snapshot(make_user("reviewer", role="reviewer"), pairing, reason="考核")
    department = make_user("department", role="department", kinds=["training"])
    township = make_user("township", region="530326102")
    assert [model.Kind.code for model, _ in kinds_in(department, snapshot)] == ["training"]
    assert [model.Kind.code for model, _ in kinds_in(township, snapshot)] == ["fund"]
    assert [rows_seen(user, snapshot) for user in (east, department, township)] == [2, 1, None]
    strangers = (
        department, township, make_user("leader", role="leader"), make_user("inspector", role="inspector"),
        make_user("far", region="310117"), make_user("admin", role="admin", region=""),
    )  # fmt: skip
    for user in strangers:
        with pytest.raises(NotAllowed):
            take_snapshot(user, pairing, reason="考核")
    for wrong in ({"month": 3}, {"year": 2024, "month": 13}):
        with pytest.raises(LedgerError, match="年度或月份"):
            take_snapshot(east, pairing, reason="考核", **wrong)
    with pytest.raises(LedgerError, match="用途"):
        take_snapshot(east, pairing, reason=" ")


def test_the_pages_take_open_and_compare(pairing: Pairing, east: User) -> None:
    record = make_record(kind("training"), east, pairing, place="县党校")
    client = Client()
    client.force_login(east, "django.contrib.auth.backends.ModelBackend")
    taken = client.post(reverse("snapshot_list", args=[pairing.pk]), {"year": "2024", "reason": "报送稿"})
    update_record(east, record, {"place": "州党校"})
    assert "报送稿" in client.get(reverse("snapshot_list", args=[pairing.pk])).content.decode()
    shown = client.get(taken["Location"], {"compare": "1"}).content.decode()
    assert shown.index("1 行有变化") < shown.index("县党校") < shown.index("州党校")
    assert "县党校" in client.get(f"{taken['Location']}training/").content.decode()
    assert client.get(f"{taken['Location']}fund/").status_code == 404
    refused = client.post(reverse("snapshot_list", args=[pairing.pk]), {"reason": ""}, follow=True)
    assert "请写明快照的用途" in refused.content.decode()
