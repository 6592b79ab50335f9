"""Compiles one translation catalogue: ``compile_messages.py FROM.po TO.mo``.

In Python, so that a user's machine needs no gettext. A catalogue that does not parse stops the build.
"""

from __future__ import annotations

import sys

import polib


def main(source: str, target: str) -> None:
    """Write the compiled form of the catalogue ``source`` to ``target``; fuzzy entries are left out."""
    polib.pofile(source, check_for_duplicates=True).save_as_mofile(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
