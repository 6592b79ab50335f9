"""kill -9 in the middle of taking a document in: a real process, a real database file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.documents.files import pdf
from tests.documents.samples import TEXT

BEGIN = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "shanhai.web.settings"
import django
django.setup()
"""

# Stops for ever in the transaction: the document and its claims are written, not committed.
STOP_HALF_WAY = """
import sys, time
from shanhai.documents.services import intake

def stop(*args, **kwargs):
    print("half-way", flush=True)
    time.sleep(600)

intake.audit = stop
intake.ingest(None, name="a.txt", data=sys.stdin.buffer.read(), origin="cli")
"""

# A worker that stops for ever when it has read the document and is about to save it.
WORK_AND_STOP = """
import time
from shanhai.documents.services import background
from shanhai.web.background import work

def stop(*args, **kwargs):
    print("half-way", flush=True)
    time.sleep(600)

background.settle = stop
work("first", until_empty=True)
"""

QUEUE = """
import sys
from shanhai.documents.services import receive
receive(None, name="a.pdf", data=sys.stdin.buffer.read(), origin="cli")
"""

WORK = """
from shanhai.web.background import work
work("second", until_empty=True)
"""

COUNT = """
from shanhai.documents.models import Document, DocumentClaim
print(*(model.objects.unscoped("test").count() for model in (Document, DocumentClaim)))
"""

STATES = """
from shanhai.documents.models import Document
print(*Document.objects.unscoped("test").values_list("state", flat=True))
"""


class Site:
    """A data folder with a database file of its own, and Python processes that use it."""

    def __init__(self, folder: Path) -> None:
        own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = {
            **own,
            "SHANHAI_DATA": str(folder / "data"),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        (folder / "data").mkdir()
        self.python("from django.core.management import call_command; call_command('migrate', verbosity=0)")

    def python(self, code: str, data: bytes = b"") -> str:
        """Run ``code`` to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + code],
            env=self.environment,
            input=data,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def kill_half_way(self, code: str, data: bytes = b"") -> None:
        """Run ``code`` until it says that it is half-way, and kill it."""
        child = subprocess.Popen(
            [sys.executable, "-c", BEGIN + code],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(data)
        child.stdin.close()
        assert child.stdout.readline() == b"half-way\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()


def test_a_killed_process_leaves_nothing_and_the_next_completes(tmp_path: Path) -> None:
    site, data = Site(tmp_path), TEXT.encode()
    site.kill_half_way(STOP_HALF_WAY, data)
    assert site.python(COUNT) == "0 0"
    again = "import sys\nfrom shanhai.documents.services import ingest\n"
    again += "print(ingest(None, name='a.txt', data=sys.stdin.buffer.read(), origin='cli').claims)"
    claims = site.python(again, data)
    assert int(claims) > 3
    assert site.python(COUNT) == f"1 {claims}"


def test_what_a_killed_worker_was_reading_the_next_worker_reads(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.python(QUEUE, pdf(["2023年，宝山区投入财政帮扶资金3600万元支持会泽县，选派教师12名。"]))
    assert site.python(STATES) == "received"
    site.kill_half_way(WORK_AND_STOP)
    assert (site.python(STATES), site.python(COUNT)) == ("reading", "1 0")
    site.python(WORK)
    assert (site.python(STATES), site.python(COUNT)) == ("ready", "1 2")
