"""A number planted into every sensitive field of every kind comes out nowhere for people without the right.

All addresses of the site that can be asked for are walked, workbooks are unpacked, tables are searched.
"""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import AuditEntry, User
from shanhai.documents.models import DocumentClaim
from shanhai.documents.services import ingest
from shanhai.ledger.derive.sheet_write import workbook
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import ImportBatch, Record
from shanhai.ledger.privacy import mask
from shanhai.ledger.services import attach_file, change_state, raise_dispute, update_record
from shanhai.ledger.services.disputes import disputable_fields
from shanhai.ledger.services.snapshots import take_snapshot
from shanhai.ledger.store import store_bytes
from tests.conformance.conftest import World
from tests.factories import make_record, make_user, sample_id_number
from tests.ledger.test_evidence import picture
from tests.ledger.test_privacy import stored_anywhere
from tests.web.test_access_matrix import NAMES, OPEN_TO_ALL, Scene, address

SENSITIVE = [model for model in all_kinds() if model.Kind.sensitive]
PLANTED = {"id": sample_id_number(901), "phone": "13871234567", "card": "6222021234567890123"}
LATER = {"id": sample_id_number(902), "phone": "13979876543", "card": "6222029876543210987"}


def numbers(model: type[Record], of: dict[str, str]) -> dict[str, str]:
    """A number for each sensitive field of a kind."""
    return {name: of[sort] for name, sort in model.Kind.sensitive.items()}


@pytest.fixture(params=SENSITIVE, ids=lambda model: model.Kind.code)
def record(request: pytest.FixtureRequest, world: World) -> Record:
    """A row whose sensitive fields were filled, then changed, by the owner side."""
    model: type[Record] = request.param
    first, later = (
        {name: of[sort] for name, sort in model.Kind.sensitive.items()} for of in (PLANTED, LATER)
    )
    found = make_record(model, world.east, world.pairing, **first)
    return update_record(world.east, found, later, reason=f"更正号码，原为{PLANTED['phone']}")


@pytest.fixture
def scene(record: Record, world: World) -> Scene:
    """Everything an address may name, around the row."""
    evidence = attach_file(world.east, record, name="名单.txt", data="名单".encode())
    photo = attach_file(world.east, record, name="照片.png", data=picture())
    other = next(name for name in disputable_fields(type(record)) if name != _text_field(record))
    dispute = raise_dispute(world.west, record, _text_field(record), "另一种说法", reason="材料所载")
    snapshot = take_snapshot(world.east, world.pairing, reason="考核")
    document = ingest(
        world.east,
        name="简报.txt",
        data="2024年3月，宝山区选派8名医生到会泽县支医。".encode(),
        pairing=world.pairing,
    ).document
    claim = DocumentClaim.objects.for_user(world.east).filter(document=document).first()
    batch = ImportBatch.objects.create(
        pairing=world.pairing,
        file_name="表.xlsx",
        kind=record.Kind.code,
        actor=make_user("importer", region="310113"),
        wrong_sha256=store_bytes(LATER["phone"].encode()),
    )
    assert claim is not None
    return Scene(
        world.pairing,
        {
            "pk": record.pk, "code": record.Kind.code, "pairing_pk": world.pairing.pk, "field": other,
            "evidence_pk": evidence.pk, "photo_pk": photo.pk, "number": 1, "version": 1,
            "dispute_pk": dispute.pk, "disputed_pk": record.pk, "snapshot_pk": snapshot.pk, "ending": "csv",
            "batch_pk": batch.pk, "document_pk": document.pk, "pictured_pk": document.pk,
            "claim_pk": claim.pk, "measure": _a_measure(record),
        },
    )  # fmt: skip


def _a_measure(record: Record) -> str:
    """A measure that rows of this kind yield, or any other."""
    return record.Kind.measures[0].measure if record.Kind.measures else "training.trainees"


def _text_field(record: Record) -> str:
    """A column of free text, which any words may dispute."""
    return next(
        name
        for name in disputable_fields(type(record))
        if type(record)._meta.get_field(name).get_internal_type() in ("CharField", "TextField")
        and not type(record)._meta.get_field(name).choices
        and name not in ("birth", "credit_code", "age")
        and (type(record)._meta.get_field(name).max_length or 99) > 10
    )


def texts_of(body: bytes) -> str:
    """All text in an answer; workbooks are unpacked."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as box:
            body = b"\n".join(box.read(name) for name in box.namelist())
    return body.decode("utf-8", errors="replace")


def leaks(text: str) -> list[str]:
    return [number for of in (PLANTED, LATER) for number in of.values() if number in text]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_no_address_shows_a_number(record: Record, scene: Scene, world: World) -> None:
    people = [
        world.east, world.west, world.reviewer, world.leader,
        make_user("inspector", role="inspector"),
        make_user("other_department", role="department", region="530326"),
    ]  # fmt: skip
    opened = set()
    for user in people:
        client = client_of(user)
        for name in sorted(set(NAMES) - OPEN_TO_ALL):
            try:
                url = address(name, scene)
            except KeyError:
                continue  # names something that is not of this row
            answer = client.get(url)
            if answer.status_code == 200:
                opened.add(name)
            body = b"".join(answer) if answer.streaming else answer.content
            assert leaks(texts_of(body)) == [], (user.username, url)
        for query in (f"?q={record.label}", "?state=draft"):
            body = client.get(reverse("ledger_list", args=[record.Kind.code]) + query).content
            assert leaks(texts_of(body)) == [], (user.username, query)
    assert {
        "record", "record_edit", "record_version", "ledger_list", "log", "log_export", "snapshot",
        "snapshot_rows", "snapshot_export", "sheet_export", "sheet_rows", "sheet_csv", "sheet_print",
        "export_all", "worklist", "home", "pairing",
    } <= opened  # fmt: skip


def test_the_number_finds_the_row_and_is_kept_nowhere_in_the_clear(record: Record, world: World) -> None:
    client = client_of(world.east)
    for name, sort in record.Kind.sensitive.items():
        found = client.get(reverse("ledger_list", args=[record.Kind.code]), {"q": LATER[sort]})
        assert record.get_absolute_url() in found.content.decode(), name
        client.get(reverse("sheet_rows", args=[record.Kind.code]), {"q": LATER[sort]})
        stranger = client_of(world.stranger).get(
            reverse("ledger_list", args=[record.Kind.code]), {"q": LATER[sort]}
        )
        assert record.get_absolute_url() not in stranger.content.decode()
    assert AuditEntry.objects.filter(action="export").exists()
    for number in {of[sort] for of in (PLANTED, LATER) for sort in record.Kind.sensitive.values()}:
        assert [table for table in stored_anywhere(number) if "session" not in table] == [], number


def test_refusals_do_not_repeat_it(record: Record, world: World) -> None:
    """What a service says about a row names no number, whatever is wrong with the row."""
    for data in ({"year": 1900}, dict.fromkeys(record.Kind.sensitive, "9" * 30)):
        with pytest.raises(LedgerError) as refused:
            update_record(world.east, record, data)
        assert leaks(str(refused.value)) == []
        assert "9" * 30 not in str(refused.value)


def test_the_preview_of_an_import_shows_it_masked(record: Record, world: World) -> None:
    other = make_record(
        type(record), world.east, world.pairing, **{n: PLANTED[s] for n, s in record.Kind.sensitive.items()}
    )
    change_state(world.east, other, "void", reason="只用来做表")
    data = workbook(type(record), [other], pairing=world.pairing)
    # The export is masked; what an office sends is not.
    for sort, number in PLANTED.items():
        data = replaced(data, mask(number, sort), number)
    answer = client_of(world.east).post(
        reverse("sheet_import", args=[record.Kind.code]),
        {"pairing": world.pairing.pk, "file": SimpleUploadedFile("表.xlsx", data)},
    )
    assert leaks(answer.content.decode()) == []


def replaced(book: bytes, old: str, new: str) -> bytes:
    """A workbook with one text replaced in all of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as box, zipfile.ZipFile(target, "w") as copy:
        for name in box.namelist():
            copy.writestr(name, box.read(name).replace(old.encode(), new.encode()))
    return target.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"原为{PLANTED['phone']}，误", "原为138****4567，误"),
        (f"证号{PLANTED['id']}", f"证号{PLANTED['id'][:6]}********{PLANTED['id'][-4:]}"),
        (f"卡{PLANTED['card']}。", "卡***************0123。"),
        ("乡镇代码530326102201", "乡镇代码530326102201"),
        ("文号〔2024〕13812345号", "文号〔2024〕13812345号"),
        ("a13812345678b", "a13812345678b"),
        ("金额113812345678元", "金额113812345678元"),
    ],
)
def test_numbers_typed_into_free_text_are_starred_out(text: str, shown: str) -> None:
    assert hide_numbers(text) == shown
