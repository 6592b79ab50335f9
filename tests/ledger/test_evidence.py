"""Evidence: types by content, states with their rules, newer versions, papers expected, pictures of pages."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from shanhai.accounts.models import AuditEntry, User
from shanhai.ledger.errors import LedgerError, NotAllowed
from shanhai.ledger.filetypes import recognise
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, Record
from shanhai.ledger.papers import checklist, has_evidence
from shanhai.ledger.preview import NoPreview, page_picture
from shanhai.ledger.selectors import evidence_of
from shanhai.ledger.services import attach_file, replace_file, set_evidence_state
from tests.factories import make_pairing, make_record, make_user

State = Evidence.State


def container(*names: str) -> bytes:
    """A zip file with empty entries of these names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as box:
        for name in names:
            box.writestr(name, b"")
    return target.getvalue()


def picture(width: int = 40, sort: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, 30), "white").save(target, sort)
    return target.getvalue()


def pdf(pages: int = 2) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 300)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


CONTENTS = {
    "pdf": pdf(1),
    "png": picture(),
    "jpg": picture(sort="JPEG"),
    "gif": picture(sort="GIF"),
    "tif": picture(sort="TIFF"),
    "webp": picture(sort="WEBP"),
    "bmp": picture(sort="BMP"),
    "docx": container("[Content_Types].xml", "word/document.xml"),
    "xlsx": container("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": container("[Content_Types].xml", "ppt/presentation.xml"),
    "ofd": container("OFD.xml", "Doc_0/Document.xml"),
    "odf": container("mimetype", "content.xml", "META-INF/manifest.xml"),
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "rtf": b"{\\rtf1\\ansi}",
    "txt": "签到表".encode("gb18030"),
}


@pytest.mark.parametrize("code", CONTENTS)
def test_types_are_told_by_content(code: str) -> None:
    found = recognise(CONTENTS[code])
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03" + bytes(60),
        b"\x7fELF" + bytes(60),
        container("a.exe"),
        b"PK\x03\x04broken",
        bytes(9),
    ],
    ids=["windows program", "linux program", "archive", "broken container", "zeros"],
)
def test_what_is_no_paper_is_refused(data: bytes) -> None:
    assert recognise(data) is None


pytestmark = pytest.mark.django_db


@pytest.fixture
def east() -> User:
    return make_user("east")


@pytest.fixture
def west() -> User:
    return make_user("west", region="530326")


@pytest.fixture
def record(east: User) -> Record:
    return make_record(kind("training"), east, make_pairing())


def test_names_end_as_the_content_says_and_sizes_are_limited(
    record: Record, east: User, settings: object
) -> None:
    kept = attach_file(east, record, name="../../证明.docx", data=pdf(1))
    assert (kept.file_name, kept.media) == ("证明.docx.pdf", "pdf")
    settings.UPLOAD_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    with pytest.raises(LedgerError, match="1 MB"):
        attach_file(east, record, name="大.txt", data=b"a" * 1_048_577)
    with pytest.raises(LedgerError, match="是空的"):
        attach_file(east, record, name="空.txt", data=b"")
    with pytest.raises(LedgerError, match="不是可作佐证的文件"):
        attach_file(east, record, name="通知.pdf", data=b"MZ" + bytes(50))


def test_a_draft_backs_nothing_until_it_is_declared_valid(record: Record, east: User) -> None:
    paper = attach_file(
        east, record, name="通知.txt", data="关于办班的通知".encode(), sort="培训通知", draft=True
    )
    model = kind("training")
    backed = model.objects.for_user(east).filter(has_evidence(model))
    assert ("培训通知", False) in [(one.code, one.there) for one in checklist(record, [paper])]
    assert not backed.exists()
    paper = set_evidence_state(east, record, paper, State.VALID)
    assert ("培训通知", True) in [(one.code, one.there) for one in checklist(record, [paper])]
    assert list(backed) == [record]
    with pytest.raises(LedgerError, match="没有"):
        attach_file(east, record, name="a.txt", data=b"a", sort="别的")


def test_what_was_taken_out_of_use_comes_back_through_the_other_side(
    record: Record, east: User, west: User
) -> None:
    paper = attach_file(east, record, name="通知.txt", data=b"notice", speaks_for=date(2024, 3, 1))
    for to in (State.EXPIRED, State.REJECTED):
        with pytest.raises(LedgerError, match="原因"):
            set_evidence_state(west, record, paper, to)
    paper = set_evidence_state(west, record, paper, State.REJECTED, reason="未盖章")
    assert (paper.state, paper.state_reason, paper.speaks_for) == (State.REJECTED, "未盖章", date(2024, 3, 1))
    with pytest.raises(NotAllowed):
        set_evidence_state(east, record, paper, State.VALID, reason="已盖章")
    with pytest.raises(LedgerError, match="不能这样改"):
        set_evidence_state(west, record, paper, State.DRAFT, reason="退回")
    assert set_evidence_state(west, record, paper, State.VALID, reason="已补章").state == State.VALID
    reasons = list(AuditEntry.objects.filter(action="evidence").values_list("reason", flat=True))
    assert reasons == ["已补章", "未盖章", ""]
    for user in (make_user("leader", role="leader"), make_user("inspector", role="inspector")):
        with pytest.raises(NotAllowed):
            set_evidence_state(user, record, paper, State.EXPIRED, reason="过期")


def test_a_newer_file_takes_the_place_and_the_old_one_stays_readable(record: Record, east: User) -> None:
    first = attach_file(east, record, name="名册.txt", data=b"one", sort="学员名册与签到")
    with pytest.raises(LedgerError, match="原因"):
        replace_file(east, record, first, name="名册.txt", data=b"two", reason=" ")
    second = replace_file(east, record, first, name="名册2.txt", data=b"two", reason="补两人")
    third = replace_file(east, record, second, name="名册3.txt", data=b"three", reason="更正姓名")
    first.refresh_from_db()
    assert (first.state, first.replaced_by, third.sort) == (State.EXPIRED, second, "学员名册与签到")
    with pytest.raises(LedgerError, match="已有新版"):
        replace_file(east, record, first, name="名册.txt", data=b"four", reason="再来")
    with pytest.raises(LedgerError, match="不能这样改"):
        set_evidence_state(make_user("west", region="530326"), record, first, State.VALID, reason="用旧的")
    assert len(evidence_of(record)) == 3
    client = Client()
    client.force_login(east, "django.contrib.auth.backends.ModelBackend")
    shown = client.get(record.get_absolute_url()).content.decode()
    assert shown.index("名册3.txt") < shown.index("旧版：") < shown.index("名册2.txt")
    for paper, content in ((first, b"one"), (third, b"three")):
        url = reverse("evidence_file", args=["training", record.pk, paper.pk])
        assert client.get(url).content == content


def test_pages_are_drawn_as_pictures_of_our_own(record: Record, east: User) -> None:
    paper = attach_file(east, record, name="文件.pdf", data=pdf(3))
    pages, drawn = page_picture(paper, 2)
    assert (pages, drawn[:8]) == (3, b"\x89PNG\r\n\x1a\n")
    assert Image.open(io.BytesIO(drawn)).size == (1000, 1500)
    photo = attach_file(east, record, name="照片.jpg", data=picture(3000, "JPEG"))
    assert Image.open(io.BytesIO(page_picture(photo)[1])).size[0] == 1000
    broken = attach_file(east, record, name="坏.pdf", data=b"%PDF-1.7 broken")
    for piece, number in ((broken, 1), (paper, 4), (paper, 0)):
        with pytest.raises(NoPreview):
            page_picture(piece, number)


def test_what_somebody_uploaded_never_runs_in_a_page(record: Record, east: User) -> None:
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    paper = attach_file(east, record, name="图.svg", data=script)
    client = Client()
    client.force_login(east, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("evidence_file", args=["training", record.pk, paper.pk]))
    assert answer.content == script
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert AuditEntry.objects.filter(action="export", summary="下载佐证：图.svg").exists()
    view = client.get(reverse("evidence_view", args=["training", record.pk, paper.pk])).content.decode()
    assert "<svg xmlns='http" not in view
    assert client.get(reverse("evidence_page", args=["training", record.pk, paper.pk, 1])).status_code == 404
