"""Requests that no page of ours sends: odd digits, years no calendar knows, huge files, stale pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shanhai.ledger.errors import Conflict
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, Record, State
from shanhai.ledger.services import change_state, update_record
from tests.factories import make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db
HUGE = "9" * 30


@pytest.fixture
def record() -> Record:
    return make_record(kind("fund"), make_user("east"), make_pairing())


def client_of(username: str, region: str = "310113") -> Client:
    client = Client()
    user = make_user(username, region=region)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("told", ["²", "²²²²", HUGE, "0", "99999"])
def test_an_odd_number_in_an_address_is_no_fault_of_ours(record: Record, told: str) -> None:
    client = client_of("east")
    pairing = record.pairing_id
    for address in (
        reverse("document_list"),
        reverse("search"),
        reverse("pairing", args=[pairing]),
        reverse("export_all", args=[pairing]),
        reverse("ledger_list", args=["fund"]),
    ):
        assert client.get(address, {"year": told, "q": "资金"}).status_code == 200, address
    form = {"pairing": pairing, "year": 2024}
    similar = f"{reverse('ledger_similar', args=['fund'])}?row={told}"
    assert client.post(similar, form).status_code == 200
    assert client.post(reverse("ledger_act", args=["fund"]), {"act": "void", "row": told}).status_code == 302
    assert client.post(reverse("period_lock", args=[pairing]), {"lock": told}).status_code in (302, 404)
    to_state = reverse("record_state", args=["fund", record.pk])
    assert client.post(to_state, {"to": "void", "reason": "重复", "version": told}).status_code == 302


@pytest.mark.parametrize("page", ["evidence_add", "ledger_act", "dispute_add"])
def test_a_paper_too_large_is_refused_before_it_is_read(
    record: Record, page: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    west = client_of("west", "530326")
    form: dict[str, object] = {"file": SimpleUploadedFile("签到.txt", "签到表签到表".encode())}
    arguments: list[object] = ["fund"]
    if page == "ledger_act":
        chosen = west.post(reverse(page, args=arguments), {"act": "evidence", "row": record.pk})
        form |= {"act": "evidence", "confirm": "1", "token": chosen.context["token"], "row": record.pk}
    else:
        arguments.append(record.pk)
    if page == "dispute_add":
        arguments.append("note" if "note" in record.Kind.field_names() else record.Kind.field_names()[0])
        form |= {"figure": "另一个", "reason": "依据会议纪要"}
    response = west.post(reverse(page, args=arguments), form, follow=True)
    assert "超过" in response.content.decode()
    assert not Evidence.objects.unscoped("test").exists()


def test_nobody_confirms_what_was_changed_since_the_page_was_drawn(record: Record) -> None:
    west, drawn = client_of("west", "530326"), record.version
    page = west.get(record.get_absolute_url()).content.decode()
    assert f'name="version" value="{drawn}"' in page
    update_record(make_user("east"), record, {"note": "更正"})
    state = reverse("record_state", args=["fund", record.pk])
    answer = west.post(state, {"to": "confirmed", "version": drawn}, follow=True)
    assert "请核对最新内容" in answer.content.decode()
    record.refresh_from_db()
    assert record.state == State.REPORTED
    west.post(state, {"to": "confirmed", "version": record.version})
    record.refresh_from_db()
    assert record.state == State.CONFIRMED


def test_the_write_path_itself_asks_for_the_version(record: Record) -> None:
    with pytest.raises(Conflict):
        change_state(
            make_user("west", region="530326"), record, State.CONFIRMED, expected_version=record.version + 1
        )
