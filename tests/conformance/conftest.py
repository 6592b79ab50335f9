"""One pairing with both sides' people, and a stranger of another pairing, for every kind."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shanhai.accounts.models import User
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.models import Pairing, Record
from tests.factories import make_pairing, make_user


@dataclass(frozen=True)
class World:
    pairing: Pairing
    other_pairing: Pairing
    east: User
    west: User
    reviewer: User
    leader: User
    stranger: User
    nobody: User


@pytest.fixture
def world(db: None) -> World:
    return World(
        pairing=make_pairing("310113", "530326"),
        other_pairing=make_pairing("310117", "530629"),
        east=make_user("east", region="310113"),
        west=make_user("west", region="530326"),
        reviewer=make_user("reviewer", role="reviewer", region="310113"),
        leader=make_user("leader", role="leader", region="530326"),
        stranger=make_user("stranger", region="310117"),
        nobody=make_user("nobody", role="", region=""),
    )


@pytest.fixture(params=all_kinds(), ids=lambda model: model.Kind.code)
def model(request: pytest.FixtureRequest) -> type[Record]:
    """Every record kind in turn; a new kind is tested as soon as its file exists."""
    found: type[Record] = request.param
    return found
