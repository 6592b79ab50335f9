"""Files of every format, made in memory: for tests of reading them."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(**members: str) -> bytes:
    """A zip archive of XML parts; ``__`` in a name stands for the folder mark."""
    return archive({name.replace("__", "/") + ".xml": text.encode() for name, text in members.items()})


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return buffer.getvalue()


def gbk_archive(name: str, data: bytes) -> bytes:
    """An archive whose one file is named in GBK without saying so, as Chinese Windows packs."""
    stand_in = "x" * len(name.encode("gbk"))
    return archive({stand_in: data}).replace(stand_in.encode(), name.encode("gbk"))


def docx(body: str, **parts: str) -> bytes:
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped(word__document=document, **parts)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(rows: list[list[Any]], name: str = "协作情况") -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return buffer.getvalue()


def pdf(*pages: list[str]) -> bytes:
    """A PDF with Chinese text. No font is put in: the codes (UniGB-UCS2-H) tell the characters."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    font = add(b"")
    cid = add(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>"
    )
    objects[font - 1] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [%d 0 R] >>" % cid
    )
    parent = len(objects) + 2 * len(pages) + 1
    kids = []
    for lines in pages:
        shown = [
            f"BT /F1 12 Tf 72 {760 - 20 * at} Td <{line.encode('utf-16-be').hex()}> Tj ET"
            for at, line in enumerate(lines)
        ]
        stream = "\n".join(shown).encode()
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (parent, content, font)
            )
        )
    tree = add(
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    )
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    return _written(objects, root)


def _written(objects: list[bytes], root: int, trailer: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, trailer, start,
    )  # fmt: skip
    return bytes(out)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password nobody gives."""
    plain = pdf(["保密"])
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -64 >>" % (b"11" * 32, b"22" * 32)
    head, _, tail = plain.partition(b"trailer\n<< ")
    return head + b"trailer\n<< /ID [<00><00>] /Encrypt " + lock + b" " + tail


@lru_cache(maxsize=4)
def scan(*lines: str, form: str = "PNG") -> bytes:
    """A picture of text, drawn by pdfium from :func:`pdf`; form ``PDF`` gives a PDF of nothing but it."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf(list(lines)))[0]
    buffer = io.BytesIO()
    page.render(scale=2.5).to_pil().convert("RGB").save(buffer, form)
    return buffer.getvalue()


def mail(subject: str, text: str, *attachments: tuple[str, bytes], charset: str = "utf-8") -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "李某 <li@example.org>", "zhang@example.org"
    made["Date"] = "Wed, 17 Jan 2024 09:30:00 +0800"
    made.set_content(text, charset=charset)
    for name, data in attachments:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def saved_page(html: str, title: str = "协作动态") -> bytes:
    """A web page saved by Chromium as one file."""
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://example.org/a.html\r\n"
        f"Subject: =?utf-8?Q?{''.join(f'={byte:02X}' for byte in title.encode())}?=\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
        '\tboundary="edge"\r\n\r\n'
    )
    part = "--edge\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n"
    part += f"Content-Location: http://example.org/a.html\r\n\r\n{html}\r\n--edge--\r\n"
    return (head + part).encode()
