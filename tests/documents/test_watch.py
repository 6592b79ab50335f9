"""A watched folder: what is put into it is taken in once, and nothing in it is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shanhai.accounts.models import User
from shanhai.documents.models import Document
from shanhai.documents.services.watch import FolderWatch, Found
from shanhai.ledger.models import Pairing
from tests.documents.samples import TEXT

pytestmark = pytest.mark.usefixtures("queue")


def documents() -> Any:
    return Document.objects.unscoped("test")


@pytest.fixture
def watched(tmp_path: Path, east: User) -> FolderWatch:
    return FolderWatch(tmp_path, east)


def look(watched: FolderWatch, **more: Any) -> list[Found]:
    return list(watched.look(**more))


def test_a_file_is_taken_when_it_has_stopped_growing(watched: FolderWatch, pairing: Pairing) -> None:
    path = watched.folder / "来稿" / "简报.txt"
    path.parent.mkdir()
    path.write_text(TEXT[:20], "utf-8")
    assert look(watched) == []
    path.write_text(TEXT, "utf-8")
    assert look(watched) == []
    (found,) = look(watched)
    assert found.result is not None
    assert found.result.created
    assert look(watched) == []
    document = documents().get()
    assert (document.file_name, document.origin, document.state) == ("简报.txt", "watch", "received")
    assert path.read_text("utf-8") == TEXT


def test_nothing_is_taken_twice_after_a_restart_or_under_another_name(
    watched: FolderWatch, pairing: Pairing, east: User
) -> None:
    (watched.folder / "a.txt").write_text(TEXT, "utf-8")
    look(watched, settled=True)
    (watched.folder / "b.txt").write_text(TEXT, "utf-8")
    found = look(FolderWatch(watched.folder, east), settled=True)
    assert [item.result.created for item in found if item.result] == [False, False]
    assert documents().count() == 1


def test_a_changed_file_is_another_document(watched: FolderWatch, pairing: Pairing) -> None:
    path = watched.folder / "a.txt"
    path.write_text(TEXT, "utf-8")
    look(watched, settled=True)
    path.write_text(TEXT + "二", "utf-8")
    assert len(look(watched, settled=True)) == 1
    assert documents().count() == 2


def test_what_cannot_be_read_is_told_once(watched: FolderWatch, pairing: Pairing, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    (watched.folder / "a.rar").write_bytes(b"Rar!\x1a\x07")
    (watched.folder / "b.txt").write_bytes(b"x" * (1024 * 1024 + 1))
    assert [found.problem[:4] for found in look(watched, settled=True)] == ["这是 R", "文件超过"]
    assert look(watched, settled=True) == []


def test_hidden_unfinished_and_linked_files_are_left_alone(watched: FolderWatch, tmp_path: Path) -> None:
    for name in (".secret.txt", "~$简报.docx", "大文件.crdownload"):
        (watched.folder / name).write_text(TEXT, "utf-8")
    (watched.folder / "link.txt").symlink_to("/etc/hostname")
    assert look(watched, settled=True) == []
