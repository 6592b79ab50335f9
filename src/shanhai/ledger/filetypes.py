"""What a file is, judged by its first bytes and, for containers, by what lies inside; never by its name.

The list is closed: what is not on it is refused. Only types with ``pages`` are ever drawn in a page, and then
as pictures that the site makes itself; everything else is handed out as a download.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from shanhai.ledger.errors import LedgerError, one

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class FileType:
    """One type: its code as stored, what people call it, the endings it may have, whether it can be drawn."""

    code: str
    title: str
    endings: tuple[str, ...]
    pages: bool = False


PDF = FileType("pdf", "PDF", ("pdf",), pages=True)
OFD = FileType("ofd", "OFD", ("ofd",))
WORD = FileType("docx", "Word", ("docx", "docm", "dotx"))
EXCEL = FileType("xlsx", "Excel", ("xlsx", "xlsm", "xltx"))
SLIDES = FileType("pptx", "PowerPoint", ("pptx", "pptm", "ppsx"))
OPEN = FileType("odf", "OpenDocument", ("odt", "ods", "odp"))
OLD = FileType("ole", "Office 97-2003", ("doc", "xls", "ppt", "wps", "et", "dps", "dot", "xlt"))
RICH = FileType("rtf", "RTF", ("rtf", "doc"))
TEXT = FileType("txt", "文本", ("txt", "csv", "md", "log", "json", "xml", "html", "htm", "svg", "eml"))
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", FileType("png", "图片", ("png",), pages=True)),
    (b"\xff\xd8\xff", FileType("jpg", "图片", ("jpg", "jpeg", "jpe", "jfif"), pages=True)),
    (b"GIF8", FileType("gif", "图片", ("gif",), pages=True)),
    (b"BM", FileType("bmp", "图片", ("bmp",), pages=True)),
    (b"II*\x00", FileType("tif", "图片", ("tif", "tiff"), pages=True)),
    (b"MM\x00*", FileType("tif", "图片", ("tif", "tiff"), pages=True)),
)
WEBP = FileType("webp", "图片", ("webp",), pages=True)
TYPES = {
    kind.code: kind
    for kind in (PDF, OFD, WORD, EXCEL, SLIDES, OPEN, OLD, RICH, TEXT, WEBP, *(kind for _, kind in PICTURES))
}
ACCEPTED = "PDF、OFD、Word、Excel、PowerPoint、WPS、图片、文本"


def recognise(data: bytes) -> FileType | None:
    """The type of a file's content; None for what evidence cannot be (programs, archives, films …)."""
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(_OLE):
        return OLD
    if data.startswith(b"{\\rtf"):
        return RICH
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    for head, kind in PICTURES:
        if data.startswith(head):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _container(data)
    return TEXT if _is_text(data) else None


def accept(name: str, data: bytes, most: int) -> tuple[FileType, str]:
    """The type of an uploaded file and the name it is kept under, whose ending tells the truth.

    Raises :class:`LedgerError` for an empty file, one of more than ``most`` bytes, or a type not accepted.
    """
    if not data:
        raise one("empty_file", f"文件“{name}”是空的", "file")
    refuse_big(name, len(data), most)
    kind = recognise(data)
    if kind is None:
        raise _refused(name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return kind, name if ending in kind.endings else f"{name}.{kind.endings[0]}"


def refuse_big(name: str, size: int, most: int) -> None:
    """Raise :class:`LedgerError` for a file of more than ``most`` bytes; asked before it is read at all."""
    if size > most:
        raise one("too_big", f"文件“{name}”超过{most // 1024 // 1024} MB的上限，请压缩或拆分后上传", "file")


def _refused(name: str) -> LedgerError:
    return one("file_type", f"“{name}”的内容不是可作佐证的文件，可上传：{ACCEPTED}", "file")


def _container(data: bytes) -> FileType | None:
    """Which sort of office file a zip container holds; only its list of entries is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            names = [entry.filename for entry in box.infolist()[:_MOST_ENTRIES]]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return None
    if "OFD.xml" in names:
        return OFD
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        return OPEN
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", WORD), ("xl/", EXCEL), ("ppt/", SLIDES)):
            if any(name.startswith(folder) for name in names):
                return kind
    return None


def _is_text(data: bytes) -> bool:
    """True for text in UTF-8, UTF-16 with its mark, or GB 18030, without control characters."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(char < " " and char not in "\t\n\r\f" for char in text)
    return False
