"""Drawing one page of a PDF or a picture as PNG. Runs as a process of its own: ``python -m`` this module.

Files come from anybody, and the libraries that draw them are written in C: whatever happens here ends with
this process. It reads the file from standard input and writes the number of pages, a line end and the PNG.
It knows nothing of the project and no Django.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import Any

WIDTH = 1000
"""Pixels across a drawn page."""
LONGEST = 4000
"""Pixels along the longer side of whatever is drawn."""
MOST_PIXELS = 100_000_000
MEMORY, SECONDS = 1_500_000_000, 20


def main() -> None:
    """Draw page ``argv[2]`` (from 1) of the file on standard input, which is of type ``argv[1]``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    draw: Any = _pdf if sys.argv[1] == "pdf" else _picture
    pages, picture = draw(sys.stdin.buffer.read(), int(sys.argv[2]))
    target = io.BytesIO()
    picture.convert("RGB").save(target, "PNG")
    sys.stdout.buffer.write(b"%d\n" % pages + target.getvalue())


def _pdf(data, number):  # type: ignore[no-untyped-def]  # the libraries' types are not needed here
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page = document[number - 1]
    scale = min(WIDTH / max(page.get_width(), 1), LONGEST / max(page.get_height(), 1))
    return len(document), page.render(scale=scale).to_pil()


def _picture(data, number):  # type: ignore[no-untyped-def]
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # twice as many are an error, not a warning
    picture = Image.open(io.BytesIO(data))
    pages = getattr(picture, "n_frames", 1)
    picture.seek(number - 1)
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((WIDTH, LONGEST))
    return pages, upright


if __name__ == "__main__":
    main()
