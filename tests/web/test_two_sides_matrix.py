"""Who may do what between the two sides: every act × everybody, told by whether the log gained a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import AuditEntry
from shanhai.ledger.kinds import kind
from shanhai.ledger.models import Evidence, Record
from shanhai.ledger.services import attach_file, raise_dispute, set_evidence_state
from tests.factories import make_pairing, make_record, make_user

EAST, WEST, FAR = "310113", "530326", "310117"
PEOPLE: dict[str, tuple[str, str]] = {
    "nobody": ("", ""),
    "east_coordinator": ("coordinator", EAST),
    "east_department": ("department", EAST),
    "east_reviewer": ("reviewer", EAST),
    "east_leader": ("leader", EAST),
    "east_inspector": ("inspector", EAST),
    "west_coordinator": ("coordinator", WEST),
    "west_department": ("department", WEST),
    "west_reviewer": ("reviewer", WEST),
    "west_leader": ("leader", WEST),
    "west_inspector": ("inspector", WEST),
    "far_coordinator": ("coordinator", FAR),
    "far_reviewer": ("reviewer", FAR),
    "far_inspector": ("inspector", FAR),
    "admin": ("admin", ""),
}
OWNERS = {"east_coordinator", "east_department"}
OTHER_SIDE = {"west_coordinator", "west_reviewer"}
CONFIRMERS = {*OTHER_SIDE, "east_reviewer"}
REVIEWERS = {"east_reviewer", "west_reviewer"}
KEEPERS = {"east_coordinator", "east_department", "west_coordinator", "west_department", *REVIEWERS}

Act = tuple[Callable[[Record], tuple[str, dict[str, Any]]], set[str]]


def row(name: str, record: Record, *more: Any) -> str:
    return reverse(name, args=[record.Kind.code, record.pk, *more])


def dispute(record: Record, to: str) -> tuple[str, dict[str, Any]]:
    other = make_user("west_raiser", region=WEST)
    raised = raise_dispute(other, record, "place", "县党校", reason="会议纪要所载")
    return row("dispute_settle", record, raised.pk), {"to": to, "reason": "经核对"}


def paper(record: Record, state: str = "valid") -> Evidence:
    found = attach_file(record.created_by, record, name="通知.txt", data=b"notice")
    if state != "valid":
        found = set_evidence_state(record.created_by, record, found, state, reason="作废")
    return found


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("签到.txt", "签到表".encode())


ACTS: dict[str, Act] = {
    "raise a dispute": (
        lambda r: (row("dispute_add", r, "place"), {"figure": "县党校", "reason": "会议纪要所载"}),
        OTHER_SIDE,
    ),
    "accept a dispute": (lambda r: dispute(r, "accepted"), OWNERS),
    "keep the figure": (lambda r: dispute(r, "kept"), OWNERS),
    "withdraw a dispute": (lambda r: dispute(r, "withdrawn"), OTHER_SIDE),
    "add evidence": (lambda r: (row("evidence_add", r), {"file": upload()}), {*OWNERS, *CONFIRMERS}),
    "replace evidence": (
        lambda r: (row("evidence_replace", r, paper(r).pk), {"file": upload(), "reason": "补签"}),
        {*OWNERS, *CONFIRMERS},
    ),
    "take evidence out of use": (
        lambda r: (row("evidence_state", r, paper(r).pk), {"to": "rejected", "reason": "未盖章"}),
        {*OWNERS, *CONFIRMERS},
    ),
    "bring evidence back": (
        lambda r: (row("evidence_state", r, paper(r, "expired").pk), {"to": "valid", "reason": "仍有效"}),
        CONFIRMERS,
    ),
    "download evidence": (
        lambda r: (row("evidence_file", r, paper(r).pk), {}),
        {name for name in PEOPLE if name.startswith(("east", "west"))} | {"admin"},
    ),
    "take a snapshot": (
        lambda r: (reverse("snapshot_list", args=[r.pairing_id]), {"year": "2024", "reason": "考核"}),
        KEEPERS,
    ),
    "lock a period": (
        lambda r: (
            reverse("period_lock", args=[r.pairing_id]),
            {"year": "2024", "month": "3", "kind": "training", "from_day": "2099-01-01", "reason": "月报"},
        ),
        REVIEWERS,
    ),
    "take the log out": (
        lambda r: (reverse("log_export", args=["csv"]), {}),
        {"east_inspector", "west_inspector", "far_inspector", "admin"},
    ),
}
READ = {"download evidence", "take the log out"}


@pytest.fixture
def record(db: None) -> Record:
    return make_record(kind("training"), make_user("writer", region=EAST), make_pairing(), place="乡镇会议室")


def attempt(client: Client, record: Record, act: str) -> bool:
    """Whether the act left a line in the log."""
    address, data = ACTS[act][0](record)
    before = AuditEntry.objects.count()
    client.get(address, data) if act in READ else client.post(address, data)
    return AuditEntry.objects.count() > before


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_only_these_may(act: str, who: str, record: Record) -> None:
    role, region = PEOPLE[who]
    client = Client()
    client.force_login(make_user(who, role=role, region=region), "django.contrib.auth.backends.ModelBackend")
    assert attempt(client, record, act) is (who in ACTS[act][1])


@pytest.mark.parametrize("act", ACTS)
def test_anonymous_people_do_nothing(act: str, record: Record) -> None:
    assert not attempt(Client(), record, act)
