"""How many queries each page costs, pinned in ``query_counts.json``, and that rows do not add any.

``SHANHAI_UPDATE_GOLDENS=1 pytest tests/web/test_query_counts.py`` writes the file anew; the difference is
then read in review like code.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shanhai.documents.services import ingest
from shanhai.ledger.kinds import all_kinds, kind
from shanhai.ledger.models import Pairing, Record
from shanhai.ledger.services import attach_file
from tests.factories import make_pairing, make_record, make_user

GOLDEN = Path(__file__).with_name("query_counts.json")
FEW, MANY = 2, 12
CODES = sorted(model.Kind.code for model in all_kinds())


def count(client: Client, url: str) -> int:
    """The queries of the second visit, when the site has looked up what it looks up once."""
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url)
        assert response.status_code == 200, url
    return len(queries)


def pinned(page: str, number: int) -> None:
    """Compare with the golden file, or write it when asked to."""
    golden: dict[str, int] = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    if os.environ.get("SHANHAI_UPDATE_GOLDENS"):
        golden[page] = number
        GOLDEN.write_text(json.dumps(dict(sorted(golden.items())), indent=2) + "\n", encoding="utf-8")
        return
    assert page in golden, f"{page} is new: see the docstring of this module"
    assert number == golden[page], f"{page}: {number} queries, pinned are {golden[page]}"


@pytest.fixture
def pairing(db: None) -> Pairing:
    return make_pairing()


@pytest.fixture
def client(pairing: Pairing) -> Client:
    client = Client()
    client.force_login(make_user("counting", region="310113"), "django.contrib.auth.backends.ModelBackend")
    return client


def rows(model: type[Record], pairing: Pairing, number: int) -> list[Record]:
    """Rows of a kind, written by different people of the same side."""
    return [
        make_record(model, make_user(f"writer{position}", region="310113"), pairing)
        for position in range(number)
    ]


@pytest.mark.parametrize("code", CODES)
def test_list_of_a_kind(code: str, pairing: Pairing, client: Client) -> None:
    model = kind(code)
    url = reverse("ledger_list", args=[model.Kind.code])
    rows(model, pairing, FEW)
    few = count(client, url)
    rows(model, pairing, MANY - FEW)
    assert count(client, url) == few
    pinned(f"list of {code}", few)


PAGES = {
    "dispatch": lambda pairing: reverse("dispatch"),
    "line": lambda pairing: reverse("line", args=[pairing.pk, "C07"]) + "?year=2024",
    "targets": lambda pairing: reverse("targets", args=[pairing.pk]),
    "checklists": lambda pairing: reverse("checklists", args=[pairing.pk]),
    "reconcile": lambda pairing: reverse("pairing_reconcile", args=[pairing.pk]),
    "alerts": lambda pairing: reverse("alerts"),
    "unreported": lambda pairing: reverse("unreported"),
    "compare": lambda pairing: reverse("compare"),
    "map": lambda pairing: reverse("map"),
    "screen data": lambda pairing: reverse("screen_data"),
    "catalogue": lambda pairing: reverse("catalogues"),
    "home": lambda pairing: reverse("home"),
    "worklist": lambda pairing: reverse("worklist"),
    "pairings": lambda pairing: reverse("pairings"),
    "ledgers": lambda pairing: reverse("ledgers"),
    "imports": lambda pairing: reverse("import_list"),
    "pairing": lambda pairing: reverse("pairing", args=[pairing.pk]),
    "total": lambda pairing: reverse("total", args=[pairing.pk, "training.trainees"]),
    "totals of a list": lambda pairing: reverse("ledger_totals", args=["training"]),
    "rows behind a total": lambda pairing: reverse("ledger_receipt", args=["training", "training.trainees"]),
    "copy": lambda pairing: reverse("ledger_copy", args=["training"]) + "?since=2024",
    "documents": lambda pairing: reverse("document_list"),
    "new row": lambda pairing: reverse("record_add", args=["training"]),
}


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, pairing: Pairing, client: Client) -> None:
    url = PAGES[name](pairing)
    rows(kind("training"), pairing, FEW)
    few = count(client, url)
    rows(kind("training"), pairing, MANY - FEW)
    assert count(client, url) == few
    pinned(name, few)


def test_more_pairings_add_no_queries_to_the_home_page(pairing: Pairing, client: Client) -> None:
    rows(kind("training"), pairing, FEW)
    few = count(client, reverse("home"))
    for west in ("533423", "530629"):
        rows(kind("training"), make_pairing(west=west), FEW)
    assert count(client, reverse("home")) == few


@pytest.mark.parametrize("name", ["dispatch", "alerts", "compare", "map", "screen data", "unreported"])
def test_more_pairings_add_no_queries_to_pages_of_all(name: str, pairing: Pairing, client: Client) -> None:
    for one in (pairing, make_pairing(west="533423")):
        rows(kind("training"), one, FEW)
    few = count(client, PAGES[name](pairing))
    rows(kind("training"), make_pairing(west="530629"), FEW)
    assert count(client, PAGES[name](pairing)) == few


def test_evidence_adds_no_queries_to_a_total(pairing: Pairing, client: Client) -> None:
    url, writer = PAGES["total"](pairing), make_user("writer0", region="310113")
    found = rows(kind("training"), pairing, MANY)
    for position, record in enumerate(found):
        attach_file(writer, record, name=f"签到{position}.txt", data=f"第{position}期签到".encode())
        if position + 1 == FEW:
            few = count(client, url)
    assert count(client, url) == few


def test_documents_add_no_queries_to_their_list(pairing: Pairing, client: Client) -> None:
    url, writer = reverse("document_list"), make_user("writer0", region="310113")
    for position in range(MANY):
        text = f"2024年3月{position + 1}日，宝山区选派{position + 2}名医生到会泽县支医。"
        ingest(writer, name=f"简报{position}.txt", data=text.encode(), pairing=pairing)
        if position + 1 == FEW:
            few = count(client, url)
    assert count(client, url) == few


def test_record(pairing: Pairing, client: Client) -> None:
    record, *_ = rows(kind("training"), pairing, FEW)
    number = count(client, record.get_absolute_url())
    rows(kind("training"), pairing, MANY - FEW)
    assert count(client, record.get_absolute_url()) == number
    pinned("record", number)
