"""The examples fit together, and the demonstration loads whole, once, and never into real data."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from python_calamine import CalamineWorkbook

from examples import build_ledgers, damage_bulletins
from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.roles import Role
from shanhai.documents.models import Document, DocumentClaim
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Evidence, Observation, Pairing, State
from shanhai.ledger.selectors import totals
from shanhai.ledger.services import change_state
from shanhai.ledger.services.regions import load_regions
from shanhai.text.repair import read_bytes
from shanhai.web.demo import load_demo
from shanhai.web.demo.plan import read_plan
from shanhai.web.demo.steps import Loader
from shanhai.web.demo.users import PASSWORD

WHY = "a test looks at everything"


def folded(text: str) -> str:
    """Text without the width of its marks and without white space, as repair is measured."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def cells(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("name", sorted(damage_bulletins.WAYS))
def test_damaged_bulletins_are_what_the_simulator_makes(name: str) -> None:
    assert damage_bulletins.damaged_path(name).read_text("utf-8") == damage_bulletins.damaged(name)


@pytest.mark.parametrize("name", sorted(damage_bulletins.WAYS))
def test_damaged_bulletins_repair_to_the_clean_ones(name: str) -> None:
    clean = (damage_bulletins.BULLETINS / "clean" / f"{name}.txt").read_text("utf-8")
    damaged = damage_bulletins.damaged_path(name).read_bytes()
    assert folded(damaged.decode()) != folded(clean)
    assert folded(read_bytes(damaged).text) == folded(clean)


@pytest.mark.parametrize("source", sorted(build_ledgers.SOURCES.glob("*.tsv")), ids=lambda path: path.stem)
def test_workbooks_are_what_their_sources_say(source: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.xlsx"
    build_ledgers.build(build_ledgers.read_source(source), fresh)
    assert cells(build_ledgers.workbook_of(source)) == cells(fresh)


def test_every_example_is_loaded() -> None:
    plan = read_plan()
    ledgers, bulletins = plan.folder / "ledgers", plan.folder / "bulletins"
    assert sorted(item.file for item in plan.workbooks) == sorted(p.name for p in ledgers.glob("*.xlsx"))
    files = [path.name for path in bulletins.iterdir() if path.is_file()]
    assert sorted(item.file for item in plan.bulletins) == sorted(files)
    assert {user.role for user in plan.users} == set(Role.values)


@pytest.fixture
def demo(db: None) -> list[str]:
    """The demonstration, loaded; what it told the user."""
    told: list[str] = []
    load_regions()
    load_demo(told.append)
    return told


def counts() -> dict[str, int]:
    """How many rows of everything there are."""
    found = {model.Kind.code: model.objects.unscoped(WHY).count() for model in all_kinds()}
    for model in (Pairing, Evidence, Document, DocumentClaim):
        found[model.__name__] = model.objects.unscoped(WHY).count()
    return found | {"users": User.objects.count(), "log": AuditEntry.objects.count()}


def test_demo_fills_the_pages_and_is_loaded_once(demo: list[str], client: Client) -> None:
    assert any(PASSWORD in line for line in demo)
    plan = read_plan()
    for user in plan.users:
        assert any(user.username in line for line in demo)
        assert User.objects.get(username=user.username).check_password(PASSWORD)
    _check_totals()
    _check_states()
    _check_pages(client)
    _check_second_run()


def _check_totals() -> None:
    """Figures of the ledgers and of the bulletins agree where the examples mean them to."""
    baoshan = User.objects.get(username="baoshan")
    pairing = Pairing.objects.for_user(baoshan).get(east_id="310113", west_id="530326")
    found = {(total.measure, total.unit): total for total in totals(baoshan, pairing, year=2021)}
    assert found["fund.aid", "元"].value == 38_500_000
    assert found["posting.doctors_sent", "人"].value == 5
    assert found["training.trainees", "人次"].value == 256
    assert found["fund.social", "元"].value == 3_985_000  # the bulletin says 412万元: for reconciliation
    years = set(Observation.objects.for_user(baoshan).filter(pairing=pairing).values_list("year", flat=True))
    assert years >= {2021, 2022, 2023, 2024}


def _check_states() -> None:
    """Rows in every state but void, claims open and decided, evidence on rows."""
    states = {
        state
        for model in all_kinds()
        for state in model.objects.unscoped(WHY).values_list("state", flat=True)
    }
    assert states == set(State) - {State.VOID}
    decided = set(DocumentClaim.objects.unscoped(WHY).values_list("state", flat=True))
    assert decided == {"open", "accepted", "linked"}
    assert DocumentClaim.objects.unscoped(WHY).filter(state="open").count() > 150
    assert Document.objects.unscoped(WHY).filter(pairing__isnull=True).count() == 0
    assert Evidence.objects.unscoped(WHY).count() >= 5
    assert Pairing.objects.unscoped(WHY).filter(predecessor__isnull=False).exists()
    assert set(Pairing.objects.unscoped(WHY).values_list("regime", flat=True)) == set(Pairing.Regime.values)


def _check_pages(client: Client) -> None:
    """What a user of the demo opens first."""
    user = User.objects.get(username="baoshan")
    client.force_login(user)
    for pairing in Pairing.objects.for_user(user):
        assert client.get(f"/pairings/{pairing.pk}/").status_code == 200
    assert client.get("/").status_code == 200


def _check_second_run() -> None:
    """A second run doubles nothing and takes nothing back that people have done."""
    baoshan = User.objects.get(username="baoshan")
    baoshan.set_password("my own words 山海")
    baoshan.save()
    model = next(model for model in all_kinds() if model.Kind.code == "agreement")
    row = model.objects.for_user(baoshan).filter(state=State.REPORTED, owner_side="east").first()
    change_state(baoshan, row, State.VOID, reason="录错")
    before = counts()
    told: list[str] = []
    load_demo(told.append)
    assert counts() == before
    assert model.objects.for_user(baoshan).get(pk=row.pk).state == State.VOID
    assert User.objects.get(pk=baoshan.pk).check_password("my own words 山海")
    assert "nothing changed" in "".join(told)


@pytest.mark.django_db
def test_demo_does_not_mix_with_real_data() -> None:
    User.objects.create(username="somebody")
    with pytest.raises(ValidationError, match="不是示例数据库"):
        load_demo(lambda _line: None)
    assert User.objects.count() == 1
    assert not Pairing.objects.unscoped(WHY).exists()


@pytest.mark.django_db
def test_a_stopped_demo_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop between two files leaves the earlier ones; a stop inside a file leaves nothing of it."""
    load_regions()
    _stop_at("_decide_rows", monkeypatch)
    assert not Observation.objects.unscoped(WHY).exists()
    _stop_at("_decide_claim", monkeypatch)
    assert Observation.objects.unscoped(WHY).exists()
    assert not Document.objects.unscoped(WHY).exists()
    load_demo(lambda _line: None)
    stopped = counts()
    load_demo(lambda _line: None)
    assert counts() == stopped
    assert Document.objects.unscoped(WHY).count() == len(read_plan().bulletins)


def _stop_at(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the demonstration and interrupt it at a step."""

    def stop(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Loader, step, stop)
        with pytest.raises(KeyboardInterrupt):
            load_demo(lambda _line: None)
