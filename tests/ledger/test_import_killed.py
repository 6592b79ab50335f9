"""kill -9 in the middle of a background import: real processes, a real database file, a real queue."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

BEGIN = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "shanhai.web.settings"
import django
django.setup()
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportBatch, ImportJob, Observation
training = kind("training")
"""

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from shanhai.ledger.derive.import_jobs import begin, confirm, run
from tests.factories import make_pairing, make_user
from tests.ledger.test_import_jobs import sheet
pairing, east = make_pairing(), make_user("east")
job = begin(east, "training", pairing, "大表.xlsx", sheet(2500, pairing), report=False)
run(job.pk)
confirm(east, ImportJob.objects.for_user(east).get())
"""

# A worker that stops for ever after the second thousand of rows is written and before anything is committed.
WORK_HALF_WAY = """
import time
from shanhai.ledger.services.bulk import BulkWriter
from shanhai.web.background import work

whole = BulkWriter.write
def stop(self, new, changed):
    whole(self, new, changed)
    if self.model.objects.unscoped("test").count() >= 2000:
        print("half-way", flush=True)
        time.sleep(600)

BulkWriter.write = stop
work("a" * 32, until_empty=True)
"""

WORK = """
from shanhai.web.background import work
work("b" * 32, until_empty=True)
"""

COUNT = """
job = ImportJob.objects.unscoped("test").get()
rows = [model.objects.unscoped("test").count() for model in (training, ImportBatch)]
print(*rows, training.history.count(), Observation.objects.unscoped("test").exists(), job.state)
"""


def test_a_killed_worker_leaves_nothing_and_the_next_completes(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**own, "SHANHAI_DATA": str(tmp_path / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}
    (tmp_path / "data").mkdir()

    def python(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + code], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    python(PREPARE)
    child = subprocess.Popen(
        [sys.executable, "-c", BEGIN + WORK_HALF_WAY], env=environment, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert b"half-way" in child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert python(COUNT) == "0 0 0 False running"
    python(WORK)
    assert python(COUNT) == "2500 1 2500 True done"
