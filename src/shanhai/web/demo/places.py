"""The demo pairings, with the pairing one of them follows, and organisations of both sides."""

from __future__ import annotations

from shanhai.ledger.models import Organisation, Pairing
from shanhai.web.demo.plan import Plan

WHY = "setting up the demonstration data"


def load_pairings(plan: Plan) -> dict[str, Pairing]:
    """The pairings by the plan's keys; those that are there are left as they are."""
    found: dict[str, Pairing] = {}
    for item in plan.pairings:
        found[item.key], _created = Pairing.objects.unscoped(WHY).get_or_create(
            east_id=item.east,
            west_id=item.west,
            since=item.since,
            defaults={
                "level": item.level,
                "regime": item.regime,
                "until": item.until,
                "basis": item.basis,
                "note": item.note,
                "predecessor": found.get(item.after),
            },
        )
    return found


def load_organisations(plan: Plan) -> None:
    """The organisations that are missing."""
    rows = Organisation.objects.unscoped(WHY)
    for item in plan.organisations:
        rows.get_or_create(name=item.name, region_id=item.region, defaults={"type": item.type})
