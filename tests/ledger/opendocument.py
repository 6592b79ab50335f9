"""The least .ods that is one: for tests, as no library of ours writes the format."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/></manifest:manifest>'
)
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"


def opendocument(rows: list[list[str]], repeat: tuple[int, int] = (1, 1)) -> bytes:
    """A spreadsheet of texts; its last cell is repeated over so many rows and columns."""
    lines = ""
    for number, row in enumerate(rows):
        last = number == len(rows) - 1
        cells = ""
        for place, text in enumerate(row):
            times = repeat[1] if last and place == len(row) - 1 else 1
            cells += (
                f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
                f"<text:p>{escape(text)}</text:p></table:table-cell>"
            )
        times = repeat[0] if last else 1
        lines += f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'
    names = " ".join(f'xmlns:{name}="{NAMESPACE}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="表一">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return target.getvalue()
