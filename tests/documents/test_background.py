"""Reading in the background: whole or not at all, and once, whatever happens to the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.models import Document, DocumentClaim, DocumentPage
from shanhai.documents.selectors import claims_of, in_progress, members_of
from shanhai.documents.services import ingest, read_received, receive, retry, submit
from shanhai.documents.services.intake import AT_ONCE
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.models import Pairing
from shanhai.ledger.store import path_of
from tests.documents import files
from tests.documents.samples import TEXT
from tests.factories import make_user

DATA = TEXT.encode()
PDF = files.pdf(["2023年，宝山区投入财政帮扶资金3600万元支持会泽县，选派教师12名。"])


def documents() -> Any:
    return Document.objects.unscoped("test")


def fresh(document: Document) -> Document:
    found: Document = documents().get(pk=document.pk)
    return found


def test_reading_again_does_nothing_twice(pairing: Pairing, east: User) -> None:
    document = receive(east, name="a.pdf", data=PDF).document
    before = [claim.pk for claim in claims_of(document)]
    read_received(document.pk)
    assert [claim.pk for claim in claims_of(document)] == before
    assert DocumentPage.objects.filter(document=document).count() == 1


@pytest.mark.parametrize("place", ["read.read_claims", "background.settle", "background.take_members"])
@pytest.mark.usefixtures("queue")
def test_a_stop_half_way_leaves_it_waiting_and_the_next_worker_completes(
    pairing: Pairing, east: User, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    document = receive(east, name="a.pdf", data=PDF).document
    with monkeypatch.context() as patch:
        patch.setattr(f"shanhai.documents.services.{place}", killed)
        with pytest.raises(KeyboardInterrupt):
            read_received(document.pk)
    assert fresh(document).state == "reading"
    assert claims_of(document) == []
    read_received(document.pk)
    assert (fresh(document).state, len(claims_of(document))) == ("ready", 2)


@pytest.mark.usefixtures("queue")
def test_of_two_workers_on_one_document_one_reading_counts(
    pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second worker reads the whole document while the first is in the middle of it."""
    import shanhai.documents.services.background as module

    document = receive(east, name="a.pdf", data=PDF).document
    fill, calls = module.fill, []

    def overtaken(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            read_received(document.pk)
        return fill(*args)

    monkeypatch.setattr(module, "fill", overtaken)
    read_received(document.pk)
    assert len(calls) == 2
    assert len(claims_of(document)) == 2


def test_an_unreadable_file_fails_with_the_reason_and_keeps_its_bytes(pairing: Pairing, east: User) -> None:
    document = fresh(receive(east, name="锁.pdf", data=files.encrypted_pdf()).document)
    assert document.state == "failed"
    assert "设有密码" in document.problem
    assert path_of(document.sha256).exists()
    assert in_progress(east) == [document]


def test_a_failed_document_can_be_retried(
    pairing: Pairing, east: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes) -> None:
        raise LedgerError([])

    with monkeypatch.context() as patch:
        patch.setattr("shanhai.documents.services.background.read_content", broken)
        document = receive(east, name="a.pdf", data=PDF).document
    assert fresh(document).state == "failed"
    for actor in (stranger, make_user("leader", "leader")):
        with pytest.raises(NotAllowed):
            retry(actor, document)
    retry(east, document)
    assert (fresh(document).state, fresh(document).problem) == ("ready", "")
    assert AuditEntry.objects.filter(summary__startswith="重新识读").count() == 1
    with pytest.raises(LedgerError, match="已经读过"):
        retry(east, document)


def test_a_fault_of_a_reader_fails_the_document(
    pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("shanhai.documents.services.background.read_content", broken)
    document = fresh(receive(east, name="a.pdf", data=PDF).document)
    assert (document.state, "原件已保存" in document.problem) == ("failed", True)


def test_a_lost_original_is_said(pairing: Pairing, east: User) -> None:
    document = receive(east, name="锁.pdf", data=files.encrypted_pdf()).document
    path_of(document.sha256).unlink()
    retry(east, document)
    assert "备份" in fresh(document).problem


def test_what_people_told_comes_before_what_the_text_tells(pairing: Pairing, east: User) -> None:
    data = files.mail("协作信息", TEXT)
    document = fresh(receive(east, name="信.eml", data=data, title="季度来信", pairing=pairing).document)
    assert (document.title, document.author, str(document.published)) == ("季度来信", "李某", "2024-01-17")
    assert document.genre == "letter"


def test_files_inside_an_archive_become_documents(pairing: Pairing, east: User, stranger: User) -> None:
    inner = files.archive({"里面/简报二.txt": (TEXT + "二").encode(), "程序.exe": b"MZ\x90\x00"})
    data = files.archive({"简报一.txt": DATA, "再压.zip": inner})
    outer = receive(east, name="一包.zip", data=data, batch="b").document
    assert (fresh(outer).state, fresh(outer).title, claims_of(outer)) == ("ready", "一包.zip", [])
    first, second = members_of(east, outer)
    assert (first.file_name, first.origin, first.batch, first.pairing) == (
        "简报一.txt",
        "inside",
        "b",
        pairing,
    )
    assert len(claims_of(first)) > 3
    assert [member.file_name for member in members_of(east, second)] == ["简报二.txt"]
    assert fresh(second).remarks == ["“程序.exe”：这是程序，不能读取文字；请上传文字资料"]
    assert members_of(stranger, outer) == []


def test_files_already_known_are_named(pairing: Pairing, east: User) -> None:
    known = ingest(east, name="简报.txt", data=DATA).document
    outer = ingest(east, name="包.zip", data=files.archive({"同一份.txt": DATA})).document
    assert fresh(outer).remarks == [f"“同一份.txt”此前已收录：{known}"]
    assert documents().count() == 2


def test_archives_in_archives_end_somewhere(pairing: Pairing, east: User) -> None:
    data = DATA
    for level in range(6):
        data = files.archive({f"{level}.zip" if level else "底.txt": data})
    ingest(east, name="深.zip", data=data)
    assert documents().count() == 3
    assert "套得太深" in documents().order_by("-pk").first().remarks[0]


def test_attachments_follow_their_mail(pairing: Pairing, east: User) -> None:
    data = files.mail("协作信息", TEXT, ("表.xlsx", files.xlsx([["资金（万元）"], [300]])))
    letter = ingest(east, name="信.eml", data=data).document
    (sheet,) = members_of(east, letter)
    assert (sheet.pairing, sheet.published, sheet.genre) == (pairing, letter.published, "table")


@pytest.mark.usefixtures("queue")
def test_short_texts_are_read_at_once_and_long_ones_queued(pairing: Pairing, east: User) -> None:
    assert submit(east, name="a.txt", data=DATA).document.state == "ready"
    assert submit(east, name="b.txt", data=DATA + b" " * AT_ONCE).document.state == "received"
    assert submit(east, name="c.pdf", data=PDF).document.state == "received"


@pytest.mark.usefixtures("queue")
def test_a_file_of_no_readable_format_is_refused_before_it_is_queued(pairing: Pairing, east: User) -> None:
    with pytest.raises(LedgerError, match="RAR"):
        submit(east, name="a.rar", data=b"Rar!\x1a\x07")
    assert not documents().exists()
    assert not DBTaskResult.objects.exists()


def test_what_the_database_cannot_hold_is_replaced(pairing: Pairing, east: User) -> None:
    body = DATA + b"\x00"
    document = ingest(east, name="a.txt", data=body).document
    assert "\x00" not in fresh(document).decoded


def test_nothing_of_the_progress_of_others_is_seen(pairing: Pairing, east: User, stranger: User) -> None:
    receive(east, name="锁.pdf", data=files.encrypted_pdf(), batch="b")
    assert in_progress(stranger) == in_progress(stranger, "b") == []


def test_claims_are_counted_once(pairing: Pairing, east: User) -> None:
    receive(east, name="a.pdf", data=PDF)
    assert receive(east, name="b.pdf", data=PDF).claims == 2
    with pytest.raises(NotAllowed):
        receive(make_user("leader", "leader"), name="b.pdf", data=PDF)
    assert DocumentClaim.objects.unscoped("test").count() == 2


@pytest.mark.usefixtures("queue")
def test_a_document_whose_workers_were_lost_can_be_retried(pairing: Pairing, east: User) -> None:
    document = receive(east, name="a.pdf", data=PDF).document
    rows = documents().filter(pk=document.pk)
    rows.update(state="reading", read_at=timezone.now())
    assert not fresh(document).hangs
    rows.update(read_at=timezone.now() - timedelta(hours=2))
    assert fresh(document).hangs
    retry(east, document)
    assert (fresh(document).state, fresh(document).hangs) == ("received", False)
    read_received(document.pk)
    assert fresh(document).state == "ready"
