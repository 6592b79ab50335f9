"""Importing a training ledger of 100,000 rows and 12 columns, with history and observations.

Beside it, on a file of the same make but fewer rows, django-import-export with the same model (history, but
no observations, no comparison with rows already there). Options: number of rows, number of the peer's rows.
Runs on SQLite in a temporary folder, or on an empty database named by ``DATABASE_URL``.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
PEER_ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
HEADER = (
    "序号",
    "年度",
    "班次名称",
    "期次",
    "类别",
    "主办单位",
    "培训地点",
    "开始日期",
    "结束日期",
    "期数",
    "实训人数",
    "人次",
    "经费（万元）",
)


def office_sheet(rows: int, header: tuple[str, ...] = HEADER, title: bool = True) -> bytes:
    """A workbook as an office would hand it in (the peer gets it without the title lines)."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("培训")
    top = 2 if title else 0
    if title:
        sheet.write_string(0, 0, "培训班次台账")
    for column, text in enumerate(header):
        sheet.write_string(top, column, text)
    for number in range(rows):
        line = (
            number + 1,
            2024,
            f"第{number}期培训班",
            f"{number}期",
            "党政干部",
            "县委组织部",
            "区委党校",
            "2024-03-01",
            "2024-03-05",
            1,
            40,
            80,
            3.5,
        )
        for column, value in enumerate(line):
            sheet.write(top + 1 + number, column, value)
    book.close()
    return target.getvalue()


def peak_mb() -> float:
    """The most memory this process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Clock:
    """Wall and processor time since it was made: on a busy machine only the latter says much."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def line(self, what: str, rows: int, note: str = "") -> str:
        """One measured line of the report."""
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        rates = f"{wall:7.1f} s {rows / wall:6.0f} rows/s; processor {cpu:6.1f} s {rows / cpu:6.0f} rows/s"
        return f"{what:<22}{rows:>8} rows {rates}  {note}"


def ours(user: Any, pairing: Any) -> None:
    from shanhai.ledger.derive.sheet_csv import csv_lines
    from shanhai.ledger.derive.sheet_import import import_workbook, preview
    from shanhai.ledger.derive.sheet_values import out_columns
    from shanhai.ledger.derive.sheet_write import workbook
    from shanhai.ledger.kinds import kind

    model, data = kind("training"), office_sheet(ROWS)
    clock = Clock()
    found = preview(user, [model], pairing, "培训.xlsx", data, most=300)
    assert found.total.added == ROWS
    print(clock.line("shanhai preview", ROWS, f"peak {peak_mb():.0f} MB"))
    clock = Clock()
    result = import_workbook(user, model, pairing, "培训.xlsx", data)
    assert result.added == ROWS, result.problems[:3]
    print(clock.line("shanhai import", ROWS, f"peak {peak_mb():.0f} MB"))
    clock = Clock()
    again = import_workbook(user, model, pairing, "培训.xlsx", data)
    assert again.same == ROWS, again
    print(clock.line("  the same file again", ROWS, f"peak {peak_mb():.0f} MB"))
    rows = model.objects.for_user(user).filter(pairing=pairing).order_by("pk")
    clock = Clock()
    size = len(workbook(model, rows.iterator(chunk_size=2000), pairing=pairing, year=2024))
    print(clock.line("shanhai export", ROWS, f"{size / 1e6:.1f} MB, peak {peak_mb():.0f} MB"))
    clock = Clock()
    size = sum(map(len, csv_lines(rows.iterator(chunk_size=2000), out_columns(model))))
    print(clock.line("  as CSV", ROWS, f"{size / 1e6:.1f} MB"))


def peer(user: Any, pairing: Any) -> None:
    import tablib
    from import_export import resources

    from shanhai.ledger.kinds import kind

    fields = (
        "id",
        "year",
        "name",
        "period_no",
        "category",
        "organiser",
        "place",
        "started_on",
        "ended_on",
        "sessions",
        "trainees",
        "person_times",
        "cost",
    )

    class Training(resources.ModelResource):
        class Meta:
            model = kind("training")
            use_bulk = False

        def get_queryset(self) -> Any:
            return self._meta.model.objects.unscoped("benchmark")

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.pairing, instance.owner_side, instance.created_by = pairing, "east", user

    Training.Meta.fields = fields
    dataset = tablib.Dataset().load(office_sheet(PEER_ROWS, fields, title=False), format="xlsx")
    dataset.headers[0] = "number"
    clock = Clock()
    done = Training().import_data(dataset, raise_errors=True)
    assert done.totals["new"] == PEER_ROWS
    print(clock.line("django-import-export", PEER_ROWS))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "shanhai.web.settings", "SHANHAI_DATA": folder}
        sys.path.insert(0, str(Path(__file__).parents[1]))
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from tests.factories import make_pairing, make_user

        call_command("migrate", verbosity=0)
        pairing, user = make_pairing(), make_user("east")
        print(f"database: {connection.vendor}")
        ours(user, pairing)
        peer(user, make_pairing("310117", "530629"))


if __name__ == "__main__":
    main()
