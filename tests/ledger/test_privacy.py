"""Personal data: encrypted at rest, masked where it is shown, found by its hash, revealed with a reason."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shanhai.accounts.models import AuditEntry
from shanhai.ledger import privacy
from shanhai.ledger.derive.forms import record_form
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Record
from shanhai.ledger.services import update_record
from shanhai.ledger.services.sensitive import records_with, reveal
from tests.factories import make_pairing, make_record, make_user

PHONE = "13812345678"


@given(st.text(max_size=60))
def test_what_is_encrypted_comes_back_and_differs_each_time(plain: str) -> None:
    stored = privacy.encrypt(plain)
    assert privacy.decrypt(stored) == plain
    assert not plain or plain not in stored or len(plain) < 3
    assert not plain or privacy.encrypt(plain) != stored


@pytest.mark.parametrize(
    ("value", "sort", "shown"),
    [
        (PHONE, "phone", "138****5678"),
        ("532101199003071234", "id", "532101********1234"),
        ("6222021234567890123", "card", "***************0123"),
        ("123", "phone", "****"),
        ("", "id", ""),
        ("138****5678", "phone", "138****5678"),
    ],
)
def test_masks(value: str, sort: str, shown: str) -> None:
    assert privacy.mask(value, sort) == shown
    assert privacy.is_masked(shown) == bool(shown)


def test_equal_numbers_hash_equally_and_the_key_matters(settings: object) -> None:
    assert privacy.keyed_hash("53210119900307123x") == privacy.keyed_hash(" 53210119900307123X ")
    before = privacy.keyed_hash(PHONE)
    settings.FIELD_KEY = "another key"  # type: ignore[attr-defined]
    assert privacy.keyed_hash(PHONE) != before
    stored = privacy.encrypt(PHONE)
    settings.FIELD_KEY = "a third key"  # type: ignore[attr-defined]
    with pytest.raises(privacy.KeyMismatch):
        privacy.decrypt(stored)


@pytest.fixture
def record(db: None) -> Record:
    return make_record(kind("posting"), make_user("east"), make_pairing(), phone=PHONE)


def stored_anywhere(text: str) -> list[str]:
    """Tables in which a text stands in the clear."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [
                column.name for column in connection.introspection.get_table_description(cursor, table)
            ]
            quoted = " || '|' || ".join(
                f"COALESCE(CAST({connection.ops.quote_name(column)} AS TEXT), '')" for column in columns
            )
            cursor.execute(
                f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE {quoted} LIKE %s",
                [f"%{text}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_no_table_holds_a_number_in_the_clear(record: Record) -> None:
    update_record(make_user("east"), record, {"phone": "13987654321"})
    assert stored_anywhere(PHONE) == []
    assert stored_anywhere("13987654321") == []
    assert stored_anywhere("138****5678") == ["accounts_auditentry"]
    record.refresh_from_db()
    assert record.phone == "13987654321"


def test_pages_show_it_masked_and_the_search_finds_it_whole(record: Record) -> None:
    client = Client()
    client.force_login(make_user("east"), backend="django.contrib.auth.backends.ModelBackend")
    for url in (
        f"/records/posting/{record.pk}/",
        f"/records/posting/{record.pk}/edit/",
        "/ledgers/posting/",
    ):
        assert PHONE not in client.get(url).content.decode(), url
    assert "138****5678" in client.get(f"/records/posting/{record.pk}/").content.decode()
    assert f"/{record.pk}/" in client.get(f"/ledgers/posting/?q={PHONE}").content.decode()
    assert records_with("posting", PHONE) == [record.pk]
    stranger = Client()
    stranger.force_login(
        make_user("stranger", region="310117"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert f"/{record.pk}/" not in stranger.get(f"/ledgers/posting/?q={PHONE}").content.decode()


def test_a_form_that_shows_it_masked_does_not_store_the_mask(record: Record) -> None:
    user = make_user("east")
    form_class = record_form(type(record))
    blank = form_class(user=user, instance=record)
    data = {name: blank.get_initial_for_field(field, name) for name, field in blank.fields.items()}
    data = {name: "" if value is None else value for name, value in data.items()} | {"note": "改备注"}
    assert data["phone"] == "138****5678"
    form = form_class(data, user=user, instance=type(record).objects.for_user(user).get())
    assert form.is_valid(), form.errors
    assert form.save() is not None
    record.refresh_from_db()
    assert (record.phone, record.note) == (PHONE, "改备注")


def test_only_the_own_department_sees_it_in_full_and_the_look_is_logged(record: Record) -> None:
    department = make_user("department", role="department")
    assert reveal(department, record, reason="核对到岗人员")["phone"] == PHONE
    entry = AuditEntry.objects.get(action=AuditEntry.Action.REVEAL)
    assert (entry.actor, entry.reason, entry.object_id) == (department, "核对到岗人员", str(record.pk))
    with pytest.raises(LedgerError, match="原因"):
        reveal(department, record, reason=" ")
    others = [
        make_user("east"),
        make_user("other_side", role="department", region="530326"),
        make_user("leader", role="leader"),
        make_user("inspector", role="inspector"),
    ]
    for user in others:
        with pytest.raises(NotAllowed):
            reveal(user, record, reason="想看看")
