"""The log's page: who sees which lines, what is found, paging, and what is taken out."""

from __future__ import annotations

import io

import pytest
import python_calamine
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import AuditEntry
from shanhai.accounts.services import audit
from shanhai.ledger.kinds import kind
from shanhai.ledger.log import LogSearch, entries
from shanhai.ledger.models import Record
from shanhai.ledger.services import update_record
from shanhai.ledger.services.sensitive import reveal
from tests.factories import PASSWORD, make_pairing, make_record, make_user

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture
def record() -> Record:
    """A posting whose phone was changed and looked at, a failed log-in, and a row of another pair."""
    east = make_user("east")
    record = make_record(kind("posting"), east, make_pairing(), phone="13900001111")
    update_record(east, record, {"phone": PHONE, "party": "中共党员"}, reason="核对名册")
    reveal(make_user("department", role="department"), record, reason="核对到岗人员")
    make_record(kind("fund"), make_user("far", region="310117"), make_pairing("310117", "530629"))
    Client().post("/desk/login/", {"username": "east", "password": "wrong"})
    Client().post("/desk/login/", {"username": "far", "password": "wrong"})
    Client().post("/desk/login/", {"username": "east", "password": PASSWORD})
    return record


def client_of(username: str, **more: str) -> Client:
    client = Client()
    client.force_login(make_user(username, **more), "django.contrib.auth.backends.ModelBackend")
    return client


def test_inspectors_see_their_pairs_and_the_people_of_their_region(record: Record) -> None:
    inspector = make_user("inspector", role="inspector")
    seen = {(entry.action, entry.object_type, entry.summary) for entry in entries(inspector)}
    actions = {action for action, _type, _summary in seen}
    assert {"create", "change", "reveal", "login", "login_failed"} <= actions
    assert ("login_failed", "user", "east") in seen
    assert ("login_failed", "user", "far") not in seen
    assert not any(kind == "fund" for _action, kind, _summary in seen)
    everything = entries(make_user("admin", role="admin", region=""))
    assert everything.count() == AuditEntry.objects.count()
    for role in ("coordinator", "reviewer", "department", "leader"):
        assert not entries(make_user(role, role=role)).exists()
        assert client_of(role).get(reverse("log")).status_code == 403


def test_inspectors_of_a_township_see_the_acts_of_its_own_people_only(record: Record) -> None:
    own = make_user("town", region="530326102")
    for actor in (own, make_user("county", region="530326")):
        audit(actor, AuditEntry.Action.CHANGE, pairing_id=record.pairing_id, summary=f"由{actor.username}")
    inspector = make_user("town_inspector", role="inspector", region="530326102")
    found = list(entries(inspector).filter(action="change").values_list("summary", flat=True))
    assert found == ["由town"]
    assert not entries(inspector).exclude(actor__region_code__startswith="530326102").exists()
    client = Client()
    client.force_login(inspector, "django.contrib.auth.backends.ModelBackend")
    home = client.get(reverse("home")).content.decode()
    assert "由town" in home
    assert "由county" not in home


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"action": "change"}, ["change"]),
        ({"action": "change", "person": "nobody"}, []),
        ({"person": "department"}, ["reveal"]),
        ({"kind": "posting", "record": "own"}, ["reveal", "change", "create"]),
        ({"q": "核对 到岗"}, ["reveal"]),
        ({"kind": "posting", "until": "2020-01-01"}, []),
        ({"kind": "posting", "since": "2020-01-01", "until": "nonsense"}, ["reveal", "change", "create"]),
        ({"action": "nonsense", "kind": "posting"}, ["reveal", "change", "create"]),
    ],
)
def test_it_is_searched(record: Record, query: dict[str, str], found: list[str]) -> None:
    if query.get("record") == "own":
        query = {**query, "record": str(record.pk)}
    inspector = make_user("inspector", role="inspector")
    assert [entry.action for entry in LogSearch.read(query).rows(inspector)] == found


def test_pages_follow_one_another_without_gap(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.web.views.log.PAGE_SIZE", 4)
    for number in range(9):
        audit(
            make_user("east"), AuditEntry.Action.EXPORT, pairing_id=record.pairing_id, summary=f"第{number}次"
        )
    client, shown, query = client_of("inspector", role="inspector"), [], "action=export"
    while query:
        context = client.get(f"{reverse('log')}?{query}").context
        shown += [entry.summary for entry, *_rest in context["lines"]]
        query = context["next"]
    assert shown == [f"第{number}次" for number in reversed(range(9))]


def test_what_is_taken_out_is_masked_harmless_and_logged(record: Record) -> None:
    audit(make_user("east"), AuditEntry.Action.REVIEW, pairing_id=record.pairing_id, summary="=1+1 合计")
    client = client_of("inspector", role="inspector")
    text = client.get(reverse("log_export", args=["csv"])).content.decode("utf-8-sig")
    assert ",'=1+1 合计," in text
    assert "政治面貌" in text
    assert "138****5678" in text
    assert PHONE not in text
    data = client.get(reverse("log_export", args=["xlsx"]), {"action": "change"}).content
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert rows[1][7:9] == [f"干部人才：{record}", "核对名册"]
    assert AuditEntry.objects.filter(action="export", object_type="log").count() == 2
    assert client.get("/log/pdf/").status_code == 404
    page = client.get(reverse("log"), {"kind": "posting"}).content.decode()
    assert "核对到岗人员" in page
    assert PHONE not in page
