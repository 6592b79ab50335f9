"""Archives (zip): the files inside become documents of their own; bombs are told by what they unpack to."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from shanhai.documents.files import limits, problems
from shanhai.documents.files.model import Contents, Member

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_JUNK = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})


def read(data: bytes, code: str) -> Contents:
    """A list of the files as text, and the files themselves. One bad file never costs the good ones."""
    members: list[Member] = []
    remarks: list[str] = []
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_junk(entry)]
            if len(wanted) > limits.MAX_MEMBERS:
                raise problems.too_large(f"压缩包里有{len(wanted)}个文件，超过{limits.MAX_MEMBERS}个的上限")
            for entry in wanted:
                name = name_of(entry)
                content, remark = _unpacked(archive, entry, limits.MAX_UNPACKED - total)
                if content is None:
                    remarks.append(f"“{name}”{remark}")
                    continue
                total += len(content)
                members.append(Member(name, content))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError):
        raise problems.broken("压缩包") from None
    if not members and not remarks:
        raise problems.said("empty_file", "压缩包是空的")
    text = "\n".join(["压缩包内的文件：", *(member.name for member in members), *remarks])
    return Contents(code, text, members=tuple(members), remarks=tuple(remarks))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> tuple[bytes | None, str]:
    """The content of one file, or None and why it was left out."""
    if entry.flag_bits & _ENCRYPTED:
        return None, "设有密码，没有读取"
    most = min(limits.MAX_MEMBER, room)
    if entry.file_size > most or _is_bomb(entry):
        return None, "解压后过大，没有读取"
    try:
        with archive.open(entry) as member:
            content = member.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError):
        return None, "已损坏，没有读取"
    # The size in the directory may lie; reading stops at the limit whatever it says.
    return (None, "解压后过大，没有读取") if len(content) > most else (content, "")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > limits.MEGABYTE and entry.file_size > limits.MAX_RATIO * max(
        entry.compress_size, 1
    )


def check_expansion(data: bytes) -> None:
    """Refuse an Office file whose parts would unpack to more than one may hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError):
        raise problems.broken() from None
    if sum(entry.file_size for entry in entries) > limits.MAX_UNPACKED or any(map(_is_bomb, entries)):
        raise problems.too_large("文件解压后过大")


def name_of(entry: zipfile.ZipInfo) -> str:
    """The file's name: by its flag UTF-8; else, as Chinese Windows packs, GBK."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_junk(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return bool(_JUNK.intersection(parts)) or entry.file_size == 0 or parts[-1].startswith(("._", "~$"))
