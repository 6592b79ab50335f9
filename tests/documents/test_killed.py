"""kill -9 in the middle of taking a document in: a real process, a real database file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

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

COUNT = """
from shanhai.documents.models import Document, DocumentClaim
print(*(model.objects.unscoped("test").count() for model in (Document, DocumentClaim)))
"""


def test_a_killed_process_leaves_nothing_and_the_next_completes(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**own, "SHANHAI_DATA": str(tmp_path / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}

    def python(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + code], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    (tmp_path / "data").mkdir()
    python("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    with file.open("rb") as text:
        child = subprocess.Popen(
            [sys.executable, "-c", BEGIN + STOP_HALF_WAY], env=environment, stdin=text, stdout=subprocess.PIPE
        )
    assert child.stdout is not None
    assert child.stdout.readline() == b"half-way\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert python(COUNT) == "0 0"
    again = "from shanhai.documents.services import ingest\nfrom pathlib import Path\n"
    again += f"print(ingest(None, name='a.txt', data=Path({str(file)!r}).read_bytes(), origin='cli').claims)"
    claims = python(again)
    assert int(claims) > 3
    assert python(COUNT) == f"1 {claims}"
