"""Reads a workbook of an old or open format in a process of its own, with bounded memory and time.

A file of a few kilobytes can claim billions of cells; whoever reads it is killed by it. That must not be the
web server or the worker. Run as a script: the file on standard input, its sheets pickled on standard output.
Imports nothing of the project.
"""

from __future__ import annotations

import io
import pickle
import resource
import sys

from python_calamine import CalamineWorkbook, SheetVisibleEnum

MEMORY = 2 << 30
SECONDS = 60


def main() -> None:
    """Read standard input, write the sheets: name, whether it is visible, cells, merged ranges."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    found = []
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        cells = sheet.to_python(skip_empty_area=False)
        visible = about.visible == SheetVisibleEnum.Visible
        found.append((about.name, visible, cells, sheet.merged_cell_ranges or []))
    pickle.dump(found, sys.stdout.buffer)


if __name__ == "__main__":
    main()
