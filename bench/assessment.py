"""Pages of the assessment over a million observations, and the same sums by DuckDB over the same rows.

    python bench/assessment.py [observations]

160 pairings, ten years. On SQLite in a temporary folder, or on the server of DATABASE_URL (its database
must be empty). Best of five; the aims are 300 ms for the pair page and the home page and 1 s for the
dispatch table of all pairings. DuckDB computes the year's sums by pairing and measure (a subject once) in
memory: the limit of what the rows allow; the ratio is ours over it.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

YEARS = range(2015, 2025)
PAIRINGS = 160
RUNS = 5
EAST, WEST = "310113", 500_101
# How many rows of a measure a pairing has a year: persons are most of a ledger.
SHAPE = {
    ("employment.total", "人", "distinct"): 250, ("employment.poor", "人", "distinct"): 130,
    ("employment.paired_east", "人", "distinct"): 40, ("posting.doctors_sent", "人", "distinct"): 12,
    ("posting.cadres_sent", "人", "distinct"): 4, ("enterprise.landed", "家", "distinct"): 4,
    ("project.count", "个", "distinct"): 12, ("workshop.jobs", "人", "stock"): 12,
    ("workshop.count", "个", "stock"): 12, ("pairing.villages", "个", "stock"): 30,
    ("fund.aid", "元", "flow"): 6, ("sale.amount", "元", "flow"): 60,
    ("training.trainees", "人次", "flow"): 15, ("donation.value", "元", "flow"): 20,
    ("visit.person_times", "人次", "flow"): 15,
    ("enterprise.investment", "元", "flow"): 3,
}  # fmt: skip
COLUMNS = (
    "measure", "aggregation", "value", "unit", "pairing_id", "year", "since_year", "date", "until",
    "place_code", "subject", "kind", "record_id", "state", "precision", "is_summary",
)  # fmt: skip


def rows(pairings: list[int], wanted: int) -> Iterator[tuple[Any, ...]]:
    """Observations as the write path makes them, about ``wanted``; one in fifty groups has a summary row."""
    rng = random.Random(7)
    scale = wanted / (sum(SHAPE.values()) * len(pairings) * len(YEARS))
    number = 0
    for pairing in pairings:
        for year in YEARS:
            for (measure, unit, rule), count in SHAPE.items():
                summaries = rng.random() < 0.02
                for place in range(max(1, round(count * scale))):
                    number += 1
                    summary = summaries and place == 0
                    subject = "" if rule == "flow" or summary else f"{measure}{rng.randrange(count * 9)}"
                    day = date(year, rng.randint(1, 12), rng.randint(1, 28)) if rng.random() < 0.9 else None
                    state = rng.choice(["confirmed", "confirmed", "reported", "draft"])
                    value = rng.randint(1, 40) * (10_000 if unit == "元" else 1)
                    kind = measure.split(".")[0]
                    yield (
                        measure, rule, value, unit, pairing, year, year, day, None, "", subject, kind,
                        number, state, "=", summary,
                    )  # fmt: skip


def fill(wanted: int) -> tuple[list[int], Any]:
    """Regions, pairings, a user for the whole country, and the rows; the pairings' numbers and the user."""
    from django.db import connection

    from shanhai.accounts.services import create_user
    from shanhai.ledger.models import Pairing, Region

    Region.objects.update_or_create(code=EAST, defaults={"name": "东区", "short": "东", "level": "county"})
    made = []
    for number in range(PAIRINGS):
        code = str(WEST + number)
        Region.objects.update_or_create(
            code=code, defaults={"name": f"西{number}县", "short": f"西{number}", "level": "county"}
        )
        made.append(Pairing(east_id=EAST, west_id=code, since=date(2010, 1, 1)))
    Pairing._base_manager.bulk_create(made)
    user = create_user("bench", "bench", role="admin", check_password=False)
    numbers = [pairing.pk for pairing in made]
    marks = ", ".join(["%s"] * len(COLUMNS))
    insert = f"INSERT INTO ledger_observation ({', '.join(COLUMNS)}) VALUES ({marks})"
    source, chunk = rows(numbers, wanted), True
    while chunk:
        chunk = [row for row, _ in zip(source, range(20_000), strict=False)]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and chunk:
                with cursor.copy(f"COPY ledger_observation ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                    for row in chunk:
                        copy.write_row(row)
            elif chunk:
                cursor.executemany(insert, chunk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return numbers, user


def best(run: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of the fastest of some runs, the first not counted: by the clock, and of this process."""
    run()
    times = []
    for _ in range(RUNS):
        began, worked = time.perf_counter(), time.process_time()
        run()
        times.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)))
    return min(clock for clock, _work in times), min(work for _clock, work in times)


def duckdb_sums(numbers: list[int], wanted: int) -> tuple[float, float]:
    """The year's sums of all pairings in DuckDB, over the same rows."""
    import duckdb

    table = duckdb.connect()
    table.execute(
        "CREATE TABLE o (measure VARCHAR, aggregation VARCHAR, value DECIMAL(20, 2), unit VARCHAR,"
        " pairing INTEGER, year INTEGER, day DATE, subject VARCHAR, record BIGINT, state VARCHAR)"
    )
    wide = [(r[0], r[1], r[2], r[3], r[4], r[5], r[7], r[10], r[12], r[13]) for r in rows(numbers, wanted)]
    columns = list(zip(*wide, strict=True))
    names = (
        "measure",
        "aggregation",
        "value",
        "unit",
        "pairing",
        "year",
        "day",
        "subject",
        "record",
        "state",
    )
    import numpy as np

    told = dict(zip(names, (np.array(column) for column in columns), strict=True))
    table.register("told", told)
    table.execute("INSERT INTO o SELECT * FROM told")
    sums = """
        SELECT pairing, measure, unit, sum(most) FROM (
          SELECT pairing, measure, unit, max(value) AS most FROM o
          WHERE year = 2024 AND state IN ('reported', 'confirmed') AND aggregation <> 'flow'
          GROUP BY pairing, measure, unit, CASE WHEN subject = '' THEN record::VARCHAR ELSE subject END
          UNION ALL
          SELECT pairing, measure, unit, sum(value) FROM o
          WHERE year = 2024 AND state IN ('reported', 'confirmed') AND aggregation = 'flow'
          GROUP BY ALL
        ) GROUP BY ALL"""
    return best(lambda: table.execute(sums).fetchall())


def main(wanted: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", interactive=False, verbosity=0)
    began = time.perf_counter()
    numbers, user = fill(wanted)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_observation")
        stored = cursor.fetchone()[0]
    print(f"{stored:,} observations on {connection.vendor} in {time.perf_counter() - began:.0f} s")
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    pair = numbers[80]
    pages = {
        "home page": "/",
        "pair page": f"/pairings/{pair}/?year=2024",
        "dispatch table of one pair": f"/dispatch/?year=2024&pairing={pair}",
        "dispatch table of all pairs": "/dispatch/?year=2024&month=12",
        "comparison": "/compare/?year=2024&code=E01",
        "big screen's data": "/screen/data.json?year=2024",
    }
    for name, url in pages.items():
        assert client.get(url).status_code == 200, url
        clock, work = best(lambda url=url: client.get(url))
        print(f"  {name:<28} {clock:7.0f} ms  (our processor {work:.0f} ms)", flush=True)
    from shanhai.assessment.amounts import amounts
    from shanhai.ledger.models import Pairing

    pairings = list(Pairing.objects.for_user(user))
    measures = {measure for measure, _unit, _rule in SHAPE}
    ours, _work = best(lambda: amounts(user, pairings, [date(2024, 12, 31)], measures))
    limit, _work = duckdb_sums(numbers, wanted)
    print(f"  sums of one day, all pairs   {ours:7.0f} ms   DuckDB {limit:.0f} ms   ratio {ours / limit:.0f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SHANHAI_DATA"] = folder
        os.environ["SHANHAI_HOSTS"] = "testserver"
        os.environ["SHANHAI_LOG_LEVEL"] = "ERROR"
        os.environ["DJANGO_SETTINGS_MODULE"] = "shanhai.web.settings"
        import django
        from django.conf import settings

        django.setup()
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
