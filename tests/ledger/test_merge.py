"""Two people edit one row: the second is told, sees both versions and merges them field by field."""

from __future__ import annotations

import threading

import lxml.html
import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from shanhai.ledger.errors import Conflict, LedgerError
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Record
from shanhai.ledger.services import update_record
from tests.factories import make_pairing, make_record, make_user

PHONE = "13812345678"


def opened(client: Client, record: Record) -> dict[str, str]:
    """The entry form as a browser holds it."""
    url = reverse("record_edit", args=[record.Kind.code, record.pk])
    tree = lxml.html.fromstring(client.get(url).content.decode())
    (form,) = tree.xpath("//form[.//*[@name='precision']]")
    return dict(form.form_values())


def client_of(username: str, **more: str) -> Client:
    client = Client()
    client.force_login(make_user(username, **more), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def record(db: None) -> Record:
    values = {
        "person_name": "张三",
        "host_unit": "县医院",
        "rank": "主治医师",
        "batch": "第一批",
        "phone": PHONE,
    }
    return make_record(kind("posting"), make_user("east"), make_pairing(), **values)


def test_the_second_sees_both_versions_and_merges_them(record: Record) -> None:
    first, second = client_of("east"), client_of("colleague", role="department")
    url = reverse("record_edit", args=["posting", record.pk])
    mine, theirs = opened(second, record), opened(first, record)
    assert first.post(url, theirs | {"host_unit": "中医院", "batch": "第二批"}).status_code == 302
    answer = second.post(url, mine | {"host_unit": "妇幼保健院", "rank": "副主任医师"})
    assert answer.status_code == 409
    fields = {field.name: field for field in answer.context["fields"]}
    assert {name: field.who for name, field in fields.items()} == {
        "host_unit": "both", "batch": "theirs", "rank": "mine",
    }  # fmt: skip
    both = fields["host_unit"]
    assert (both.before, both.theirs, both.mine) == ("县医院", "中医院", "妇幼保健院")
    page = answer.content.decode()
    assert "east" in page
    assert PHONE not in page
    (form,) = lxml.html.fromstring(page).xpath("//form[.//*[@name='merge']]")
    chosen = dict(form.form_values()) | {"keep_host_unit": "mine"}
    assert second.post(url, chosen).status_code == 302
    record.refresh_from_db()
    assert (record.host_unit, record.batch, record.rank) == ("妇幼保健院", "第二批", "副主任医师")
    assert (record.phone, record.version) == (PHONE, 3)


def test_a_third_change_during_the_merge_is_told_as_well(record: Record) -> None:
    first, second = client_of("east"), client_of("colleague", role="department")
    url = reverse("record_edit", args=["posting", record.pk])
    mine = opened(second, record)
    first.post(url, opened(first, record) | {"batch": "第二批"})
    page = second.post(url, mine | {"rank": "副主任医师"}).content.decode()
    (form,) = lxml.html.fromstring(page).xpath("//form[.//*[@name='merge']]")
    first.post(url, opened(first, record) | {"host_unit": "中医院"})
    again = second.post(url, dict(form.form_values()))
    assert again.status_code == 409
    (form,) = lxml.html.fromstring(again.content.decode()).xpath("//form[.//*[@name='merge']]")
    values = dict(form.form_values())
    # What both are said to have changed is for the reader to choose.
    values |= {f"keep_{f.name}": "theirs" for f in again.context["fields"] if f.name != "rank"}
    assert second.post(url, values | {"keep_rank": "mine"}).status_code == 302
    record.refresh_from_db()
    assert (record.host_unit, record.batch, record.rank) == ("中医院", "第二批", "副主任医师")


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_the_same_moment_one_is_told() -> None:
    record = make_record(kind("posting"), make_user("east"), make_pairing(), host_unit="县医院")
    user, start, outcomes = make_user("east"), threading.Barrier(2), []

    def write(unit: str) -> None:
        try:
            own = kind("posting").objects.for_user(user).get(pk=record.pk)
            start.wait(timeout=10)
            update_record(user, own, {"host_unit": unit}, expected_version=1)
            outcomes.append("saved")
        except Conflict:
            outcomes.append("told")
        except LedgerError as error:
            outcomes.append(str(error))
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=write, args=(unit,)) for unit in ("中医院", "妇幼保健院")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["saved", "told"]
    record.refresh_from_db()
    assert record.version == 2
    assert record.history.count() == 2
