"""Pictures of evidence for the page: made once by a process of its own, then kept beside the store."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from shanhai.ledger import store
from shanhai.ledger.filetypes import TYPES
from shanhai.ledger.models import Evidence

TIMEOUT = 30
MOST_PAGES = 200
"""Pages that are drawn; who needs more downloads the file."""


class NoPreview(Exception):
    """The file cannot be drawn: damaged, locked with a password, or too large."""


def has_preview(evidence: Evidence) -> bool:
    """True for files of types that can be drawn."""
    return bool(evidence.sha256) and evidence.media in TYPES and TYPES[evidence.media].pages


def page_picture(evidence: Evidence, number: int = 1) -> tuple[int, bytes]:
    """How many pages the file has, and page ``number`` (from 1) as PNG. Raises :class:`NoPreview`."""
    if not has_preview(evidence) or not 1 <= number <= MOST_PAGES:
        raise NoPreview
    kept = Path(settings.DATA_DIR) / "previews" / evidence.sha256[:2] / f"{evidence.sha256}-{number}"
    if not kept.exists():
        _keep(kept, _draw(evidence, number))
    pages, _, picture = kept.read_bytes().partition(b"\n")
    return min(int(pages), MOST_PAGES), picture


def _draw(evidence: Evidence, number: int) -> bytes:
    command = [sys.executable, "-m", "shanhai.ledger.render", evidence.media, str(number)]
    try:
        done = subprocess.run(
            command,
            input=store.read_bytes(evidence.sha256),
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
            env={"PATH": os.environ.get("PATH", "")},
        )
    except (subprocess.SubprocessError, FileNotFoundError) as error:
        raise NoPreview from error
    return done.stdout


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, as the store does."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
        part.write(content)
    Path(part.name).replace(path)
