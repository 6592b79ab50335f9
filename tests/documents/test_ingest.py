"""Taking documents in: whole or not at all, once an office, with clear words for what cannot be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.models import Document, DocumentClaim
from shanhai.documents.services import ingest
from shanhai.documents.services.read import title_of
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.models import Pairing
from shanhai.ledger.store import path_of, read_bytes
from shanhai.text.repair import RepairedText
from tests.documents.samples import TEXT
from tests.factories import make_pairing, make_user

DATA = TEXT.encode()


def documents() -> Any:
    return Document.objects.unscoped("test")


def claims(document: Document) -> list[DocumentClaim]:
    return list(DocumentClaim.objects.unscoped("test").filter(document=document))


def test_a_text_becomes_a_document_with_claims(pairing: Pairing, east: User) -> None:
    result = ingest(east, name="简报.txt", data=DATA, published=date(2024, 1, 15))
    document = result.document
    assert result.created
    assert (document.state, document.pairing, document.owner_region) == ("ready", pairing, "310113")
    assert (document.title, document.file_name, document.encoding) == ("简报", "简报.txt", "utf-8")
    assert read_bytes(document.sha256) == DATA
    found = claims(document)
    assert result.claims == len(found) > 3
    assert ("fund.aid", 36_000_000) in [(claim.measure, int(claim.value)) for claim in found]
    for claim in found:
        assert document.decoded[claim.start : claim.end] == claim.quote
        assert document.repaired[claim.text_start : claim.text_end] == claim.text
    entry = AuditEntry.objects.get(action="upload")
    assert (entry.actor, entry.object_id, entry.pairing_id) == (east, str(document.pk), pairing.pk)


def test_a_damaged_page_keeps_the_way_back(pairing: Pairing, east: User) -> None:
    page = "2023年，東西部協(xié)作持續(xù)深化，寶山區(qū)投入財(cái)政幫扶資金3600萬元支持會澤縣(xiàn)。"
    document = ingest(east, name="page.txt", data=page.encode()).document
    assert "协作持续深化" in document.repaired
    assert document.repaired_text.text == document.repaired
    (claim,) = claims(document)
    assert (claim.measure, int(claim.value)) == ("fund.aid", 36_000_000)
    assert page[claim.start : claim.end] == claim.quote
    assert "3600萬元" in claim.quote


def test_the_same_bytes_from_one_office_are_one_document(pairing: Pairing, east: User, west: User) -> None:
    first = ingest(east, name="a.txt", data=DATA)
    again = ingest(make_user("east2"), name="b.txt", data=DATA)
    other = ingest(west, name="a.txt", data=DATA)
    assert (again.document, again.created, again.claims) == (first.document, False, first.claims)
    assert other.created
    assert documents().count() == 2


def test_two_calls_at_once_make_one_document(
    pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second call has looked for the document before the first has saved it."""
    import shanhai.documents.services.intake as module

    first = ingest(east, name="a.txt", data=DATA)
    asked: list[str] = []
    known = module._known

    def blind_at_first(document: Document) -> Any:
        asked.append(document.sha256)
        return None if len(asked) == 1 else known(document)

    monkeypatch.setattr(module, "_known", blind_at_first)
    second = ingest(east, name="a.txt", data=DATA)
    assert (second.document, second.created, len(asked)) == (first.document, False, 2)
    assert len(claims(first.document)) == first.claims


def test_a_stop_half_way_leaves_no_half_and_running_again_completes(
    pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    for place in ("intake.settle", "intake.audit", "intake.store_bytes", "read.read_claims"):
        with monkeypatch.context() as patch:
            patch.setattr(f"shanhai.documents.services.{place}", killed)
            with pytest.raises(KeyboardInterrupt):
                ingest(east, name="a.txt", data=DATA)
        assert not documents().exists(), place
    result = ingest(east, name="a.txt", data=DATA)
    assert result.created
    assert len(claims(result.document)) == result.claims > 0


def test_an_error_of_the_rules_keeps_the_original(
    pairing: Pairing, east: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("shanhai.documents.services.read.read_claims", broken)
    document = ingest(east, name="a.txt", data=DATA).document
    assert (document.state, bool(document.problem)) == ("failed", True)
    assert read_bytes(document.sha256) == DATA


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "空"), (b"  \n", "空"), (b"%PDF-1.4 \x00", "PDF"), (bytes(range(256)) * 9, "不是文本")],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(
    pairing: Pairing, east: User, data: bytes, message: str
) -> None:
    with pytest.raises(LedgerError, match=message):
        ingest(east, name="a.txt", data=data)
    assert not documents().exists()


def test_a_file_too_large_is_refused(pairing: Pairing, east: User, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(LedgerError, match=r"1\.5 MB，超过1 MB"):
        ingest(east, name="a.txt", data=b"a" * (1536 * 1024))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ('a"b\r\n.txt', "a＂b.txt"),
        ("C:\\temp\\简报.txt", "简报.txt"),
        ("…/" * 80 + "长" * 300 + ".txt", "长" * 116 + ".txt"),
    ],
)
def test_file_names_are_only_names(pairing: Pairing, east: User, name: str, shown: str) -> None:
    document = ingest(east, name=name, data=DATA).document
    assert document.file_name[-len(shown) :] == shown
    assert "/" not in document.file_name
    assert path_of(document.sha256).exists()


def test_nul_bytes_do_not_reach_the_database(pairing: Pairing, east: User) -> None:
    document = ingest(east, name="a.txt", data=DATA + b"\x00" + DATA).document
    document.refresh_from_db(from_queryset=documents())
    assert "\x00" not in document.decoded + document.repaired


def test_a_line_of_five_megabytes_is_read_whole(pairing: Pairing, east: User) -> None:
    prose = "两地干部群众深化协作，把产业发展和乡村建设的各项工作做实做细，" * 40
    unit = (prose + TEXT).encode()
    result = ingest(east, name="long.txt", data=unit * (5 * 1024 * 1024 // len(unit)))
    assert result.document.state == "ready"
    assert result.claims > 1000


def test_pasted_text_is_called_by_its_first_line(pairing: Pairing, east: User) -> None:
    document = ingest(east, name="", data=("\n\n协作周报\n" + TEXT).encode(), origin="paste").document
    assert (document.title, document.file_name) == ("协作周报", "")


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("000_e812.txt", "宝山会泽协作简报第3期\n正文。", "宝山会泽协作简报第3期"),
        ("协作信息.txt", "一、总体情况\n正文。", "协作信息"),
        ("协作信息.txt", "（二）资金支持\n正文。", "协作信息"),
        ("协作信息.txt", "2023年，两地深化协作。", "协作信息"),
        ("000_e812.txt", "2023年，两地深化协作。", "2023年，两地深化协作。"),
        ("", "协" * 80, "协" * 45 + "…"),
    ],
)
def test_a_text_without_a_title_gets_a_telling_one(name: str, text: str, title: str) -> None:
    assert title_of(name, RepairedText(text, text)) == title


@pytest.mark.parametrize("role", ["leader", "inspector", "admin", ""])
def test_readers_hand_in_nothing(pairing: Pairing, role: str) -> None:
    with pytest.raises(NotAllowed):
        ingest(make_user(f"reader-{role}", role), name="a.txt", data=DATA)


def test_a_foreign_pairing_cannot_be_chosen(pairing: Pairing, east: User) -> None:
    with pytest.raises(NotAllowed):
        ingest(east, name="a.txt", data=DATA, pairing=make_pairing("310117", "530629"))


def test_the_command_line_sees_all_pairings(pairing: Pairing) -> None:
    make_pairing("310117", "530629")
    document = ingest(None, name="a.txt", data=DATA, origin="cli").document
    assert (document.pairing, document.added_by, document.owner_region) == (pairing, None, "")


def test_a_text_about_nobody_is_left_unfiled(pairing: Pairing, east: User) -> None:
    document = ingest(east, name="a.txt", data="投入财政帮扶资金300万元。".encode()).document
    assert document.pairing is None
    assert Document.objects.for_user(east).filter(pk=document.pk).exists()
