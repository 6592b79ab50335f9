"""Fixtures of the documents' tests: a pair, its people, a bulletin."""

from __future__ import annotations

import pytest

from shanhai.accounts.models import User
from shanhai.documents.models import Document
from shanhai.ledger.models import Pairing
from tests.documents.samples import make_bulletin
from tests.factories import make_pairing, make_user


@pytest.fixture
def pairing(db: None) -> Pairing:
    """宝山–会泽."""
    return make_pairing()


@pytest.fixture
def east(pairing: Pairing) -> User:
    """A coordinator of the eastern side."""
    return make_user("east")


@pytest.fixture
def west(pairing: Pairing) -> User:
    """A coordinator of the western side."""
    return make_user("west", region="530326")


@pytest.fixture
def stranger(pairing: Pairing) -> User:
    """A coordinator of another pair."""
    make_pairing("310117", "530629")
    return make_user("stranger", region="310117")


@pytest.fixture
def document(pairing: Pairing) -> Document:
    """A bulletin of the pair, read, with nothing decided."""
    return make_bulletin(pairing)
