"""The command `shanhai`: text commands that need no database, and commands that run the site.

Text commands (repair, claims) must start in well under a second and work without a database, so nothing
here imports Django, or the text library, before the command that needs it runs.
"""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line; the entry point of the `shanhai` script."""
    from shanhai.cli.app import app

    # Text for another program is UTF-8 whatever the locale says; a terminal shows «?» for what it lacks.
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")
    app()
