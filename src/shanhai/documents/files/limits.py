"""How much is read of one file: beyond these a file is refused with words, and nothing hangs on it."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

MAX_TEXT = 8_000_000
"""Characters of one document. A year's bulletins of a county are a tenth of it."""
MAX_XML = 40 * MEGABYTE
"""Bytes of one XML part of a Word file, unpacked."""
MAX_PAGES = 2_000
MAX_SCANNED_PAGES = 100
"""Pages read by optical recognition: two to four seconds each."""
MAX_PIXELS = 120_000_000
"""A picture of 120 megapixels: A3 at 900 dpi."""
MAX_CELLS = 2_000_000

MAX_MEMBERS = 500
MAX_MEMBER = 50 * MEGABYTE
MAX_UNPACKED = 500 * MEGABYTE
MAX_RATIO = 300
"""Text packs twenty-fold, empty tables a hundred-fold; bombs pack a thousand-fold."""
MAX_DEPTH = 3
"""Archives in archives, attachments of attachments."""

READ_SECONDS = 1_800
"""Longest time the child process may take for one file."""
PICTURE_SECONDS = 60
"""Longest time for drawing one page."""
READ_MEMORY = 4096 * MEGABYTE
OFFICE_SECONDS = 120
"""Longest time LibreOffice may take for one file."""
