"""Every address of the site × who asks: anonymous, without a role, of the pair, of another pair.

The list of addresses is walked from the URL configuration, so a new page cannot be forgotten: it must
be reachable with the example arguments below or the test fails by name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from shanhai.assessment.models import Catalogue
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import ImportBatch, ImportJob, Pairing, SavedView
from shanhai.ledger.services import attach_file, raise_dispute
from shanhai.ledger.services.snapshots import take_snapshot
from shanhai.ledger.store import store_bytes
from tests.documents.files import pdf
from tests.documents.samples import make_document
from tests.factories import make_pairing, make_record, make_user

OPEN_TO_ALL = {"set_language", "admin:login", "admin:jsi18n"}
"""Addresses that need no user."""
PDF = pdf(["一页"])
ANY_MEMBER = {
    "home", "pairings", "record_add", "sheet_template", "sheet_import", "document_list", "document_upload",
    "document_progress", "document_queue", "search", "outdated_documents",
    "quality", "quality_gold",
    "worklist", "import_list", "sheet_rows", "sheet_csv", "sheet_print", "template_all", "import_all",
    "ledgers", "ledger_list", "ledger_totals", "ledger_receipt", "ledger_act", "ledger_columns",
    "ledger_view_save", "ledger_similar", "ledger_copy",
    "log", "log_export",
    "dispatch", "alerts", "unreported", "compare", "map", "screen", "screen_data",
    "catalogues", "catalogue", "catalogue_act", "indicator",
}  # fmt: skip
"""Addresses without an object of a pair: what stands on them is scoped, the page itself is not foreign."""


OWN_RIGHT = {"log", "log_export", "catalogue_act", "indicator"}
"""Pages for which a coordinator lacks the right: the log is the inspectors', catalogues administrators'."""


def own_names(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All named patterns outside Django's admin site, which has its own test below."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from own_names(entry, prefix)
        elif entry.name:
            yield entry.name, entry


NAMES = dict(own_names(get_resolver()))


@dataclass(frozen=True)
class Scene:
    """A pairing with one of everything an address can name."""

    pairing: Pairing
    arguments: dict[str, Any]


@pytest.fixture
def scene(db: None) -> Scene:
    from shanhai.documents.models import DocumentClaim, Twin
    from shanhai.documents.services import ingest

    pairing = make_pairing()
    make_pairing("310117", "530629")
    actor = make_user("east")
    record = make_record(kind("training"), actor, pairing)
    evidence = attach_file(actor, record, name="通知.txt", data="关于举办培训班的通知".encode())
    text = "2024年3月，宝山区选派8名医生到会泽县支医，举办培训班3期，培训干部120人次。"
    document = ingest(actor, name="简报.txt", data=text.encode(), pairing=pairing).document
    claim = DocumentClaim.objects.for_user(actor).filter(document=document).first()
    assert claim is not None
    twin = Twin.objects.create(first=document, second=make_document(pairing), similarity=0.7)
    pictured = make_document(pairing, sha256=store_bytes(PDF), format="pdf")
    batch = ImportBatch.objects.create(
        pairing=pairing, file_name="表.xlsx", kind="training", actor=actor, wrong_sha256=store_bytes(b"rows")
    )
    # The scene's row belongs to the east, so people of the west dispute it.
    other_side = make_user("west", region="530326")
    disputed = make_record(kind("training"), actor, pairing)
    dispute = raise_dispute(other_side, disputed, "place", "县党校", reason="在县党校办班")
    scan = io.BytesIO()
    Image.new("RGB", (4, 4)).save(scan, "PNG")
    photo = attach_file(actor, record, name="照片.png", data=scan.getvalue())
    snapshot = take_snapshot(actor, pairing, reason="考核")
    job = ImportJob.objects.create(pairing=pairing, file_name="大表.xlsx", kind="training", actor=actor)
    view = SavedView.objects.create(owner=actor, kind="training", name="共享", office="530326")
    arguments = {
        "view_pk": view.pk,
        "snapshot_pk": snapshot.pk, "ending": "csv",
        "disputed_pk": disputed.pk, "dispute_pk": dispute.pk, "field": "name", "number": 1,
        "photo_pk": photo.pk, "version": 1,
        "batch_pk": batch.pk, "job_pk": job.pk, "pictured_pk": pictured.pk, "twin_pk": twin.pk,
        "pk": record.pk, "code": "training", "measure": "training.trainees", "evidence_pk": evidence.pk,
        "document_pk": document.pk, "claim_pk": claim.pk, "pairing_pk": pairing.pk,
    }  # fmt: skip
    catalogue = Catalogue.objects.filter(since=2024).get()
    return Scene(pairing, {**arguments, "catalogue_pk": catalogue.pk, "indicator_code": "C07"})


PK_OF = {
    "ledger_view": "view_pk",
    "catalogue": "catalogue_pk",
    "catalogue_act": "catalogue_pk",
    "indicator": "catalogue_pk",
    "line": "pairing_pk",
    "targets": "pairing_pk",
    "target_act": "pairing_pk",
    "checklists": "pairing_pk",
    "pairing_reconcile": "pairing_pk",
    "double_settle": "pairing_pk",
    "pairing_print": "pairing_pk",
    "snapshot": "snapshot_pk",
    "snapshot_list": "pairing_pk",
    "snapshot_export": "snapshot_pk",
    "snapshot_rows": "snapshot_pk",
    "document_page": "pictured_pk",
    "twin": "twin_pk",
    "claim_mark": "document_pk",
    "dispute_settle": "disputed_pk",
    "import_wrong": "batch_pk",
    "import_batch": "batch_pk",
    "import_job": "job_pk",
    "period_lock": "pairing_pk",
    "pairing": "pairing_pk",
    "total": "pairing_pk",
    "sheet_export": "pairing_pk",
    "export_all": "pairing_pk",
}


def address(name: str, scene: Scene) -> str:
    """The address with arguments of the scene's own objects."""
    pattern = NAMES[name].pattern
    wanted = pattern.regex.groupindex if hasattr(pattern, "regex") else {}
    kwargs = {}
    for argument in wanted:
        source = argument
        if argument == "pk":
            source = PK_OF.get(name, "pk")
            if name in PK_OF:
                pass
            elif name.startswith(("document", "review")):
                source = "document_pk"
            elif name.startswith("claim"):
                source = "claim_pk"
        elif name in ("line", "indicator") and argument == "code":
            source = "indicator_code"
        elif name == "evidence_page" and argument == "evidence_pk":
            source = "photo_pk"
        kwargs[argument] = scene.arguments[source]
    return reverse(name, kwargs=kwargs)


def status(name: str, scene: Scene, user: Any) -> int:
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    url = address(name, scene)
    code = client.get(url).status_code
    return client.post(url).status_code if code == 405 else code


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN_TO_ALL))
def test_anonymous_people_log_in_first(name: str, scene: Scene) -> None:
    assert status(name, scene, None) == 302


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN_TO_ALL))
def test_without_a_role_nothing_opens(name: str, scene: Scene) -> None:
    assert status(name, scene, make_user("nobody", role="", region="")) in (403, 404)


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN_TO_ALL))
@pytest.mark.parametrize("role", ["coordinator", "reviewer", "department", "leader", "inspector"])
def test_people_of_the_pair_get_an_answer(name: str, role: str, scene: Scene) -> None:
    user = make_user(f"own_{role}", role=role, region="530326")
    code = status(name, scene, user)
    # Pages on which claims are decided do not exist for those who only read.
    reads_only = not (user.rights.write or user.rights.confirm)
    assert code in (200, 302, 403, 422) or (code == 404 and reads_only and name.startswith("claim_"))
    if role == "coordinator" and name not in OWN_RIGHT:
        assert code != 403


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN_TO_ALL - ANY_MEMBER))
@pytest.mark.parametrize("role", ["coordinator", "reviewer", "department", "leader", "inspector"])
def test_what_is_foreign_does_not_exist(name: str, role: str, scene: Scene) -> None:
    code = status(name, scene, make_user(f"other_{role}", role=role, region="310117"))
    assert code in (403, 404)
    if role == "coordinator":
        assert code == 404


def test_nothing_foreign_stands_on_pages_without_an_object(scene: Scene) -> None:
    stranger = make_user("stranger", region="310117")
    client = Client()
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    for name in sorted(ANY_MEMBER):
        body = client.get(address(name, scene)).content.decode(errors="replace")
        assert "会泽县" not in body, name
        assert "简报.txt" not in body, name


ROLE_TABLES = {
    "accounts_user": {"admin"},
    "ledger_pairing": {"admin"},
    "ledger_organisation": {"admin"},
    "ledger_region": {"admin"},
}


@pytest.mark.parametrize("role", ["coordinator", "reviewer", "department", "leader", "inspector", "admin"])
@pytest.mark.parametrize("table", sorted(ROLE_TABLES))
def test_system_tables_open_for_their_roles_only(table: str, role: str, scene: Scene) -> None:
    client = Client()
    user = make_user(f"of_{role}", role=role, region="" if role == "admin" else "310113")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    expected = 200 if role in ROLE_TABLES[table] else 403
    assert client.get(reverse(f"admin:{table}_changelist")).status_code == expected


def test_lists_show_rows_of_the_own_pairs_only(scene: Scene) -> None:
    url = reverse("ledger_list", args=["training"])
    shown = {}
    for username, region in (("insider", "530326"), ("outsider", "310117")):
        client = Client()
        client.force_login(
            make_user(username, region=region), backend="django.contrib.auth.backends.ModelBackend"
        )
        shown[username] = client.get(url).content.decode()
    assert "班次名称" in shown["insider"]
    assert f"/records/training/{scene.arguments['pk']}/" not in shown["outsider"]
    assert "宝山区—会泽县" not in shown["outsider"]


def test_the_log_shows_the_own_pairs_only(scene: Scene) -> None:
    url = reverse("log")
    for region, sees in (("310113", True), ("310117", False)):
        client = Client()
        user = make_user(f"inspector{region}", role="inspector", region=region)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert ("通知.txt" in client.get(url).content.decode()) is sees


def test_the_short_cut_past_the_scope_is_closed(scene: Scene) -> None:
    client = Client()
    client.force_login(make_user("east"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/desk/r/1/{scene.arguments['pk']}/").status_code == 404
